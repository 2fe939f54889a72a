"""Publishes a report on GitHub: the job's summary, one rolling issue, one rolling pull request, one sticky comment.

`api` speaks with the REST API, `branch` makes commits.
"""
