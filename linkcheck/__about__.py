"""What the program says of itself."""

__version__ = "0.1.0"
