"""Find, judge and repair the references of a Markdown blog."""

__version__ = "0.1.0"
