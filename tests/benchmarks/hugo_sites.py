"""Invents small Hugo sites: one seed is one site, with its configuration, its content and links of every kind.

What a site has is drawn from what Hugo's documentation offers and from what blogs do. A site is built once without
links, so that the links of the second build can lead to what is there, to what nearly is, and to what is not.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

SECTIONS = ("posts", "docs", "docs/sub", "docs/sub/deep", "Notes", "a b", "über", "blog_old", "c++")
NAMES = (
    "first", "Second", "my page", "über uns", "v1.2", "2021-05-06-dated", "C# tips", "what's new?", "under_score",
    "a--b", "x (y)", "日本", "tag & more", "readme", "post.en.draft", "trail-",
)  # fmt: skip
TITLES = ("A Title", "Héllo: wörld", "C++ & Go", "1.2 release!", "x/y", "«q»", "a. b, c", "What's up?")
TAGS = ("go", "C#", "Node.js", "a/b", "zwei Wörter", "x.y", "Ünï")
PATTERNS = (
    "/:year/:month/:title/", "/:sections/:slug/", "/p/:slugorfilename", "/:section/:filename/", "/x/:contentbasename/",
    "/:sections[1:]/:slugorcontentbasename/", "/:year/:day/:slug.html", "/:sectionslugs/:slug/", "/:title/",
    "flat/:slug",
)  # fmt: skip
FILES = ("pic.png", "Data Sheet.pdf", "sub/pic.png", "notes.txt", "ü.png", "index.png", "clip.de.png")
URLS = ("/own/place@/", "own/rel@", "/file@.html", "own@.htm", "/:year/u/:slug/", "/Own/Case@/", "/with space @/")
PNG = "x"


@dataclass
class HugoSite:
    """The files of a site and what was drawn for it."""

    files: dict[str, str]
    heads: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Content file → front matter."""
    kinds: list[str] = field(default_factory=list)
    """What the configuration has, for the report."""
    hides_theme: bool = False
    """Whether linkcheck does not see the theme, as in a clone without submodules."""
    formats: dict[str, str] = field(default_factory=dict)
    """Content file → the format of its front matter."""


def invent(seed: int) -> HugoSite:
    """Return a site without links."""
    draw = random.Random(seed)  # noqa: S311  a seed is a site
    site = HugoSite({})
    languages = draw.choice(((), (), (), ("en", "de"), ("en", "de", "pt-BR")))
    config = _config(draw, site, languages)
    folders = _content_folders(config, languages)
    for folder, language in folders:
        _fill(draw, site, folder, languages, language)
    for name in draw.sample(FILES, 3):
        site.files[f"static/{draw.choice(('', 'img/', 'posts/', 'files/'))}{name}"] = PNG
    site.files |= _spread(draw, site, config)
    site.files |= _layouts(draw, config)
    site.hides_theme = "theme" in config and _chance(draw, 2)
    site.files |= _extras(draw, site)
    return site


def _extras(draw: random.Random, site: HugoSite) -> dict[str, str]:
    """Draw what few sites have: pages of data, rules of a host, a format of their own, files of other kinds."""
    extras: Mapping[str, Mapping[str, str]] = {
        "adapter": {
            "content/docs/_content.gotmpl": '{{ range slice "one" "two" }}'
            '{{ $.AddPage (dict "path" . "title" . "params" (dict "tags" (slice "data"))) }}{{ end }}',
        },
        "redirects": {"static/_redirects": "/gone/*  /posts/:splat 301\n/one /two\n# /no /one\n"},
        "org": {"content/posts/orgfile.org": "#+TITLE: Org\n#+SLUG: org-slug\n\n* A head\ntext\n"},
        "robots": {"layouts/robots.txt": "User-agent: *\n"},
        "matrix": {"content/everywhere.md": "---\ntitle: E\nsites: {matrix: {languages: ['**']}}\n---\nx\n"},
        "nested": {"content/posts/nest/index.md": "---\ntitle: N\n---\n", "content/posts/nest/in/index.md": "x\n"},
        "no front matter": {"content/bare.md": "just text\n", "content/docs/bare.html": "<p>text"},
        "dots": {"content/.hidden.md": "x", "content/docs/_under.md": "x", "content/docs/~t.md": "x"},
        "upper": {"content/UPPER.MD": "---\ntitle: U\n---\n", "content/posts/INDEX.md": "---\ntitle: I\n---\n"},
    }
    chosen = draw.sample(sorted(extras), draw.choice((0, 0, 1, 2)))
    site.kinds += chosen
    return {file: text for name in chosen for file, text in extras[name].items()}


def _chance(draw: random.Random, of: int) -> bool:
    return draw.randrange(of) == 0


def _config(draw: random.Random, site: HugoSite, languages: Sequence[str]) -> dict[str, Any]:
    """Draw a configuration; every choice is told in `kinds`."""
    config: dict[str, Any] = {
        "baseURL": draw.choice(("https://x.test/", "https://x.test/", "https://x.test/sub/", "https://x.test/a/b")),
        "title": "t",
        "refLinksErrorLevel": "WARNING",
        "security": {"allowContent": [".*"]},
        "refLinksNotFoundURL": "/ref-not-found-here/",
    }
    optional: dict[str, Sequence[Any]] = {
        "uglyURLs": (True, {"posts": True}, {"docs": True, "notes": True}),
        "permalinks": (
            {"posts": draw.choice(PATTERNS), "docs": draw.choice(PATTERNS)},
            {"page": {"posts": draw.choice(PATTERNS)}, "section": {"docs": "/d/:sections/"}},
            {"tags": "/t/:slug/", "posts": draw.choice(PATTERNS)},
            {"term": {"tags": "/tt/:title/"}, "taxonomy": {"tags": "/alltags/"}},
            {"page": {"/": "/root/:slug/"}},
        ),
        "disableKinds": (["RSS"], ["sitemap", "taxonomy"], ["taxonomy", "term"], ["section"], ["404", "robotsTXT"]),
        "taxonomies": ({"label": "labels", "tag": "tags"}, {"series": "series"}, {}),
        "disablePathToLower": (True,),
        "removePathAccents": (True,),
        "canonifyURLs": (True,),
        "relativeURLs": (True,),
        "disableAliases": (True,),
        "buildDrafts": (True,),
        "buildFuture": (True,),
        "ignoreFiles": ([r"\.txt$", "readme"],),
        "cascade": (
            {"draft": True, "_target": {"path": "/docs/**"}},
            [{"build": {"render": "never"}, "target": {"path": "{/posts/first,/notes/**}"}}],
            [{"params": {"x": 1}, "target": {"kind": "page"}}, {"outputs": ["html"], "target": {"kind": "section"}}],
        ),
        "outputs": ({"home": ["HTML", "JSON"]}, {"page": ["HTML", "JSON"]}, {"section": ["HTML"]}, {"page": ["JSON"]}),
        "staticDir": (["static", "more"], "more"),
        "publishDir": ("docs-out",),
        "frontmatter": ({"date": [":filename", ":default"]}, {"date": ["lastmod", ":default"]}),
        "markup": (
            {"goldmark": {"renderer": {"unsafe": True}}},
            {"goldmark": {"parser": {"autoHeadingIDType": "github-ascii"}, "renderer": {"unsafe": True}}},
            {"goldmark": {"renderHooks": {"link": {"useEmbedded": "always"}}}},
            {"goldmark": {"renderHooks": {"image": {"useEmbedded": "fallback"}, "link": {"enableDefault": True}}}},
            {"goldmark": {"renderHooks": {"link": {"useEmbedded": "never"}, "image": {"useEmbedded": "never"}}}},
            {"goldmark": {"duplicateResourceFiles": True}},
        ),
        "defaultContentLanguageInSubdir": (True,),
        "theme": ("th", ["th"]),
    }  # fmt: skip
    for key in draw.sample(sorted(optional), draw.choice((0, 1, 2, 3, 4))):
        config[key] = draw.choice(optional[key])
        site.kinds.append(f"{key}={json.dumps(config[key])}")
    if languages:
        own = draw.choice(("names", "folders", "some", "mounts", "off"))
        tables: dict[str, dict[str, Any]] = {name: {"weight": n + 1} for n, name in enumerate(languages)}
        if own == "folders":
            tables = {name: {**table, "contentDir": f"content/{name}"} for name, table in tables.items()}
        if own == "some":
            tables["de"]["contentDir"] = "content-de"
        if own == "mounts":
            mounts = [{"source": f"content/{name}", "target": "content", **_matrix([name])} for name in languages]
            config["module"] = {"mounts": [*mounts, {"source": "static", "target": "static"}]}
        if own == "off":
            tables["de"]["disabled"] = True
        if _chance(draw, 3):
            config["defaultContentLanguage"] = draw.choice([name for name in languages if own != "off" or name != "de"])
        config["languages"] = tables
        site.kinds.append(f"languages {own} {languages} default {config.get('defaultContentLanguage')}")
    elif _chance(draw, 6):
        mounts = draw.choice(MOUNTS)
        config["module"] = {"mounts": mounts}
        site.kinds.append(f"mounts {json.dumps(mounts)}")
    return config


def _matrix(languages: Sequence[str]) -> dict[str, Any]:
    return {"sites": {"matrix": {"languages": list(languages)}}}


MOUNTS: tuple[list[dict[str, Any]], ...] = (
    [{"source": "content", "target": "content"}, {"source": "more", "target": "static/m"}],
    [{"source": "content", "target": "content"}, {"source": "content/posts", "target": "content/again"}],
    [{"source": "content/posts", "target": "content"}, {"source": "content/docs", "target": "content/handbook"}],
    [{"source": "content", "target": "content"}, {"source": "static/img", "target": "static/images"}],
    [
        {"source": "content", "target": "content"},
        {"source": "static", "target": "static"},
        {"source": "README.md", "target": "content/about.md"},
    ],
    [{"source": "content", "target": "content", "files": ["! docs/**"]}],
)  # fmt: skip


def _content_folders(config: Mapping[str, Any], languages: Sequence[str]) -> list[tuple[str, str]]:
    """Return the folders of content, each with its language; empty where names tell it."""
    tables = config.get("languages", {})
    if any("sites" in mount for mount in config.get("module", {}).get("mounts", ())):
        return [(f"content/{name}", name) for name in languages]
    folders = [(tables[name]["contentDir"], name) for name in languages if "contentDir" in tables[name]]
    return folders if len(folders) == len(languages) > 0 else [("content", ""), *folders]


def _fill(draw: random.Random, site: HugoSite, folder: str, languages: Sequence[str], language: str) -> None:
    """Write the content of one folder."""
    sections = ["", *draw.sample(SECTIONS, 4)]
    for section in sections:
        base = f"{folder}/{section}".rstrip("/")
        if _chance(draw, 2):
            _page(draw, site, f"{base}/_index{_suffix(draw, languages, language)}")
        for name in draw.sample(NAMES, 3):
            suffix = _suffix(draw, languages, language)
            if not suffix.endswith(".md") or draw.randrange(4):
                _page(draw, site, f"{base}/{name}{suffix}")
                continue
            _page(draw, site, f"{base}/{name}/index{suffix}")
            for file in draw.sample(FILES, 2):
                site.files[f"{base}/{name}/{file}"] = PNG
            if _chance(draw, 3):
                _page(draw, site, f"{base}/{name}/inner{suffix}")
        if _chance(draw, 3):
            site.files[f"{base}/{draw.choice(FILES)}"] = PNG


def _suffix(draw: random.Random, languages: Sequence[str], language: str) -> str:
    suffix = draw.choice((".md",) * 8 + (".markdown", ".html"))
    told = languages and not language and _chance(draw, 2)
    return f".{draw.choice([each.lower() for each in languages])}{suffix}" if told else suffix


def _page(draw: random.Random, site: HugoSite, file: str) -> None:
    number = len(site.heads)  # two pages at one URL would hide each other
    title = f"{draw.choice(TITLES)} {number}"
    head: dict[str, Any] = {"title": title, "date": "2024-02-03"}
    optional: dict[str, Sequence[Any]] = {
        "slug": tuple(f"{slug}{number}" for slug in ("my-slug", "My Slug: two", "ü-slug", "a/b")),
        "url": tuple(url.replace("@", str(number)) for url in URLS),
        "aliases": ([f"/old/one{number}/"], [f"near{number}", f"/old/{number}.html"], ["down/under"], f"/a{number}"),
        "draft": (True,),
        "tags": ([draw.choice(TAGS)], draw.sample(TAGS, 2)),
        "labels": (["l1"],),
        "date": ("2090-01-01", "2019-12-31T23:30:00-05:00"),
        "expiryDate": ("2020-01-01", "2090-01-01"),
        "publishDate": ("2090-01-01",),
        "build": ({"render": "never"}, {"render": "link"}, {"publishResources": False}, {"list": "never"}),
        "headless": (True,),
        "outputs": (["html", "json"], ["json"]),
        "layout": ("special",),
        "type": ("other",),
        "linkTitle": ("Short",),
        "translationKey": ("k1",),
        "markup": ("html", "goldmark"),
        "disableKinds": (["x"],),
        "paginate": (2,),
    }  # fmt: skip
    if "_index" in file:
        optional["cascade"] = (
            {"draft": True},
            {"build": {"render": "never"}},
            [{"target": {"path": "**/first"}, "slug": "cascaded"}],
            {"tags": ["handed-down"]},
        )
    for key in draw.sample(sorted(optional), draw.choice((0, 0, 0, 1, 1, 2, 3))):
        head[key] = draw.choice(optional[key])
    site.heads[file], site.formats[file] = head, draw.choice(("yaml", "yaml", "toml", "json"))
    site.files[file] = ""


def write_page(written: str, head: Mapping[str, Any], text: str) -> str:
    """Return a page with its front matter in a format."""
    match written:
        case "yaml":
            return f"---\n{yaml.safe_dump(dict(head), allow_unicode=True)}---\n\n{text}"
        case "toml":
            return f"+++\n{toml(head)}+++\n\n{text}"
        case _:
            return f"{json.dumps(head, indent=1)}\n\n{text}"


def toml(table: Mapping[str, Any]) -> str:
    """Write a table as TOML; what is nested stands inline."""
    return "".join(f"{json.dumps(key)} = {_inline(value)}\n" for key, value in table.items())


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {_inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _spread(draw: random.Random, site: HugoSite, config: Mapping[str, Any]) -> dict[str, str]:
    """Write the configuration: one file of any format, or a folder with a file for each table, and production's own."""
    suffix = draw.choice(("toml", "yaml", "json", "yml"))
    formats: Mapping[str, Callable[[dict[str, Any]], str]] = {"toml": toml, "json": json.dumps}
    written = formats.get(suffix, yaml.safe_dump)
    if draw.randrange(3):
        return {f"{draw.choice(('hugo', 'config'))}.{suffix}": written(dict(config))}
    site.kinds.append("configuration folder")
    files: dict[str, Any] = {"hugo": {}}
    for key, value in config.items():
        if key == "languages" and _chance(draw, 2):
            files |= {f"languages.{name}": table for name, table in value.items()}
        elif isinstance(value, Mapping) and value and _chance(draw, 2):
            files[key] = value
        else:
            files["hugo"][key] = value
    found = {f"config/_default/{name}.{suffix}": written(table) for name, table in files.items()}
    if _chance(draw, 2):
        found["config/production/hugo.yaml"] = yaml.safe_dump({"permalinks": {"notes": "/prod/:slug/"}})
        site.kinds.append("production")
    if _chance(draw, 3):
        found[f"hugo.{suffix}"] = written({"permalinks": {"a b": "/rootfile/:slug/"}, "uglyURLs": False})
        site.kinds.append("file and folder")
    return found


FOLDERS = ("layouts", "layouts/_default")
LINK_HOOKS = (
    '<a href="{{ .Destination | safeURL }}"{{ with .Title }} title="{{ . }}"{{ end }}>{{ .Text | safeHTML }}</a>',
    '<a href="{{ .Destination | relURL }}">{{ .Text | safeHTML }}</a>',
    '<a href="{{ .Destination | absLangURL }}">{{ .Text | safeHTML }}</a>',
    '<a href="{{ .Destination | relLangURL }}">{{ .Text | safeHTML }}</a>',
    """{{ $u := urls.Parse .Destination }}<a href="{{ with .Page.GetPage $u.Path }}{{ .RelPermalink }}
{{- with $u.Fragment }}#{{ . }}{{ end }}{{ else }}{{ .Destination }}{{ end }}">{{ .Text | safeHTML }}</a>""",
    """<a href="{{ with site.GetPage .Destination }}{{ .RelPermalink }}{{ else }}{{ $.Destination }}{{ end }}">
{{- .Text | safeHTML }}</a>""",
)
IMAGE_HOOKS = (
    '<img src="{{ .Destination | safeURL }}" alt="{{ .Text }}">',
    '<img src="{{ .Destination | relURL }}" alt="{{ .Text }}">',
    """<img src="{{ with .Page.Resources.GetMatch .Destination }}{{ .RelPermalink }}{{ else }}{{ .Destination }}
{{- end }}" alt="{{ .Text }}">""",
    """<img src="{{ printf "/img/%s" .Destination }}" alt="{{ .Text }}">""",
)


def _layouts(draw: random.Random, config: Mapping[str, Any]) -> dict[str, str]:
    page = '<html><body id="top-of-layout">{{ .Content }}</body></html>'
    paginated = f"{page}{{{{ range .Paginator.Pages }}}}{{{{ end }}}}" if _chance(draw, 3) else page
    found = {f"layouts/{name}.html": page for name in ("single", "home", "term", "taxonomy")}
    found |= {"layouts/list.html": paginated}
    found |= {f"layouts/{name}.json": "{}" for name in ("single", "list", "home")}
    found |= {"more/extra.png": PNG, "README.md": "---\ntitle: About\n---\n", "assets/pic.png": PNG}
    if _chance(draw, 3):
        kind = draw.choice(("link", "image"))
        found[f"{draw.choice(FOLDERS)}/_markup/render-{kind}.html"] = draw.choice(
            LINK_HOOKS if kind == "link" else IMAGE_HOOKS
        )
    if "theme" in config:
        if _chance(draw, 2):
            found = {f"themes/th/{name}" if name.startswith("layouts/") else name: text for name, text in found.items()}
        found |= {"themes/th/content/from-theme.md": "---\ntitle: Theme\n---\n", "themes/th/static/theme.png": PNG}
        found |= {"themes/th/hugo.toml": 'uglyURLs = true\n[permalinks]\nposts = "/by-theme/:slug/"\n'}
    return found
