"""Settings: where they are found, what they may hold, which of two wins, and how a mistake is told.

A file in `cases/config` is one mistake; `expected.txt` there holds the line that a user gets for each.
`python -m tests.config.test_config` writes it again.
"""

from __future__ import annotations

import ipaddress
import json
import re
import string
import tomllib
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.config import (
    OPTIONS,
    USER_AGENT,
    ArchiveTable,
    ConfirmTable,
    HistoryTable,
    HostTable,
    KeepTable,
    Kind,
    Names,
    RepairTable,
    SaveTable,
    Settings,
    leveled,
    load,
)
from linkcheck.config import state_directory as state
from linkcheck.config.lines import line_of
from linkcheck.config.options import options_of, readers_of
from linkcheck.config.tables import read_table
from linkcheck.config.values import BadValueError, codes
from linkcheck.model import FAIL_ON, Change, Level, LinkcheckError, Position, Problem, Rule, Span, State
from linkcheck.repair import PLANNERS
from linkcheck.run.settings import archives
from linkcheck.strangers import LinearPattern
from linkcheck.web.network.settings import HostSettings, NetworkSettings
from tests.config.full import FULL
from tests.support import paths

CASES = paths.CASES / "config"
FORMATS = ("text", "json", "markdown")
NAMES = Names(FORMATS, archives, PLANNERS.keys)
READERS = readers_of(Settings, NAMES)


def told(path: Path, folder: Path) -> str:
    """Return the line that a user gets for a settings file."""
    try:
        load(folder, explicit=path, names=NAMES)
    except LinkcheckError as error:
        return str(error)
    return "nothing"


def expected() -> dict[str, str]:
    """Return the committed line for each file."""
    lines = (CASES / "expected.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition(".toml")[0]: line for line in lines}


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_mistake_is_told_with_its_place(path: Path) -> None:
    """File, line, key, what is wrong and what would be right, all in one line."""
    assert told(path, CASES) == expected()[path.stem]


def write(path: Path, text: str) -> Path:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def settings(folder: Path, text: str = "", **flags: object) -> Settings:
    """Return the settings for the text of a linkcheck.toml and flags."""
    write(folder / "linkcheck.toml", text)
    return load(folder, flags=flags, names=NAMES)


def test_without_anything_there_are_defaults(tmp_path: Path) -> None:
    """An empty file says nothing that the defaults do not say."""
    empty = settings(tmp_path)
    assert empty == Settings(file=tmp_path / "linkcheck.toml")
    assert empty.fail_on == FAIL_ON == {State.DEAD, State.INVALID, Level.ERROR}


@pytest.mark.parametrize(
    "given",
    [
        "javascript:alert(1)",
        "javascript://vscode://file/{path}",
        "https://evil.example/{path}",
        "file://{path}",
        "ms-msdt:/id {path}",
        "vscode://file/x",
        "vscode://file/{path} {line}",
        "vscode",
        "vscode://file/{path}:{line}",
    ],
)
def test_an_editor_is_one_of_a_list(tmp_path: Path, given: str) -> None:
    """A settings file may be a stranger's: it opens an editor, and starts nothing else."""
    text = f"editor = {json.dumps(given)}\n"
    if given in ("vscode", "vscode://file/{path}:{line}"):
        assert settings(tmp_path, text).editor == given
    else:
        with pytest.raises(LinkcheckError, match="editor: must be one of vscode, "):
            settings(tmp_path, text)


def test_every_key_arrives(tmp_path: Path) -> None:
    """All that can stand in a file."""
    assert settings(tmp_path, FULL) == Settings(
        paths=("content/",),
        exclude=(LinearPattern("^https://a"),),
        include=(LinearPattern("b"),),
        exclude_paths=("drafts/",),
        accept=frozenset({200, 201, 202, 203, 204, 429}),
        headers={"X-Token": "1"},
        user_agent="me",
        allow_networks=(ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1")),
        fresh=True,
        insecure=True,
        fail_on=frozenset({Change.NEW, Level.WARNING}),
        timeout=1.5,
        max_retries=0,
        max_redirects=5,
        max_concurrency=9,
        engine="local",
        editor="zed",
        host_concurrency=2,
        host_request_interval=1.0,
        offline=True,
        format="json",
        outputs=("a.json",),
        no_archive=True,
        no_progress=True,
        verbose=2,
        notes=True,
        quiet=True,
        hosts={
            "example.com": HostTable(
                concurrency=1, request_interval=2.5, headers={"Cookie": "x"}, accept=frozenset({403})
            )
        },
        archive=ArchiveTable(enabled=False, url="https://pywb.example", order=("timegate",), budget=5),
        confirm=ConfirmTable(runs=4, days=10.5),
        repair=RepairTable(
            front_matter=("link",), bare_urls=True, images=True, own_hosts=("example.com",), titles=True
        ),
        history=HistoryTable(file="reports/history.jsonl"),
        keep=KeepTable(folder="copies", kilobytes=8, published_at="https://blog.example/copies"),
        save=SaveTable(
            private=(LinearPattern("//unlisted/"),), if_not_archived_within=365, in_flight=2, per_minute=5, per_day=900
        ),
        max_requests=1000,
        max_time=600.0,
        rules={Rule.MISSING_PAGE: Level.WARNING, Rule.BAD_ENCODING: None},
        file=tmp_path / "linkcheck.toml",
    )


def test_the_full_file_has_every_key_of_the_options() -> None:
    """An option that is added is tried here too."""
    assert set(tomllib.loads(FULL)) == set(READERS)


def test_flags_win(tmp_path: Path) -> None:
    """What is said last and nearest holds."""
    found = settings(tmp_path, 'timeout = 5\nfail_on = ["dead"]\n', timeout="7", fail_on="invalid, moved")
    assert found.timeout == 7.0
    assert found.fail_on == {State.INVALID, State.MOVED}


def test_repeatable_flags_add(tmp_path: Path) -> None:
    """An --exclude more does not switch off those that the blog always needs."""
    text = 'exclude = ["a"]\nheaders = { "X-One" = "1", "X-Two" = "2" }\n'
    found = settings(tmp_path, text, exclude=("b",), headers=("x-two: 3", "X-Three: a:b"))
    assert [pattern.pattern for pattern in found.exclude] == ["a", "b"]
    assert found.headers == {"X-One": "1", "x-two": "3", "X-Three": "a:b"}


@pytest.mark.parametrize(
    ("flags", "line"),
    [
        ({"timeout": "soon"}, '--timeout: must be more than 0 seconds, such as 20, 0.5 or "500ms", not "soon"'),
        ({"max_retries": "-1"}, '--max-retries: must be a whole number from 0 up, not "-1"'),
        ({"exclude": ("(",)}, '--exclude: "(" is no regular expression'),
        ({"headers": ("X-Token",)}, "--header: \"X-Token\" is no header; write it as 'Name: value'"),
        ({"allow_networks": ("localhost",)}, '--allow-network: "localhost" is no network'),
        ({"accept": "2xx"}, '--accept: "2xx" is no status'),
        ({"fail_on": "deed"}, '--fail-on: "deed" is unknown, did you mean dead?'),
        ({"fix": "alive"}, "--fix: alive cannot be repaired by this version"),
        ({"fix": "ded"}, '--fix: "ded" is unknown, did you mean dead?'),
        ({"format": "yaml"}, '--format: "yaml" is unknown'),
    ],
)
def test_a_wrong_flag_is_named(tmp_path: Path, flags: dict[str, object], line: str) -> None:
    """The same words as for a file, with the flag for the place."""
    with pytest.raises(LinkcheckError, match=re.escape(line)):
        load(tmp_path, flags=flags, names=NAMES)


def test_the_nearest_file_upwards_is_taken(tmp_path: Path) -> None:
    """A run in a folder of the blog has the blog's settings; a nearer file hides a farther one."""
    far, near = tmp_path, tmp_path / "blog"
    write(far / "linkcheck.toml", "timeout = 1\n")
    write(near / "linkcheck.toml", "timeout = 2\n")
    posts = near / "content" / "posts"
    posts.mkdir(parents=True)
    assert load(posts).timeout == 2.0
    assert load(posts).file == near / "linkcheck.toml"


def test_pyproject_is_read_where_there_is_no_file_of_our_own(tmp_path: Path) -> None:
    """[tool.linkcheck] counts only if no linkcheck.toml is found, however near it is."""
    table = "[tool.other]\ntimout = 1\n\n[tool.linkcheck]\ntimeout = 3\n"
    write(tmp_path / "blog" / "pyproject.toml", table)
    assert load(tmp_path / "blog").timeout == 3.0
    write(tmp_path / "linkcheck.toml", "timeout = 4\n")
    assert load(tmp_path / "blog").timeout == 4.0


def test_a_mistake_in_pyproject_has_its_line(tmp_path: Path) -> None:
    """The key of the same name in another table is not taken for it."""
    write(tmp_path / "pyproject.toml", "[tool.other]\ntimout = 1\n\n[tool.linkcheck]\n\ntimout = 3\n")
    with pytest.raises(LinkcheckError, match=r"^pyproject\.toml:6: timout: unknown key, did you mean timeout\?$"):
        load(tmp_path)


def test_a_broken_pyproject_of_others_stops_nobody(tmp_path: Path) -> None:
    """Only a file that has our table is ours to complain about."""
    path = write(tmp_path / "pyproject.toml", "[project\nname = 1\n")
    assert load(tmp_path) == Settings()
    write(path, "[tool.linkcheck]\ntimeout = = 1\n")
    with pytest.raises(LinkcheckError, match=r"^pyproject\.toml:2: this is no TOML"):
        load(tmp_path)


def test_an_explicit_file_is_taken_alone(tmp_path: Path) -> None:
    """--config FILE hides what would be found."""
    write(tmp_path / "linkcheck.toml", "timeout = 1\n")
    other = write(tmp_path / "ci" / "nightly.toml", "timeout = 2\n")
    assert load(tmp_path, explicit=Path("ci/nightly.toml")) == Settings(timeout=2.0, file=other)


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("missing.toml", None, "missing.toml: it cannot be read: No such file or directory"),
        ("latin.toml", b'user_agent = "caf\xe9"\n', "latin.toml: it is not UTF-8; save it as UTF-8"),
        ("pyproject.toml", b"[project]\n", "pyproject.toml: there is no [tool.linkcheck] in it"),
    ],
)
def test_an_explicit_file_must_be_there_and_ours(tmp_path: Path, name: str, data: bytes | None, line: str) -> None:
    """What the user named and cannot be used is an error, not silence."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(LinkcheckError, match=f"^{re.escape(line)}"):
        load(tmp_path, explicit=Path(name))


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Notepad writes one."""
    (tmp_path / "linkcheck.toml").write_bytes(b"\xef\xbb\xbftimeout = 3\r\n")
    assert load(tmp_path).timeout == 3.0


def test_the_ignore_file_excludes(tmp_path: Path) -> None:
    """One regular expression a line beside the settings, comments and blanks left out."""
    write(tmp_path / ".linkcheckignore", "# mirrors\n\n^https://mirror\\.example/#part\n  spaced  \n")
    posts = tmp_path / "content"
    posts.mkdir()
    write(tmp_path / "linkcheck.toml", 'exclude = ["a"]\n')
    found = load(posts)
    assert [pattern.pattern for pattern in found.exclude] == ["a", r"^https://mirror\.example/#part", "spaced"]


def test_the_ignore_file_stands_alone_too(tmp_path: Path) -> None:
    """Without a settings file it is looked for in the working directory."""
    write(tmp_path / ".linkcheckignore", "a\n")
    assert [pattern.pattern for pattern in load(tmp_path).exclude] == ["a"]


def test_a_mistake_in_the_ignore_file_has_its_line(tmp_path: Path) -> None:
    """As in a settings file."""
    write(tmp_path / ".linkcheckignore", "a\n\n*b\n")
    with pytest.raises(LinkcheckError, match=r'^\.linkcheckignore:3: "\*b" is no regular expression'):
        load(tmp_path)


def test_state_lies_beside_the_settings_else_in_the_root(tmp_path: Path) -> None:
    """Journal and history are found again from every folder of the blog."""
    assert state(Settings(), tmp_path / "site") == tmp_path / "site" / ".linkcheck"
    assert state(Settings(file=tmp_path / "linkcheck.toml"), tmp_path / "site") == tmp_path / ".linkcheck"


def test_no_archive_wins_over_the_table(tmp_path: Path) -> None:
    """The flag and the table cannot contradict each other."""
    assert not settings(tmp_path, "[archive]\nenabled = true\n", no_archive=True).archive.enabled
    assert not settings(tmp_path, "[archive]\nenabled = false\n").archive.enabled


def test_the_agent_has_no_word_that_firewalls_refuse() -> None:
    """A stock mod_security rule answers 403 to `link`; others dislike the words for robots."""
    assert not re.search("link|checker|bot|crawl|spider|python|curl", USER_AGENT, re.IGNORECASE)
    assert re.fullmatch(r"[\w-]+/\S+ \(\+https://[^\s()]+\)", USER_AGENT)


def test_rules_change_levels_and_drop_problems() -> None:
    """`off` removes a problem, another level replaces its own, the rest stays."""
    place = (Position(1, 1), Span(0, 0), "words")
    problems = [
        Problem(rule, Level.ERROR, "a.md", *place) for rule in (Rule.MISSING_PAGE, Rule.BROKEN_REF, Rule.BAD_ENCODING)
    ]
    found = leveled(problems, {Rule.MISSING_PAGE: None, Rule.BROKEN_REF: Level.NOTE})
    assert [(problem.rule, problem.level) for problem in found] == [
        (Rule.BROKEN_REF, Level.NOTE),
        (Rule.BAD_ENCODING, Level.ERROR),
    ]


def test_options_are_declared_soundly() -> None:
    """No flag is declared twice, every default can be read, and the help says how a flag is used."""
    flags = [flag for option in OPTIONS for flag in option.flags]
    assert len(flags) == len(set(flags))
    inner = [each for option in OPTIONS if option.inner for each in options_of(option.inner)]
    for option in (*OPTIONS, *inner):
        assert option.help.endswith(".")
        assert not option.flags or (option.metavar is None) == (option.kind in {Kind.SWITCH, Kind.COUNT})
        assert option.flags or option.in_file
        plain = option.plain_default()
        if plain is not None and option.default_words is None:
            assert option.reader(NAMES)(plain) == option.default


def test_sections_say_what_their_rooms_say() -> None:
    """What the network takes has the same names and the same defaults here."""
    network, ours = defaults(NetworkSettings), defaults(Settings)
    shared = network.keys() & ours.keys()
    assert shared >= {"timeout", "max_retries", "max_concurrency", "host_concurrency", "host_request_interval"}
    assert {name: network[name] for name in shared} == {name: ours[name] for name in shared}
    assert defaults(HostTable).keys() >= defaults(HostSettings).keys()


def defaults(section: type) -> dict[str, object]:
    """Return the fields of a dataclass that have a plain default."""
    return {field.name: field.default for field in fields(section) if field.default is not MISSING}


toml_values: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=8) | st.integers() | st.floats() | st.booleans() | st.dates(max_value=date(2100, 1, 1)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(string.ascii_letters, max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)


@given(st.sampled_from(sorted(READERS)), toml_values)
def test_no_value_makes_it_crash(key: str, value: object) -> None:
    """Whatever stands behind a key is read or refused in words on one line."""
    error = refusal(key, value)
    assert error is None or (str(error).isprintable() and error.path[0] == key)


def refusal(key: str, value: object) -> BadValueError | None:
    """Return what is said against a value, or None."""
    try:
        read_table({key: value}, READERS)
    except BadValueError as error:
        return error
    return None


@given(st.sets(st.integers(100, 999), min_size=1, max_size=5))
def test_codes_come_back(wanted: set[int]) -> None:
    """Numbers, ranges and text say the same."""
    text = ",".join(map(str, wanted))
    ranges = [f"{code}..={code}" for code in wanted] + [f"{code}..{code + 1}" for code in wanted if code < 999]
    assert codes(text) == codes(sorted(wanted)) == codes(ranges) == wanted


LINES = """\
a.b = 1
t = { x = 1, y = [
  "one",
  "two",
] }
text = \"\"\"
key = 1
\"\"\"
[s."x.y"]
key = 2
[[many]]
q = 1
"""


@pytest.mark.parametrize(
    ("path", "element", "line"),
    [
        (("a", "b"), None, 1),
        (("t", "x"), None, 2),
        (("t", "y"), "two", 4),
        (("text",), None, 6),
        (("s", "x.y"), None, 9),
        (("s", "x.y", "key"), None, 10),
        (("many",), None, 11),
        (("nowhere",), None, 1),
        ((), None, 1),
    ],
)
def test_keys_are_found_by_their_path(path: tuple[str, ...], element: str | None, line: int) -> None:
    """Tables, dotted keys, quotes, inline tables and text over several lines."""
    assert line_of(LINES, path, element) == line
    assert line_of(LINES.replace("\n", "\r\n"), path, element) == line


if __name__ == "__main__":
    made = [told(path, CASES) for path in sorted(CASES.glob("*.toml"))]
    (CASES / "expected.txt").write_text("".join(f"{line}\n" for line in made), encoding="utf-8", newline="\n")
