"""Pages as sites of the real web have them: of real length, each with words of its own, the same on every run.

Two pages of a site share its frame and no sentence, so that whoever compares them sees what a reader would see.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

WHO = (
    *("The author", "Our team", "A reader from Bergen", "The maintainer", "Everybody in the office", "My colleague"),
    *("The old crew", "A student of hers", "The committee", "Whoever wrote the first draft", "The night shift"),
    *("An editor", "The city archive", "One of the founders", "The school", "A small workshop in Leeds"),
)
DID = (
    *("measured", "rebuilt", "wrote down", "photographed", "compared", "drew", "counted", "repaired", "described"),
    *("translated", "tested", "collected", "sorted", "took apart", "explained", "catalogued", "painted", "sailed past"),
)
WHAT = (
    *("the second prototype", "every index of the table", "a hundred slow queries", "the wooden model", "the tide"),
    *("the compiler's messages", "three generations of lenses", "the harbour wall", "all the letters of that winter"),
    *("the garden behind the house", "a file of two gigabytes", "the recipe with rye", "the map of 1911", "the engine"),
    *("the memory of each worker", "an afternoon of radio signals", "the parser", "the bell", "a row of apple trees"),
)
WHEN = (
    *("in the spring of that year", "over a long weekend", "before anybody had asked", "with borrowed tools"),
    *("long after the others had left", "without telling the board", "in less than an hour", "on the train home"),
    *("and learned more than expected", "for the third time", "while the snow lasted", "under a single lamp"),
    *("and kept the notes", "to settle an old argument", "because nobody else would", "as a present for a friend"),
)
THEN = (
    *("It took longer than planned.", "Nothing broke.", "The numbers surprised us.", "We would do it again."),
    *("There is a photograph of it below.", "The details follow.", "That was the easy half.", "Opinions differ."),
    *("A table at the end has the figures.", "The rest is history.", "Nobody had seen that coming.", "It still works."),
)
MENU = ("About", "Archive", "Articles", "Projects", "Contact", "Newsletter", "Talks", "Team", "Events", "Photos")
SUBJECTS = (
    *("Notes on a slow winter", "How the queue grew", "A better way to fold maps", "Seven lamps and a bicycle"),
    *("What the logs did not say", "Letters from the coast", "On naming things twice", "The cost of a good index"),
    *("Baking with the neighbours", "A museum of small engines", "Reading old code aloud", "Where the swallows went"),
)


def _random(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - no secret


def prose(seed: str, sentences: int = 24) -> str:
    """Return paragraphs of sentences that no other seed gives."""
    random = _random(seed)
    lines = [
        f"{random.choice(WHO)} {random.choice(DID)} {random.choice(WHAT)} {random.choice(WHEN)}. "
        f"{random.choice(THEN) if random.random() < 0.4 else ''}"
        for _ in range(sentences)
    ]
    return "\n".join(f"<p>{' '.join(lines[at : at + 4])}</p>" for at in range(0, sentences, 4))


def frame(title: str, body: str, *, site: str = "", lang: str = "en", head: str = "") -> bytes:
    """Return a page with the head, the menu and the foot that all pages of `site` share."""
    menu = _random(site).sample(MENU, 5)
    links = "".join(f'<li><a href="/{word.lower()}">{word}</a></li>' for word in menu)
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="stylesheet" href="/style.css">{head}</head>\n<body><header><a href="/">{site}</a><nav><ul>{links}'
        f"</ul></nav></header>\n<main>{body}</main>\n<footer>{site}, since {_random(site).randint(1996, 2016)}</footer>"
        "</body></html>\n"
    ).encode()


def article(title: str, *, site: str = "", extra: str = "", sentences: int = 24) -> bytes:
    """Return a page that somebody would cite."""
    body = f"<h1>{title}</h1>\n{prose(title + site, sentences)}{extra}"
    return frame(f"{title} | {site}" if site else title, body, site=site)


def home(site: str, *, about: str = "") -> bytes:
    """Return the home page of a site, with what is new."""
    subjects = _random(site + " home").sample(SUBJECTS, 6)
    teasers = "".join(
        f'<h2><a href="/articles/{number}">{subject}</a></h2>{prose(site + subject, 3)}'
        for number, subject in enumerate(subjects)
    )
    return frame(f"{site}: {about}" if about else site, f"<h1>{site}</h1><p>{about}</p>{teasers}", site=site)


def notice(title: str, lines: Sequence[str], *, lang: str = "en", head: str = "") -> bytes:
    """Return a page that is a few sentences and no more, without any menu."""
    text = "".join(f"<p>{line}</p>" for line in lines)
    start = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}'
    return f"{start}</head><body><h1>{title}</h1>{text}</body></html>\n".encode()
