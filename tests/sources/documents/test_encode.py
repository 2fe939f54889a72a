"""URLs in the quoting of each format: independent readers must give back the URL, and nothing may break out."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from urllib.parse import unquote

import pyromark
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from linkcheck.model import Quoting, TemplateLanguage
from linkcheck.sources.documents.encode import encode, legal
from linkcheck.sources.documents.html import links
from linkcheck.sources.documents.templates import mask

PARTS = (
    "(", ")", "'", '"', "&", "&amp;", "&copy", "&#40;", ";", "=", ",", "[", "]", "{{", "}}", "%}", ">}}", "|", "\\",
    "`", "<", ">", " ", "\n", "\t", "\x00", "#", ": ", " #", ":", "*", "_", "~", "!", "$", "é", "（", "\u200e",
    "\u00a0", "\ud800", "%20", "+", "@", "a", "/", "?", ".", "-->", "*/",
)  # fmt: skip
URLS = st.lists(st.sampled_from(PARTS), max_size=12).map(lambda parts: "https://x.org/" + "".join(parts))


def markdown(template: str) -> Callable[[bytes], list[str]]:
    def read(written: bytes) -> list[str]:
        document = template.replace("@", written.decode())
        return destinations(list(pyromark.events(document, options=pyromark.Options.ENABLE_TABLES)))

    return read


def destinations(event: object) -> list[str]:
    """Return the destinations of links and images in a parser's events."""
    match event:
        case {"dest_url": str(url)}:
            return [url]
        case dict():
            return [url for inner in event.values() for url in destinations(inner)]
        case list() | tuple():
            return [url for inner in event for url in destinations(inner)]
        case _:
            return []


def html(template: str, name: str) -> Callable[[bytes], list[str]]:
    def read(written: bytes) -> list[str]:
        nodes = LexborHTMLParser(template.replace("@", written.decode())).css("*")
        assert [node.tag for node in nodes if node.tag not in ("html", "head", "body")] == ["a", "b"]
        return [value for node in nodes if (value := node.attributes.get(name))]

    return read


def srcset(written: bytes) -> list[str]:
    value = html("<a srcset='x 1x, @ 2x, y'>t</a><b>u</b>", "srcset")(written)[0]
    return [candidate.split()[0] for candidate in re.split(r", ", value)[1:2]]


def template(text: str, language: TemplateLanguage) -> Callable[[bytes], list[str]]:
    def read(written: bytes) -> list[str]:
        masked = mask(text.encode().replace(b"@", written), language)
        assert re.fullmatch(rb"aX+b", masked.text)
        return [argument.value for call in masked.calls for argument in call.arguments if argument.key == "src"]

    return read


def several(*readers: Callable[[bytes], list[str]]) -> Callable[[bytes], list[str]]:
    """Every place that a quoting stands for must read the same."""

    def read(written: bytes) -> list[str]:
        answers = [reader(written) for reader in readers]
        assert all(answer == answers[0] for answer in answers)
        return answers[0]

    return read


READERS: dict[Quoting, Callable[[bytes], list[str]]] = {
    Quoting.MARKDOWN: several(
        markdown("a [t](@) b"),
        markdown("a ![t](@ 'title') b"),
        markdown("[t]\n\n[t]: @\n"),
        markdown("|a|b|\n|-|-|\n|x|[t](@)|\n"),
    ),
    Quoting.ANGLE: several(markdown("a [t](<@>) b"), markdown("[t]\n\n[t]: <@>\n")),
    Quoting.AUTOLINK: markdown("a <@> b"),
    Quoting.HTML_DOUBLE: html('<a href="@">t</a><b>u</b>', "href"),
    Quoting.HTML_SINGLE: html("<a href='@'>t</a><b>u</b>", "href"),
    Quoting.HTML_UNQUOTED: html("<a href=@>t</a><b>u</b>", "href"),
    Quoting.SRCSET: srcset,
    Quoting.YAML_PLAIN: several(
        lambda written: [yaml.safe_load(b"a: 1\nk: " + written + b"\nb: 2\n")["k"]],
        lambda written: [yaml.load(b"- " + written + b" # c\n", Loader=yaml.CSafeLoader)[0]],
    ),
    Quoting.YAML_FLOW: lambda written: [yaml.load(b"[a, " + written + b", {k: b}]", Loader=yaml.CSafeLoader)[1]],
    Quoting.YAML_SINGLE: lambda written: [yaml.safe_load(b"k: '" + written + b"'\n")["k"]],
    Quoting.YAML_DOUBLE: lambda written: [yaml.safe_load(b'k: "' + written + b'"\n')["k"]],
    Quoting.TOML_BASIC: lambda written: [tomllib.loads(f'k = "{written.decode()}"\n')["k"]],
    Quoting.TOML_LITERAL: lambda written: [tomllib.loads(f"k = '{written.decode()}'\n")["k"]],
    Quoting.JSON: lambda written: [json.loads(b'{"k": "' + written + b'"}')["k"]],
    Quoting.TEMPLATE_DOUBLE: several(
        template('a{{< x src="@" >}}b', TemplateLanguage.SHORTCODES),
        template('a{% x src="@" %}b', TemplateLanguage.LIQUID),
    ),
    Quoting.TEMPLATE_SINGLE: several(
        template("a{{< x src=`@` >}}b", TemplateLanguage.SHORTCODES),
        template("a{% x src='@' %}b", TemplateLanguage.LIQUID),
    ),
    Quoting.TEMPLATE_BARE: several(
        template("a{{< x src=@ >}}b", TemplateLanguage.SHORTCODES), template("a{% x src=@ %}b", TemplateLanguage.LIQUID)
    ),
}
EXACT = st.text("abcXYZ019-._~:/?#[]@!$&'()*+,;=%é中", max_size=30).map(lambda text: f"https://x.org/{text}")


@pytest.mark.parametrize("quoting", READERS)
@given(url=URLS)
@example(url="https://web.archive.org/web/20200101000000/http://x.org/a_(b)?c=d&copy=1;e#f")
@example(url="https://x.org/" + "(" * 40 + ")" * 40)
def test_a_url_comes_back(quoting: Quoting, url: str) -> None:
    """Where an answer is given, the format's reader finds one URL, which is the same but for percent-encoding."""
    written = encode(url, quoting)
    if written is not None:
        assert [unquote(found) for found in READERS[quoting](written)] == [unquote(legal(url))]


@pytest.mark.parametrize("quoting", READERS)
@given(url=EXACT)
@example(url="https://x.org/:?")
def test_a_legal_url_comes_back_exactly(quoting: Quoting, url: str) -> None:
    """Only an unbalanced parenthesis is ever percent-encoded in a URL that has no illegal character."""
    written = encode(url, quoting)
    if written is not None:
        found = READERS[quoting](written)
        assert [one.replace("%28", "(").replace("%29", ")") for one in found] == [url]
        assert found == [url] or quoting is Quoting.MARKDOWN


@pytest.mark.parametrize("quoting", sorted(set(READERS) | {Quoting.TEXT}))
def test_a_capture_of_an_ordinary_page_can_be_written_everywhere(quoting: Quoting) -> None:
    """The case that repairing links is about needs no escape at all, but HTML's for its query."""
    url = "https://web.archive.org/web/20200101000000/http://www.x.org/2005/03/a-b_c~d.aspx?e=1#f"
    assert encode(url, quoting) in (url.encode(), url.replace("=", "&#61;").encode())


@pytest.mark.parametrize("quoting", sorted(set(Quoting) - {Quoting.FIXED}))
def test_no_pipe_is_ever_written(quoting: Quoting) -> None:
    """A `|` would end the cell of a table, whichever quotes stand around it."""
    written = b"https://x.org/a\\%7Cb" if quoting is Quoting.LATEX else b"https://x.org/a%7Cb"
    assert encode("https://x.org/a|b", quoting) == written


@pytest.mark.parametrize(
    ("url", "quoting"),
    [
        ("https://x.org/", Quoting.FIXED),
        ("", Quoting.MARKDOWN),
        ("https://x.org/'", Quoting.TEMPLATE_SINGLE),
        ("https://x.org/'", Quoting.TEMPLATE_BARE),
        ("https://x.org/'", Quoting.TOML_LITERAL),
        ("https://x.org/,", Quoting.SRCSET),
        ("https://x.org/a:", Quoting.YAML_PLAIN),
        ("%x", Quoting.YAML_PLAIN),
        ("https://x.org/a,b", Quoting.YAML_FLOW),
        ("https://x.org/a:?b", Quoting.YAML_FLOW),
        ("https://x.org/?a&amp;b", Quoting.AUTOLINK),
        ("/path", Quoting.AUTOLINK),
        ("https://x.org/a.", Quoting.TEXT),
        ("https://x.org/(a", Quoting.TEXT),
        ("https://x.org/*a*", Quoting.TEXT),
        ("https://x.org/a（b", Quoting.TEXT),
        ("mailto:a@x.org", Quoting.TEXT),
    ],
)
def test_what_cannot_be_written_is_refused(url: str, quoting: Quoting) -> None:
    """No near miss: what no escape of the format gives back is not written."""
    assert encode(url, quoting) is None


def test_only_what_needs_it_is_escaped() -> None:
    """People read their Markdown: balanced parentheses and plain ampersands stay."""
    assert encode("https://x.org/a_(b)?c=1&d=2", Quoting.MARKDOWN) == b"https://x.org/a_(b)?c=1&d=2"
    assert encode("https://x.org/a_(b?c&copy;", Quoting.MARKDOWN) == b"https://x.org/a_%28b?c&amp;copy;"
    assert encode("https://x.org/a)b(", Quoting.MARKDOWN) == b"https://x.org/a%29b%28"


def test_our_own_reader_finds_what_is_written_into_html() -> None:
    """The proof of an edit is a second extraction, so that one must agree too."""
    url = "https://x.org/?a=1&copy=2'&notin"
    for quoting, around in ((Quoting.HTML_DOUBLE, '"'), (Quoting.HTML_SINGLE, "'"), (Quoting.HTML_UNQUOTED, "")):
        written = encode(url, quoting)
        assert written is not None
        assert [link.value for link in links(f"<a href={around}{written.decode()}{around}>".encode())] == [url]
