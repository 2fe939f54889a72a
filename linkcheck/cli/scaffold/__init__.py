"""`linkcheck init`: surveys a blog, and writes the files with which its links are looked after."""

from linkcheck.cli.scaffold.survey import Forge, GitRepository, Survey, look
from linkcheck.cli.scaffold.write import Done, Step, set_up

__all__ = ["Done", "Forge", "GitRepository", "Step", "Survey", "look", "set_up"]
