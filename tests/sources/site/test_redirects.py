"""Rules of hosting services: what they take is there, what they do not take may be missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck.sources.site.redirects import redirects
from linkcheck.strangers import Boundary


@pytest.mark.parametrize(
    ("name", "text", "taken", "left"),
    [
        ("_redirects", "/a /b 301\n# /c /d\n/old/* /new/:splat\n", ("a", "a/", "old", "old/x/y"), ("b", "c", "older")),
        ("_redirects", "/* /404.html 404\nhttps://x.org/* https://y.org/:splat\n", (), ("a",)),
        ("_redirects", "/:year/:slug /x/:slug", ("2020/a",), ("2020", "2020/a/b")),
        ("netlify.toml", '[build]\npublish = "public"\n', (), ("a",)),
        ("netlify.toml", '[[redirects]]\nfrom = "/a/*"\nto = "/b"\n', ("a/x",), ("b",)),
        ("netlify.toml", "[", ("anything",), ()),
        ("vercel.json", '{"redirects": [{"source": "/a/:x*", "destination": "/b"}]}', ("a/x",), ("b",)),
        ("vercel.json", '{"headers": [{"source": "/(.*)", "headers": []}]}', (), ("a",)),
        ("vercel.json", '{"rewrites": [{"source": "/(.*)", "destination": "/"}]}', ("anything",), ()),
        ("staticwebapp.config.json", '{"navigationFallback": {"rewrite": "/"}}', ("anything",), ()),
        (".htaccess", "Redirect 301 /a /b\nOptions -Indexes", ("a", "a/x"), ("ab", "b")),
        (".htaccess", "RewriteRule ^x$ /y", ("anything",), ()),
    ],
)
def test_rules(tmp_path: Path, name: str, text: str, taken: tuple[str, ...], left: tuple[str, ...]) -> None:
    """Stars and placeholders are understood; a rule that is not takes everything."""
    (tmp_path / name).write_text(text)
    patterns = redirects([tmp_path], Boundary.around(tmp_path))
    for path in taken:
        assert any(pattern.search(path) for pattern in patterns), path
    for path in left:
        assert not any(pattern.search(path) for pattern in patterns), path
