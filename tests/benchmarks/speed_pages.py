"""Pages of the size and the shape that pages have, no two alike, and a small one."""

from __future__ import annotations

import hashlib
from random import Random

SMALL = (
    "<!doctype html><title>A page of notes</title><h1>A page of notes</h1>"
    + "<p>It is here, and it was worth the wait.</p>" * 40
)
COMMON = """
the of and to in is that it was for on are as with his they be at one have this from by hot but some what there we can
out other were all your when up use word how said an each she which do their time if will way about many lighthouse
harbour keeper weather storm photograph lens gallery morning table notes ship lost built moved known
""".split()  # noqa: SIM905 -- read as text, and short


def page(number: int) -> str:
    """Return a page of about 80 KB: head, navigation, text in blocks of all kinds, footer, script; all its own."""
    random = Random(number)  # noqa: S311 -- no secret

    def words(count: int) -> str:
        return " ".join(random.choices(COMMON, k=count))

    def block() -> str:
        kind = random.randrange(8)
        if kind == 0:
            return f'<h2 id="{words(1)}-{number}">{words(5)}</h2>'
        if kind == 1:
            rows = (
                f"<li class=item><a href='/{words(1)}/{random.randrange(9999)}'>{words(4)}</a></li>" for _ in "12345"
            )
            return f"<ul>{''.join(rows)}</ul>"
        if kind == 2:
            picture = f'<img src="/i/{random.randrange(9999)}.jpg" alt="{words(6)}">'
            return f"<figure>{picture}<figcaption>{words(9)}</figcaption></figure>"
        emphasis = f"<em>{words(3)}</em> <a class='link' href='/{words(1)}'>{words(2)}</a>"
        return f"<p class='text-{random.randrange(9)}'>{words(40)} {emphasis} {words(30)}.</p>"

    title = f"{words(5)}: notes, page {number}"  # as its address has it: most addresses name what their page is about
    menu = "".join(f"<li><a class='menu__link' href='/{words(1)}'>{words(2)}</a></li>" for _ in range(40))
    script = "".join(
        hashlib.sha256(f"{number} {each}".encode()).hexdigest() for each in range(random.randrange(250, 650))
    )
    text = "\n".join(f"<div class='block block--{each}'>{block()}</div>" for each in range(random.randrange(80, 145)))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>"
        f"<meta name=description content='{words(20)}'><style>.menu{{margin:0}}</style></head>"
        f"<body><nav><ul>{menu}</ul></nav><main><h1>{title}</h1>\n{text}</main>"
        f"<footer>{words(30)}</footer><script>window.state='{script}'</script></body></html>"
    )
