"""Publishes a report on GitLab: Code Quality and tests are files that a job hands over; the note is one of these.

`api` speaks with the REST API, `note` keeps the one note on a merge request.
"""
