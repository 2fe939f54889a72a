"""Publishes a report on GitHub: the job's summary, one rolling issue, one rolling pull request, one sticky comment.

A failed publication is a warning and fails no run; the report is where it was. `bodies` makes texts by pure functions,
`api` speaks with the REST API, `branch` makes commits.
"""
