"""`linkcheck scan --dataset DIR --shards N`: a run that is too large for the memory of one process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from linkcheck.cli.inputs import Inputs, elsewhere_of
from linkcheck.cli.listening import listener
from linkcheck.cli.overview import tell_dataset
from linkcheck.cli.streams import tell
from linkcheck.config import Settings
from linkcheck.model import LinkcheckError
from linkcheck.run.loop import run_to_end
from linkcheck.run.services import Services
from linkcheck.run.sharded.running import scan


def scan_in_shards(given: Inputs, settings: Settings, parameters: Mapping[str, object]) -> int:
    """Scan, tell what the night came to, and return the exit code; raises LinkcheckError."""
    if settings.dataset is None or settings.shards is None:
        raise LinkcheckError("--shards: the parts of a run come together in a dataset; name one with --dataset")
    flags = {
        "--fix": bool(settings.fix),
        "--diff": settings.diff,
        "--baseline": settings.baseline,
        "PATH -": given.stdin is not None,
    }
    for flag in (flag for flag, is_given in flags.items() if is_given):
        raise LinkcheckError(f"{flag}: this is for a run in one part; leave out --shards")
    with elsewhere_of(given, settings) as elsewhere, listener(settings) as progress:
        done = run_to_end(
            scan(
                *(given.paths, given.listed, elsewhere, settings, Path.cwd()),
                dataset=Path(settings.dataset),
                shards=settings.shards,
                progress=progress,
                services=Services(),
            )
        )
    for line in done.messages:
        tell(line)
    return done.exit_code or tell_dataset(Path(settings.dataset), parameters)
