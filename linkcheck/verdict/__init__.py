"""Opinion: the meaning of the evidence. Nothing here asks the web."""
