"""Files that link to one another, the blog's own host, and configuration files."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck.model import Rule, Syntax
from linkcheck.sources.site import Site, find_root, generator_of, load
from tests.sources.site.references import reference


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A README with a guide and a picture."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "Guide.md").write_text("")
    (tmp_path / "docs" / "a b.png").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("docs/Guide.md", None),
        ("docs/guide.md", None),
        ("docs\\Guide.md", None),
        ("./docs/../docs/Guide.md", None),
        ("docs/a%20b.png", None),
        ("docs/gone.md", Rule.MISSING_PAGE),
        ("docs/gone.png", Rule.MISSING_FILE),
        ("docs/gone.html", None),
        ("docs/gone", None),
        ("/docs/gone.md", None),
        ("~/docs/gone.md", None),
        ("x" * 5000 + ".md", Rule.MISSING_PAGE),
        ("a\0b.md", Rule.MISSING_PAGE),
    ],
)
def test_missing_beside(folder: Path, path: str, rule: Rule | None) -> None:
    """A relative file that is not there is missing; case, pages that something makes and roots are left alone."""
    problem = Site(folder).missing(reference(path), path, folder / "README.md", {})
    assert (problem.rule if problem else None) == rule


def test_what_nobody_follows(folder: Path) -> None:
    """Shortcodes, front matter and pasted snippets are relative to elsewhere."""
    site, page = Site(folder), folder / "README.md"
    for syntax in (Syntax.SHORTCODE, Syntax.FRONTMATTER):
        assert site.missing(reference("x.md", syntax), "x.md", page, {}) is None
    assert site.missing(reference("x.md"), "x.md", folder / "_includes" / "part.md", {}) is None


def test_own_host() -> None:
    """A URL on the blog's host and below its base is the blog's own; a port or a folder more is another's."""
    site = Site(Path(), base_url="https://blog.test/base/")
    assert site.is_own("http://blog.test/base/a")
    for url in ("https://blog.test/other", "https://blog.test:8080/base/", "https://www.blog.test/base/", "http://[x"):
        assert not site.is_own(url)
    assert not Site(Path()).is_own("http://x.org/")


@pytest.mark.parametrize("url", ["http://[x", "/", "", "blog", "ftp://x.org"])
def test_a_base_that_is_no_url(tmp_path: Path, url: str) -> None:
    """A configuration whose address is no URL gives a site without one."""
    (tmp_path / "hugo.toml").write_text(f"baseURL = '{url}'")
    assert load(tmp_path).base_url is None


def test_page_path_of_odd_front_matter(tmp_path: Path) -> None:
    """Whatever a post says of its URL, asking for its path does not raise."""
    (tmp_path / "hugo.toml").write_text("baseURL = 'https://blog.test'")
    site = load(tmp_path)
    for url in ("http://[x", "//[", "\ud800", 5, ["a"], "/a/"):
        site.page_path(tmp_path / "content" / "a.md", {"url": url})


@pytest.mark.parametrize(
    ("name", "text", "generator"),
    [
        ("hugo.yaml", "BASEURL: https://x.org", "hugo"),
        ("config.json", '{"baseURL": "https://x.org"}', "hugo"),
        ("_config.yml", "url: https://x.org", "jekyll"),
        ("config/_default/hugo.toml", "baseURL = 'https://x.org/'", "hugo"),
    ],
)
def test_configuration(tmp_path: Path, name: str, text: str, generator: str) -> None:
    """Every place and format of a configuration is read, and its folder is the root of what lies below."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text)
    (tmp_path / "content" / "posts").mkdir(parents=True)
    assert find_root([Path("content/posts")], tmp_path) == tmp_path
    assert (generator_of(tmp_path).name, load(tmp_path).base_url) == (generator, "https://x.org/")


def test_bad_configuration(tmp_path: Path) -> None:
    """A configuration that cannot be read is the user's to mend, and is named."""
    (tmp_path / "hugo.toml").write_text("baseURL = ")
    (fault,) = load(tmp_path).faults()
    assert (fault.file.name, fault.line, fault.column) == ("hugo.toml", 1, 1)
