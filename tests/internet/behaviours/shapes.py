"""M. The shapes of URLs: the server wants the author's bytes, and says 404 to any others."""

from linkcheck.model import State
from tests.internet.answers import gone, good
from tests.internet.behaviour import BOTH, Door, add, behaviour
from tests.internet.visit import Visit


def _wants(
    name: str, identity: str, story: str, written: str, sent: str | None = None, *, text: str | None = None
) -> None:
    """Register a host that has one page: `written` after its name in Markdown, `sent` on the wire."""
    expected = sent or written

    async def answer(visit: Visit) -> bytes:
        return good() if visit.path == expected else gone()

    add(name, story, answer, identity, State.ALIVE, text=text or f"[cited](http://HOST{written})\n")


_wants("percent_codes_stay", "B248", "%2F %3A %40 %28 %27 %7E stay", "/a%2Fb%3Ac%40d%28e%27f%7Eg?x=%2F%3A%7E")
_wants("percent_codes_keep_their_case", "B249", "%e4 stays lower case", "/stra%c3%9fe/%e4")
_wants("lone_percent", "B250", "a percent sign that is no code", "/100%/zz%zz/%u20AC")
_wants("percent_codes_in_latin1", "B250", "%F6 is not UTF-8 and stays", "/Falk%F6ping")
_wants("encoded_twice", "B251", "%2526 stays", "/a%2526b?c=%252F")
_wants("plus_stays", "B252", "+ and %20 are not the same", "/c+d%20e?q=a+b%20c")
_wants("semicolons_stay", "B253", "; in path and query", "/cgi/pt;jsessionid=1?id=uc1;view=1up;seq=13")
_wants("brackets_stay", "B254", "[ and ] stay", "/page?ids[]=1&ids[]=2")
_wants("bars_are_encoded", "B254", "| { } ^ ` are encoded as browsers do", "/page?a=x|y", "/page?a=x%7Cy")
_wants("empty_query_stays", "B255", "the trailing ? stays", "/page?")
_wants("double_slash_stays", "B257", "// inside the path", "/a//b///c")
_wants("path_keeps_its_case", "B258", "the path keeps its case, the host does not", "/CamelCase/README")
_wants(
    "non_ascii_is_encoded",
    "B250",
    "raw UTF-8 is percent-encoded",
    "/caf\u00e9/\u8336?q=\u00fc",
    "/caf%C3%A9/%E8%8C%B6?q=%C3%BC",
)
_wants("entity_means_its_character", "B264", "&amp; means &", "/page?a=1&amp;b=2", "/page?a=1&b=2")
_wants("parentheses_balance", "B265", "a parenthesis belongs to the link", "/wiki/Foo_(bar)_(x(y))")
_wants("escapes_are_resolved", "B267", "\\_ and \\( mean the character", "/a\\_b\\(c", "/a_b(c")
_wants("long_query", "B274", "a URL of 6,000 characters", "/page?q=" + "abcdefghi7" * 600)
_wants(
    "bare_url_with_a_full_stop",
    "B266",
    "a full stop ends the sentence",
    "",
    "/page",
    text="See http://HOST/page. Or not.\n",
)
_wants("bare_url_in_parentheses", "B266", "the closing one is text", "", "/a_(b)", text="(See http://HOST/a_(b))\n")
_wants("autolink", "B266", "in angle brackets", "", "/a_b*c*", text="<http://HOST/a_b*c*>\n")
_wants(
    "spaces_in_angle_brackets", "B267", "spaces are encoded", "", "/a%20b%20c", text="[cited](<http://HOST/a b c>)\n"
)
_wants(
    "definition_with_title", "B267", "a definition", "", "/page", text="[cited][1]\n\n[1]: http://HOST/page 'Title'\n"
)
_wants(
    "html_attribute",
    "B264",
    "an attribute with entities",
    "",
    "/p?a=1&b=2",
    text='<a href="http://HOST/p?a=1&amp;b&#61;2">x</a>\n',
)
_wants("upper_case_host", "B258", "the host in upper case", "", "/page", text="[cited](HTTP://WWW.HOST/page)\n")
_wants("default_port", "B259", "the default port is no other place", "", "/page", text="[cited](http://HOST:80/page)\n")
_wants("empty_port", "B259", "an empty port", "", "/page", text="[cited](http://HOST:/page)\n")
_wants("user_and_password", "B260", "userinfo in the URL", "", "/page", text="[cited](http://user:pw@HOST/page)\n")
_wants("spaces_around", "B263", "spaces around the destination", "", "/page", text="[cited](  http://HOST/page  )\n")


@behaviour("B256", State.ALIVE, text="[cited](http://HOST/a/./b/../c)")
async def dots_collapse(visit: Visit) -> bytes:
    """/a/./b/../c is /a/c to browsers; a server may resolve it itself"""
    return good() if visit.path in ("/a/c", "/a/./b/../c") else gone()


async def _never(_: Visit) -> bytes:
    return gone()


def _not_asked(name: str, identity: str, story: str, truth: State, *texts: str) -> None:
    for number, text in enumerate(texts, start=1):
        add(f"{name}_{number}" if len(texts) > 1 else name, story, _never, identity, truth, text=text)


_not_asked("port_out_of_range", "B259", "a port that cannot be", State.INVALID, "[x](http://HOST:99999/)")
_not_asked("port_of_letters", "B259", "a port that is no number", State.INVALID, "[x](http://HOST:http/)")
_not_asked(
    "scheme_typo",
    "B262",
    "a scheme that was typed badly",
    State.INVALID,
    "[x](http:/HOST/page)",
    "[x](htps://HOST/page)",
    "[x](ttp://HOST/page)",
    "[x](http//HOST/page)",
    "[x](http://http://HOST/page)",
    "[x](https:///http%3A//HOST/page)",
)
_not_asked(
    "code",
    "B268",
    "code is no link",
    State.UNCHECKED,
    "`[x](http://HOST/)`",
    "```\nhttp://HOST/\n```",
    "    [1]: http://HOST/",
)
_not_asked("comment", "B268", "a comment is no link", State.UNCHECKED, "<!-- [x](http://HOST/) -->")
_not_asked(
    "placeholder",
    "B269",
    "a name for examples",
    State.UNCHECKED,
    "[x](http://example.com/p)",
    "[x](http://a.test/)",
)
_not_asked(
    "template", "B270", "a template", State.UNCHECKED, "[x]({{ site.url }}/page)", "<a href='{{ page.url }}'>x</a>"
)
_not_asked(
    "preconnect", "B271", "a hint for browsers is no link", State.UNCHECKED, '<link rel=preconnect href="http://HOST">'
)
_not_asked(
    "mail",
    "B273",
    "another scheme",
    State.UNCHECKED,
    "[x](mailto:a@HOST)",
    "[x](tel:+31201234567)",
    "[x](data:text/plain,x)",
)
_not_asked("script", "B273", "javascript:", State.UNCHECKED, "[x](javascript:void%280%29)")
_not_asked("typographic_quote", "B276", "pasted quotes in the host", State.INVALID, "[x](http://\u201cHOST\u201d/page)")


@behaviour("B272", State.UNCHECKED, doors={25: Door.RAW}, text="[x](mailto:keeper@HOST) <keeper@HOST>")
async def mail_server(_: Visit) -> bytes:
    """an address of mail: nobody may knock at port 25 to ask whether it is there"""
    raise AssertionError("the mail server was asked")


@behaviour("B261", State.ALIVE, doors=BOTH, text='<a href="//HOST/page">x</a>')
async def without_scheme(_: Visit) -> bytes:
    """//host/page takes the scheme of the page it stands in"""
    return good()


@behaviour(
    "B263", State.ALIVE, State.INVALID, text="[x](http://HOST/page\u200e)", why="invalid, with the character named"
)
async def invisible_character(visit: Visit) -> bytes:
    """a left-to-right mark at the end, pasted from a word processor"""
    return good() if visit.path == "/page" else gone()


@behaviour(
    "B275", State.ALIVE, State.INVALID, text="<a href='http://HOST\\page'>x</a>", why="invalid, with a hint, is fine"
)
async def backslash_in_the_url(visit: Visit) -> bytes:
    """a backslash where browsers read a slash"""
    return good() if visit.path == "/page" else gone()
