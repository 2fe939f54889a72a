"""What becomes of a report elsewhere: issues, pull requests and notes at forges, messages to people."""
