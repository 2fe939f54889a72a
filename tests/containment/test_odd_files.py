"""An odd file of a site, a document or a row of the history costs itself, in words: the program as a process."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.support.program import linkcheck

POST = "---\ntitle: A post\n---\n[gone](/none/) ![gone](/none.png)\n"
GOOD = {"_config.yml": "title: A blog\n", "hugo.toml": 'title = "A blog"\n', "hugo.json": '{"title": "A blog"}'}
UNREADABLE = {
    "_config.yml": ("title: A blog\nplugins: [a\n", (3, 1)),
    "hugo.yaml": ("a: b\n\n  c: d\n", (3, 4)),
    "hugo.toml": ('title = "A blog"\nx = = 1\n', (2, 5)),
    "hugo.json": ('{"a":\n  nonsense}', (2, 3)),
    "config/_default/hugo.toml": ("[x\n", (1, 3)),
}
DATES = ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "9999-12-31 23:59:59", "0001-01-01")
NESTED = {
    "_config.yml": "x: " + "[" * 3000 + "]" * 3000,
    "hugo.toml": "x = " + "[" * 3000 + "]" * 3000,
    "hugo.json": '{"x": ' + "[" * 100_000 + "]" * 100_000 + "}",
}


def report(blog: Path, *flags: str) -> dict[str, list[dict[str, object]]]:
    """Scan a blog offline, and return the report; whatever is in it, the run comes to its end."""
    done = linkcheck("scan", ".", "--offline", "-n", "-f", "json", *flags, cwd=blog)
    assert done.returncode in (0, 1), done.stderr
    return dict(json.loads(done.stdout))


def lay(blog: Path, files: dict[str, str]) -> None:
    """Write files."""
    for name, text in files.items():
        (blog / name).parent.mkdir(parents=True, exist_ok=True)
        (blog / name).write_text(text)


def unreadable(found: dict[str, list[dict[str, object]]]) -> list[tuple[object, ...]]:
    """Return where files could not be read."""
    problems = (one for one in found["problems"] if one["rule"] == "unreadable-file")
    return [(one["path"], (one["line"], one["column"])) for one in problems]


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_configuration_that_cannot_be_read_costs_what_depends_on_it(name: str, tmp_path: Path) -> None:
    """It is a problem at its place, which says what was not judged; the posts and their links to the web are read."""
    text, place = UNREADABLE[name]
    lay(tmp_path, {name: text, "content/post.md": f"{POST}\n<https://example.org/>\n", "_posts/2020-01-01-a.md": POST})
    found = report(tmp_path)
    assert unreadable(found) == [(name, place)]
    words = next(str(one["message"]) for one in found["problems"] if one["rule"] == "unreadable-file")
    assert words.endswith("links inside the blog were not judged")
    assert {one["rule"] for one in found["problems"]} == {"unreadable-file"}
    assert len(found["targets"]) == 1


@pytest.mark.parametrize("name", NESTED)
def test_a_configuration_out_of_bounds_is_one_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    """Whoever builds it to exhaust its reader gains nothing."""
    lay(tmp_path, {name: NESTED[name], "content/post.md": POST})
    assert [path for path, _ in unreadable(report(tmp_path))] == [name]


def test_what_jekyll_takes_is_taken(tmp_path: Path) -> None:
    """A tab before a comment: libyaml reads it, and so do Jekyll and Hugo."""
    lay(
        tmp_path,
        {"_config.yml": "title: A blog\t# why\nurl: https://a.example\n", "_posts/2020-01-01-a.md": POST},
    )
    found = report(tmp_path)
    assert unreadable(found) == []
    assert "missing-page" in {one["rule"] for one in found["problems"]}


@pytest.mark.parametrize("config", GOOD)
@pytest.mark.parametrize("date", DATES)
def test_a_day_at_the_end_of_the_calendar_ends_no_run(date: str, config: str, tmp_path: Path) -> None:
    """Any date that a post may have, in YAML, in TOML and as the name of a file; the other post is judged as ever."""
    odd = {"a": f"---\ndate: {date}\n---\n[x](/none/)\n", "b": f"+++\ndate = '{date}'\n+++\n[x](/none/)\n"}
    posts = {f"{folder}/{date[:10]}-{name}.md": text for folder in ("_posts", "content") for name, text in odd.items()}
    lay(tmp_path, {config: GOOD[config], **posts, "_posts/2020-01-01-a.md": POST, "content/good.md": POST})
    found = report(tmp_path)
    assert unreadable(found) == []
    good = "_posts/2020-01-01-a.md" if config == "_config.yml" else "content/good.md"
    assert good in {one["path"] for one in found["problems"] if one["rule"] == "missing-page"}


VALUES = ("0x" + "f" * 5000, "0o" + "7" * 6000, "9" * 5000, ":".join("1" * 3000), "!!int x", "[[[{}]]]", "'\\ud800'")


@pytest.mark.parametrize("fence", ["---\n{}: {}\n---\n", "+++\n{} = {}\n+++\n", '{{"{}": {}}}\n'])
def test_odd_values_of_front_matter_cost_that_front_matter(fence: str, tmp_path: Path) -> None:
    """As title, date and slug; every format of the report can be written."""
    heads = (fence.format(key, value) for key in ("title", "date", "slug", "tags") for value in VALUES)
    posts = {f"content/{number}.md": f"{head}[x](/none/)\n" for number, head in enumerate(heads)}
    lay(tmp_path, {"hugo.toml": GOOD["hugo.toml"], **posts})
    report(tmp_path, "-o", "-", "-o", "r.html", "-o", "r.sarif")
    assert (tmp_path / "r.html").exists()


def test_a_name_that_no_file_can_have_is_missing(tmp_path: Path) -> None:
    """It ends no run, in whichever place it stands."""
    long = "x" * 5000
    links = f"![a](/{long}.png) [b](/{long}/) [c]({long}.md#d) ![e]({long}/f.png) [g](%00.md)"
    lay(tmp_path, {"hugo.toml": GOOD["hugo.toml"], "content/a.md": links, "README.md": links})
    assert unreadable(report(tmp_path)) == []


def test_odd_rows_of_the_history_cost_themselves(tmp_path: Path) -> None:
    """In SQLite, whose columns hold any type, and in the repository's lines; the others count."""
    lay(tmp_path, {"post.md": "<https://example.org/>\n"})
    alive = {"verdict": "alive", "reason": "ok"}
    rows: list[dict[str, object]] = [
        {"schema": "linkcheck-history/1"},
        {"url": "http://[", "checked_at": "9999-12-31T23:59:59-23:59", **alive},
        {"url": "http://a.example/", "checked_at": "0001-01-01T00:00:00Z", **alive},
        {"url": "http://b.example/", "checked_at": "2026-01-01T00:00:00Z", **alive, "status": 2**70},
        {"url": "http://c.example/", "checked_at": "2026-01-01T00:00:00Z", **alive},
        {"night": "0001-01-01T00:00:00+23:59", "verdicts": {"dead": 1}},
        {"night": "2026-01-01T00:00:00Z", "verdicts": {"dead": -1}},
        {"night": "2026-01-02T00:00:00Z", "verdicts": {"dead": 1}},
    ]
    (tmp_path / "linkcheck.toml").write_text('[history]\nfile = "kept.jsonl"\n')
    (tmp_path / "kept.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows) + "[" * 100_000 + "\n")
    told = linkcheck("report", ".", cwd=tmp_path, code=0)
    assert "kept.jsonl:2: this line and 5 more lines cannot be read" in told.stderr
    with sqlite3.connect(tmp_path / ".linkcheck" / "history.sqlite") as database:
        assert [url for (url,) in database.execute("SELECT url FROM targets")] == ["http://c.example/"]
        database.execute(
            "INSERT INTO targets (url, record, evidence) VALUES ('http://d.example/', ?, ?)", (b"\xff", "text")
        )
        database.execute(
            "INSERT INTO targets (url, record, evidence) VALUES (CAST(X'FF' AS TEXT), CAST(X'FF' AS TEXT), NULL)"
        )
        database.execute("INSERT INTO nights VALUES ('2026-01-03', '[]', 'x')")
        database.execute("INSERT INTO nights VALUES ('x', 1, 'y')")
    told = linkcheck("report", ".", "-f", "json", cwd=tmp_path, code=0)
    assert "Traceback" not in told.stderr
