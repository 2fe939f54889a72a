"""Tells people what broke since the last night, by mail, Slack, Matrix and whatever else Apprise reaches.

`message` makes the text by a pure function, `services` hands it over.
"""
