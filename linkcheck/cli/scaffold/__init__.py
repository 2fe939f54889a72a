"""`linkcheck init`: surveys a blog, and writes the files with which its links are looked after."""

from linkcheck.cli.scaffold.survey import GitRepository, Survey, WorkflowHost, look, posts_of
from linkcheck.cli.scaffold.write import Done, Step, TakenOver, action_reference, set_up

__all__ = [
    "Done",
    "GitRepository",
    "Step",
    "Survey",
    "TakenOver",
    "WorkflowHost",
    "action_reference",
    "look",
    "posts_of",
    "set_up",
]
