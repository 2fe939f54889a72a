"""Links inside the blog that nobody judged are counted, with the reason; what was judged is not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import linkcheck

PLAIN = {"guide.md": "# Guide\n", "i.png": ""}
HUGO = {"hugo.toml": "baseURL = 'https://blog.test/sub/'\n", "content/b.md": "---\n---\n", "static/i.png": ""}
JEKYLL = {"_config.yml": "url: https://blog.test\n", "about.md": "---\n---\n", "_plugins/x.rb": ""}


def gaps(folder: Path, files: Mapping[str, str], text: str, page: str = "a.md") -> list[tuple[int, str]]:
    """Return number and beginning of what was not judged of a page."""
    for name, content in {**files, page: text}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    report = linkcheck.scan([page], cwd=folder, config=False, offline=True)
    return [(one.links, one.words.partition(":")[0]) for one in report.gaps]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[a](/x/) [b](/y.md) ![c](/z.png)", [(3, "beginning with a slash")]),
        (
            "[a](x) [b](guide.html) [c](/x)",
            [(2, "to no file, but perhaps to what something makes of one"), (1, "beginning with a slash")],
        ),
        ("[a]({{ page.url }}/x) [b](/x)", [(1, "beginning with a slash"), (1, "that templates fill in")]),
    ],
)
def test_a_folder_without_a_configuration(tmp_path: Path, text: str, told: list[tuple[int, str]]) -> None:
    """Nobody knows where its root is, or what makes pages of its files."""
    assert gaps(tmp_path, PLAIN, text) == told


@pytest.mark.parametrize(
    "text",
    [
        "[a](guide.md) ![b](i%2Epng) [c](#here) [d](https://a.org/)",
        "[a](gone.md) ![b](gone.png)",
        "[a]: /x/",
        "<!-- linkcheck-disable-next-line -->\n[a](/x/)",
        "",
    ],
)
def test_what_was_judged_is_not_counted(tmp_path: Path, text: str) -> None:
    """What is there, what is missing, what is on the web, what nobody follows and what is switched off."""
    assert gaps(tmp_path, PLAIN, text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[a](/sub/b/) ![b](/sub/i.png) [c](/sub/gone/) [d](/sub/i/gone.png)", []),
        ("[a](/elsewhere/)", [(1, "to the site's host, but not into the site")]),
        ("[a](/sub/feed.xml)", [(1, "to no page or file, though the site's templates may see to them")]),
        ('{{< figure src="x.png" >}}', [(1, "in front matter or template calls")]),
        ('{{< figure src="there.png" >}}', []),
        ('[a]({{< ref "b.md" >}})', []),
    ],
)
def test_a_hugo_site(tmp_path: Path, text: str, told: list[tuple[int, str]]) -> None:
    """What is published or surely missing is judged; beside the site, and what templates write, is not."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "there.png").touch()
    assert gaps(tmp_path, HUGO, f"---\ntitle: a\n---\n{text}\n", "content/a.md") == told


@pytest.mark.parametrize(
    ("setting", "files", "told"),
    [
        ("theme = 'x'", {}, ["theme or module x is not on this disk: it belongs into themes/x"]),
        (
            "theme = ['x', 'y']",
            {".gitmodules": '[submodule "x"]\n\tpath = themes/x\n\turl = u\n', "themes/y/theme.toml": ""},
            ["theme or module x is not on this disk: git submodule update --init brings it"],
        ),
        (
            "[[module.imports]]\npath = 'github.com/a/b'\n[[module.imports]]\npath = 'off'\ndisable = true",
            {},
            ["theme or module github.com/a/b is not on this disk: hugo mod vendor brings it"],
        ),
        ("theme = 'x'", {"themes/x/layouts/index.html": ""}, []),
        ("[[module.imports]]\npath = 'github.com/a/b'", {"_vendor/github.com/a/b/hugo.toml": ""}, []),
        ("", {}, []),
    ],
)
def test_a_theme_that_is_not_here(tmp_path: Path, setting: str, files: dict[str, str], told: list[str]) -> None:
    """It is said once, with the command that brings it; what is on this disk is no gap."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "themes" / "x").mkdir(parents=True)
    site = {"hugo.toml": f"baseURL = 'https://blog.test/'\n{setting}\n", "content/b.md": "---\n---\n", **files}
    found = gaps(tmp_path, site, "[b](/b/)\n", "content/a.md")
    assert found == [(0, words.partition(":")[0]) for words in told]
    report = linkcheck.scan(["content"], cwd=tmp_path, config=False, offline=True)
    assert [one.words for one in report.gaps] == told
    assert not [one for one in report.problems if one.level == "error"]


def test_a_site_whose_plugins_may_make_pages(tmp_path: Path) -> None:
    """A page that a plugin may make is neither there nor missing; one that is there is judged."""
    told = [(1, "to what themes, plugins, code or another site on the host may bring")]
    assert gaps(tmp_path, JEKYLL, "---\n---\n[a](/made/) [b](/about)\n") == told


def test_every_report_has_the_line(tmp_path: Path) -> None:
    """Also where all else is in order."""
    (tmp_path / "a.md").write_text("[a](/x/)\n", encoding="utf-8")
    result = linkcheck.scan(["a.md"], cwd=tmp_path, config=False, offline=True)
    for name in ("text", "markdown", "html", "github", "sarif"):
        assert "1 link beginning with a slash" in linkcheck.render(result, name), name
    assert '"links": 1' in linkcheck.render(result, "json")
