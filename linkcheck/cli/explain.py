"""`linkcheck explain URL`: checks one URL and tells the reasons for its verdict."""

from __future__ import annotations

import click

from linkcheck import report
from linkcheck.cli.options import context_of, options, settings_of
from linkcheck.cli.streams import tell
from linkcheck.cli.terminal import put
from linkcheck.config import header_warnings
from linkcheck.run import pipeline
from linkcheck.run.loop import run_to_end

CHECKING = frozenset(
    {"config", "isolated", "accept", "headers", "user_agent", "allow_networks", "no_archive", "insecure", "timeout"}
    | {"max_retries", "max_redirects", "verbose"}
)
"""The options that change how a URL is checked."""


@click.command()
@click.argument("url")
@options(only=CHECKING)
def explain(url: str, **parameters: object) -> int:
    """Check one URL, and explain its verdict: each request, each answer, and what follows from them."""
    settings = settings_of(parameters)
    for line in header_warnings(settings, [url]):
        tell(line)
    finding = run_to_end(pipeline.explain(url, settings))
    put(report.render_explanation(finding, context_of(settings, to_stdout=True)))
    if report.unasked((finding,)):
        return pipeline.EXIT_ENVIRONMENT
    return report.exit_code((finding,), (), (), settings.fail_on)
