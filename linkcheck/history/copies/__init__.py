"""Copies of living pages in a folder of the repository: one WARC file a link, which any web archive can replay."""

from linkcheck.history.copies.document import document
from linkcheck.history.copies.warc import BadCopyError, OwnCopy, pack, place_of, unpack

__all__ = ["BadCopyError", "OwnCopy", "document", "pack", "place_of", "unpack"]
