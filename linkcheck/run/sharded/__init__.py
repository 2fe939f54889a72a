"""Runs too large for the memory of one process: the links are parted into shards, and each is a run of its own.

A shard has all links of its registrable domains, so that each host has one pace; a history of its own, which says after
a kill what is left to ask; and a part of each night of the dataset, which says that it is done.
"""
