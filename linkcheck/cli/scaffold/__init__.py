"""`linkcheck init`: looks at a blog, and writes what it needs for its links to be looked after."""

from linkcheck.cli.scaffold.survey import Repository, Survey, look
from linkcheck.cli.scaffold.write import Done, Step, set_up

__all__ = ["Done", "Repository", "Step", "Survey", "look", "set_up"]
