"""The version of the program and its addresses, once; pyproject.toml and the documentation are held equal by tests."""

__version__ = "0.1.0"

HOME = "https://github.com/linkcheck-md/linkcheck"
"""The repository: `[project.urls] Source` in pyproject.toml."""

DOCUMENTATION = "https://linkcheck-md.github.io/linkcheck/"
"""The site made of `docs/`: `site_url` in docs/mkdocs.yml; it ends with a slash."""
