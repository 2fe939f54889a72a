"""Front matter: where it stands, what it says, and where each string of it is written.

The one reader for the documents (references in front matter) and for the site (slugs, URLs, dates of pages).
"""

from linkcheck.sources.front_matter.block import LARGEST, FrontMatterBlock, find
from linkcheck.sources.front_matter.metadata import (
    MetadataFault,
    Parsed,
    Value,
    is_address,
    is_picture,
    proved,
    strings,
)

__all__ = [
    "LARGEST",
    "FrontMatterBlock",
    "MetadataFault",
    "Parsed",
    "Value",
    "find",
    "is_address",
    "is_picture",
    "proved",
    "strings",
]
