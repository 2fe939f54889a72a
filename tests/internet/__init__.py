"""A small internet that misbehaves: real servers, TLS and DNS on loopback, each behaviour with its true verdicts.

`python -m tests.internet` runs the program against all of them and prints the table.
"""
