"""References → targets, each URL once, and problems, which need no request."""
