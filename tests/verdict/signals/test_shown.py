"""What a page shows, block by block; and whether it asks that no copy be kept."""

from __future__ import annotations

import pytest

from linkcheck.verdict.signals.shown import DEEPEST, blocks, is_unwilling

CASES = {
    "one <b>bold</b> text": [("p", "one bold text")],
    "<p>a<p>b<br>c": [("p", "a"), ("p", "b"), ("p", "c")],
    "<h1>T</h1><div>loose <p>in it</p> rest</div>": [("h1", "T"), ("p", "loose"), ("p", "in it"), ("p", "rest")],
    "<ul><li>one<li>two <em>x</em></ul>": [("li", "one"), ("li", "two x")],
    "<pre>\n  a\n   b\n</pre>": [("pre", "  a\n   b")],
    "<blockquote><p>a</p><p>b</p></blockquote>": [("blockquote", "a"), ("blockquote", "b")],
    "<table><tr><td>a<td>b</table>": [("p", "a"), ("p", "b")],
    "<script>x()</script><style>x</style><noscript>y</noscript><template>z</template><button>b</button>": [],
    "<select><option>a</select><textarea>b</textarea><iframe>c</iframe><svg><text>d</text></svg>": [],
    "<p>a &amp; b &lt;script&gt;": [("p", "a & b <script>")],
    "": [],
}


@pytest.mark.parametrize(("body", "shown"), CASES.items())
def test_blocks(body: str, shown: list[tuple[str, str]]) -> None:
    """Each text once, in the order of the page, under the element that says how it is read."""
    found = blocks(f"<!doctype html><title>t</title><body>{body}</body>".encode(), "text/html")
    assert [(block.tag, block.text) for block in found] == shown


def test_text_is_text() -> None:
    """What is sent as plain text is read as such, and its tags are words."""
    found = blocks(b"one\n  two\n\n\n<p>three", "text/plain; charset=utf-8")
    assert [(block.tag, block.text) for block in found] == [("pre", "one\n  two"), ("pre", "\n<p>three")]


def test_other_encodings() -> None:
    """The page's own encoding is read."""
    assert blocks("<p>Größe".encode("latin-1"), "text/html; charset=iso-8859-1")[0].text == "Größe"


def test_tags_without_end_cost_no_square() -> None:
    """What stands deeper than anybody writes is shown all the same."""
    assert blocks(b"<p>a" + b"<b>" * 3 * DEEPEST + b"deep", "text/html")[-1].text.endswith("deep")


@pytest.mark.parametrize(
    ("body", "header", "asks"),
    [
        ('<meta name="robots" content="noindex, NOARCHIVE">', "", True),
        ("<meta name=ROBOTS content=noarchive>", "", True),
        ("", "noarchive", True),
        ("", "googlebot: nofollow, noarchive", True),
        ('<meta name="robots" content="noindex">', "", False),
        ("<p>noarchive</p>", "noindex", False),
    ],
)
def test_noarchive(body: str, header: str, asks: bool) -> None:
    """In the page or in a header, in any case."""
    assert is_unwilling(body.encode(), header) is asks
