"""Questions to a dataset, each answered by one pass over few columns, so that a hundred million rows fit in no memory.

The SQL is fixed text: files, numbers and names reach it as parameters. What is sorted and cut is cut after a total
order, so that the same files give the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linkcheck.dataset.duck import connected
from linkcheck.dataset.folder import NightFolder, nights_of
from linkcheck.dataset.rows import KINDS, columns
from linkcheck.model import Change, LinkcheckError, State
from linkcheck.report.hosts import FAILING
from linkcheck.report.overview import (
    BrokenLink,
    BrokenPlaces,
    FailingHost,
    LinkPlace,
    NightCount,
    Overview,
    ReasonCount,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_NAMES = 30
"""Hosts, domains, repositories and owners that are named."""

MOST_LINKS = 200
"""Links that are named."""

MOST_PLACES = 5
"""Places of each that are named."""

MOST_NIGHTS = 1_000
"""Nights that are counted, the newest."""

MOST_REASONS = 200
"""Pairs of a verdict and a reason: more than there are, but not more than a stranger can think of."""

BROKEN = sorted(state.value for state in State if state.is_broken)

# Where a stranger's file has nothing, or a moment that is none, an answer has one all the same.
_VERDICTS = "SELECT coalesce(verdict, ''), count(*) FROM stored($targets) GROUP BY ALL ORDER BY ALL LIMIT $most"
_REASONS = """
SELECT coalesce(verdict, ''), coalesce(reason, ''), count(*) FROM stored($targets)
GROUP BY ALL ORDER BY ALL LIMIT $most
"""
_REFERENCES = "SELECT count(*) FROM stored($references)"
_CHANGES = "SELECT change, count(*) FROM stored($targets) WHERE change IN ('new', 'back') GROUP BY ALL"
_HOSTS = """
SELECT host, count(*) AS links FROM stored($targets) WHERE verdict IN (SELECT unnest($states)) AND host <> ''
GROUP BY ALL ORDER BY links DESC, host LIMIT $most
"""
_HOST_REASONS = """
SELECT host, coalesce(reason, ''), count(*) FROM stored($targets)
WHERE verdict IN (SELECT unnest($states)) AND host IN (SELECT unnest($names)) GROUP BY host, reason
QUALIFY row_number() OVER (PARTITION BY host ORDER BY count(*) DESC, reason) <= $most ORDER BY ALL
"""
_REPOSITORIES = """
SELECT repository, count(*) AS places FROM stored($references)
WHERE verdict IN (SELECT unnest($states)) AND repository IS NOT NULL
GROUP BY ALL ORDER BY places DESC, repository LIMIT $most
"""
_LINKS = """
SELECT coalesce(url, ''), verdict, coalesce(reason, ''), coalesce(detail, ''), change,
       CASE WHEN failing_since BETWEEN '1970-01-01' AND '8999-01-01' THEN failing_since END, archived_url,
       coalesce(places, 0)
FROM stored($targets) WHERE verdict IN (SELECT unnest($states)) ORDER BY places DESC, url LIMIT $most
"""
_NEW_LINKS = _LINKS.replace("WHERE", "WHERE change = $change AND")
_PLACES = """
SELECT url, repository, coalesce(path, ''), coalesce(line, 0), coalesce("column", 0) FROM stored($references)
WHERE verdict IN (SELECT unnest($states)) AND url IN (SELECT unnest($urls))
QUALIFY row_number() OVER (PARTITION BY url ORDER BY repository, path, line, "column") <= $most
ORDER BY url, repository, path, line, "column"
"""


class Questions:
    """The newest night of a dataset, open for questions."""

    def __init__(self, connection: DuckDBPyConnection, nights: Sequence[NightFolder]) -> None:
        """Take all nights, one at least; the newest that is whole is the one that is told of, if any is."""
        self.connection = connection
        self.nights = [night for night in nights if night.about.is_whole] or list(nights[-1:])
        self.night = self.nights[-1]

    def asked(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a question about that night."""
        return self.connection.execute(sql, self.files(sql) | values).fetchall()

    def files(self, sql: str) -> dict[str, object]:
        """Return the files that a question about that night names."""
        return {kind: self.night.files(kind) for kind in KINDS if f"${kind}" in sql}

    def by_night(self) -> list[NightCount]:
        """Count links by verdict in each night."""
        return [
            NightCount(night.night, dict(self.asked(_VERDICTS, targets=night.files("targets"), most=MOST_REASONS)))
            for night in self.nights[-MOST_NIGHTS:]
        ]

    def by_reason(self) -> list[ReasonCount]:
        """Count links by verdict and reason."""
        return [ReasonCount(*row) for row in self.asked(_REASONS, most=MOST_REASONS)]

    def changes(self) -> dict[str, int]:
        """Count links that are new among the dead, and those that are back."""
        return dict(self.asked(_CHANGES))

    def references(self) -> int:
        """Count references."""
        return int(self.asked(_REFERENCES)[0][0])

    def worst_hosts(self) -> list[FailingHost]:
        """Return the hosts with most links that are dead or unreachable."""
        return self._worst(_HOSTS, _HOST_REASONS)

    def worst_domains(self) -> list[FailingHost]:
        """Return the same for what somebody registered."""
        return self._worst(_HOSTS.replace("host", "domain"), _HOST_REASONS.replace("host", "domain"))

    def _worst(self, hosts: str, host_reasons: str) -> list[FailingHost]:
        states = sorted(FAILING)
        worst = self.asked(hosts, states=states, most=MOST_NAMES)
        reasons: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for name, reason, number in self.asked(
            host_reasons, states=states, names=[name for name, _ in worst], most=MOST_REASONS
        ):
            reasons[name][reason] = number
        return [FailingHost(name, links, reasons[name]) for name, links in worst]

    def repositories(self) -> list[BrokenPlaces]:
        """Return the repositories with most places of broken links."""
        return [BrokenPlaces(*row) for row in self.asked(_REPOSITORIES, states=BROKEN, most=MOST_NAMES)]

    def owners(self) -> list[BrokenPlaces]:
        """Return the owners of documents with most places of broken links."""
        sql = _REPOSITORIES.replace("repository", "owner")
        return [BrokenPlaces(*row) for row in self.asked(sql, states=BROKEN, most=MOST_NAMES)]

    def broken_links(self) -> list[BrokenLink]:
        """Return the broken links with most places."""
        return self._links(_LINKS)

    def new_links(self) -> list[BrokenLink]:
        """Return those of them that are new."""
        return self._links(_NEW_LINKS, change=Change.NEW.value)

    def _links(self, sql: str, **values: object) -> list[BrokenLink]:
        found = self.asked(sql, states=BROKEN, most=MOST_LINKS, **values)
        places = self._places([row[0] for row in found])
        return [BrokenLink(*row, list(places.get(row[0], ()))) for row in found]  # type: ignore[call-arg] # SQL's types

    def _places(self, urls: Sequence[str]) -> Mapping[str, Sequence[LinkPlace]]:
        places: defaultdict[str, list[LinkPlace]] = defaultdict(list)
        for url, *place in self.asked(_PLACES, states=BROKEN, urls=list(urls), most=MOST_PLACES):
            places[url].append(LinkPlace(*place))
        return places

    def overview(self) -> Overview:
        """Ask everything."""
        reasons, changes, about = self.by_reason(), self.changes(), self.night.about
        return Overview(
            night=self.night.night,
            is_whole=about.is_whole,
            documents=about.documents,
            requests=about.requests,
            references=self.references(),
            links=sum(one.links for one in reasons),
            new=changes.get(Change.NEW.value, 0),
            back=changes.get(Change.BACK.value, 0),
            reasons=reasons,
            nights=self.by_night(),
            hosts=self.worst_hosts(),
            domains=self.worst_domains(),
            repositories=self.repositories(),
            owners=self.owners(),
            new_links=self.new_links(),
            broken_links=self.broken_links(),
        )


@contextmanager
def questions(folder: Path, writes: Sequence[Path] = ()) -> Iterator[Questions]:
    """Open a dataset for questions, and real folders that answers are written to.

    Raises LinkcheckError for what is no dataset, and inside for what cannot be read.
    """
    nights = nights_of(folder)
    if not nights:
        raise LinkcheckError(f"{folder}: the dataset holds no night yet")
    with connected([nights[0].path.parent, *writes]) as connection:
        asked = Questions(connection, nights)
        for kind, rows in KINDS.items():
            _check_columns(asked, kind, columns(rows))
        yield asked


def _check_columns(asked: Questions, kind: str, known: Mapping[str, str]) -> None:
    """Raise LinkcheckError where a file of the night has not the columns that its rows have."""
    sql = f"DESCRIBE FROM stored(${kind})"
    found = {row[0]: row[1] for row in asked.asked(sql)}
    missing = [name for name, type_ in known.items() if found.get(name) != type_]
    if missing:
        raise LinkcheckError(f"{asked.night.path}: {kind} without a column {missing[0]} of the right kind")
