"""What is told to GitHub: the job's summary, one rolling issue, one rolling pull request, one sticky comment.

Nothing here fails a run: what cannot be published is said in a line, and the report is where it was. Bodies are made by
pure functions (`bodies`), the REST API is spoken to in `api`, git runs as a process in `branch`.
"""
