"""Pieces of Markdown that parsers read in different ways, and documents made of them at random."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

LABELS = ("a", "b", "foo bar", "Foo", "1", "é", "c-d", "e_f", "`g`", "h!")
SPANS = (
    "[t][L]", "[L]", "[L][]", "[t] [L]", "[t]  [L]", "[t]\n[L]", "[t][\nL]", "[t][L\n]", "[foo\nbar]", "[t](U)",
    '[t](U "x y")', "[t](<U>)", "[t]( U )", "[t](U 'x')", "![i](U)", "![i][L]", "![i] [L]", "[![i](U)](U)",
    "[![i][L]][L]", "[a [b] c][L]", "[x][L](U)", "[x](U)[L]", "<U>", '<a href="U">[L]</a>', "<span>[t][L]</span>",
    "`[t][L]`", "\\[t][L]", "[t]\\[L]", "[t\\]][L]", "*[t][L]*", "**b**[L]", "[*t*][L]", "[`t`][L]", "$$[t][L]$$",
    "$[t][L]$", "[^1]", "[^n]", "[t][L]{:#i1}", "*e*{:#i2 .c}", "<!-- [t][L] -->", "<b>[t][L]</b>", "~~[t][L]~~",
    "[t] (U)", "[t](U", "[L]:", "{::nomarkdown}[t][L]{:/}", "{::comment}[t][L]{:/}", "&amp;", "a_b_c", "[t][ L]",
    "[t][L ]", "[ ]", "[x]", "[t][]", "[t][gone]", "[gone][]", "[t] [gone]", "[L] [gone]", "[L] [L]", "text", "word",
    '"q"', "it's", "--", "...", "<<x>>", "|", "*", "_", "a\\\nb", "a  \nb", '[t][L]\\', '<i id="i3">x</i>', "<br>",
    "[L](U)[L]", "([t][L])", "[t][L].", "[a][b][c-d]", "[[t][L]]", "[[L]]", "!\\[t][L]", "[t](/x)[L]", "<U|x>",
)  # fmt: skip
HEADINGS = (
    "Plain words", "A & B", "Über älles", "日本語 の", "1. One", "C++ and C#", "`code` here", "*emph* x", "**s**",
    "[t][L]", "[t](U)", "![i](U) x", '"quoted"', "it's -- so...", "<b>bold</b> x", "a_b", "x {#given}",
    "x {#given .c}", "x {: #span}", "x #", "x # #", "x \\#", "&amp; &copy; &#8212;", "😀 smile", ":smile: x", "a/b",
    "trail-", "-- x", "$$m$$ x", "x[^1]", "a  b", "a\tb", "Q?", "(p)", "100%", "*[HTML]", "x `a` y", "[x]", "...",
    "<https://u0.example/>", "a \\* b", "x <!-- c -->", "É", "ß", "İ", "ΟΔΟΣ", "½ ² ①", "a‑b", "~~del~~ x",
    "a <br> b", '<a name="n1"></a>x',
)  # fmt: skip
DEFINITIONS = (
    "[L]: U", "[L]: <U>", '[L]: U "t"', "[L]: U 't'", "[L]:U", "[L]:\n  U", "   [L]: U", "    [L]: U", "[L]: U extra",
    '[L]: U\n"t"', "[L]: U\n  'a b'", "[L]: U 't", "[L]:", "[L]: U\n{:.c}", "- [L]: U", "> [L]: U", "[L] : U",
    "[foo\nbar]: U", "[L]: <U> extra", "[L]: U (t)", "[ L ]: U", "[L]: U ", "[L]: U  \n", "\t[L]: U", "1. [L]: U",
    '[L]: U "a" b', "[L]: U#x", "[L]: U?a=b&c=d", "* x\n  [L]: U", "* x\n\n  [L]: U", "> x\n[L]: U", "[L]: /x y",
    "[L]: U\n[L]: U", "[L]: U\n[L]: U\n", '[L]: U\n"t" x', "[L]: \n[L]: U", "[L]: U [t][L]", "[^n]: U", "[L]: [L]",
    "*[L]: U", "[L]: {U}", "{: .c}\n[L]: U", "[L]: U\n===", "[L]: U\n---", "# h\n[L]: U", "```\nc\n```\n[L]: U",
)  # fmt: skip
BLOCKS = (
    "S S S", "S S", "S", "S\nS", "S\nS S\nS", "- S\n- S S", "- S\n\n  S\n- S", "* S\n    * S\n* S", "1. S\n2. S",
    "> S\n> S", "> S\nS", "> > S", "    S", "\tS", "```\nS\n```", "~~~ ruby\nS\n~~~", "```\nS", "<div>\nS\n</div>",
    '<div markdown="1">\nS\n\nS\n</div>', '<div markdown="1">S</div>', '<div markdown="block">\nS\n</div>',
    "<p>S</p>", '<p markdown="1">S</p>', '<div markdown="span">S</div>',
    "<details>\n<summary>S</summary>\n\nS\n\n</details>",
    '<details markdown="1">\n<summary>S</summary>\n\nS\n\n</details>', "<div>\n\nS\n\n</div>", "<!-- S\n\nS -->",
    "<table><tr><td>\nS\n</td></tr></table>", "| S | S |\n|---|---|\n| S | S |", "|S\n|S", "S | S\n---|---\nS | S",
    "t\n: S\n: S", "t\n\n: S", "t\n:   S\n\n    S", "$$\nS\n$$", "$$ S $$", "* x\n{:toc}", "{:toc}\n* x", "{:.c}\nS",
    "S\n{:#i4}", "S\n{: .c #i5}", "{:x: .c}", '{::options auto_ids="false" /}', "{::comment}\nS\n{:/comment}",
    "{::nomarkdown}\nS\n{:/}", "*[ab]: S", "[^1]: S", "[^n]: S\n    S", "[^n]:\n    S", "* * *", "---", "^",
    "S\n^\nS", "<script>S</script>", "<pre>\nS\n\nS\n</pre>", "<style>\nS\n</style>", "<span>\nS\n</span>",
    '<a href="U">\nS\n</a>', "<div>S\n\nS", "</div>", "<hr>\nS", "<br/>\nS", '<img src="U">\nS',
    "S\n<div>\nS\n</div>\nS", "S\n- S", "S\n1. S", "S\n> S", "S\n# S", "S\n```\nS\n```", "- [ ] S\n- [x] S",
    "-   S\n\n        S", "+ S\n+ S\n\nS", "1) S", "S\\\nS", '<nav markdown="1">\n* S\n</nav>',
    "<section>\n# S\n</section>", '<h2 id="i6">S</h2>', "<custom-tag>\nS\n</custom-tag>", "{% raw %}S{% endraw %}",
    "  S\n  S", "   S",
)  # fmt: skip


def document(random: random.Random) -> Sequence[str]:
    """Return the pieces of a document; each is one block with what separates it from the next."""
    made = _Maker(random)
    return [made.block() for _ in range(random.randint(2, 9))]


class _Maker:
    def __init__(self, chosen: random.Random) -> None:
        self.random = chosen
        self.urls = 0
        self.labels = chosen.sample(LABELS, chosen.randint(1, 4))

    def block(self) -> str:
        kind = self.random.random()
        if kind < 0.35:
            text = self.random.choice(DEFINITIONS if self.random.random() < 0.6 else DEFINITIONS[:4])
        elif kind < 0.5:
            text = self._heading()
        else:
            text = self.random.choice(BLOCKS)
        text = re.sub("S", lambda _: self._span(), text)
        text = self._filled(text)
        return text + self.random.choice(("\n\n", "\n\n", "\n\n", "\n"))

    def _heading(self) -> str:
        text = self.random.choice(HEADINGS)
        kind = self.random.random()
        if kind < 0.7:
            return f"{'#' * self.random.randint(1, 6)} {text}{self.random.choice(('', '', '', ' #', ' ##'))}"
        if kind < 0.8:
            return f"{text}\n{self.random.choice(('===', '---'))}"
        if kind < 0.9:
            return f"## {text}\n{{:{self.random.choice(('.no_toc', '#ial', ' #ial2 .c'))}}}"
        return f"{self.random.choice(('- ', '> ', ' ', '   '))}# {text}"

    def _span(self) -> str:
        return self.random.choice(SPANS)

    def _filled(self, text: str) -> str:
        pieces = []
        for letter in text:
            if letter == "L":
                pieces.append(self.random.choice(self.labels))
            elif letter == "U":
                self.urls += 1
                pieces.append(f"https://u{self.urls}.example/")
            else:
                pieces.append(letter)
        return "".join(pieces)
