"""What the faces of forges share: a client of their REST APIs, the texts that are published, the log of a command.

A failed publication is a warning and fails no run; the report is where it was. `bodies` makes texts by pure functions.
"""
