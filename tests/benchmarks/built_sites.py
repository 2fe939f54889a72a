"""Builds the corpora that are blogs with their own generators, to see which pages and files there really are.

Each site is copied twice: `source`, with an empty file for every path of its repository that the corpus leaves out,
which linkcheck reads; and `build`, where layouts are replaced by our own and calls of missing templates are taken out,
line for line, so that neither themes nor plugins are needed.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SHORTCODE = re.compile(r"\{\{([<%])(?!/\*)(?P<inner>.*?)[>%]\}\}", re.DOTALL)
REF = re.compile(r"\s*(?:rel)?ref\b")
LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WARNING = re.compile(r'REF_NOT_FOUND: Ref "(?P<ref>[^"]*)":? (?:from page )?"(?P<file>[^"]+?):(?P<line>\d+):\d+"')
TEXTS = frozenset({".md", ".markdown", ".html", ".htm", ".txt", ".xml", ".json", ".scss", ".css", ".js"})
PLUGINS = ("jekyll-redirect-from", "jekyll-paginate", "jekyll-feed", "jekyll-sitemap", "jekyll-archives")
"""Those that make pages; others only change what is on them."""
OURS = ("single", "list", "home", "term", "taxonomy")
DUMP = r"""require "json"
Jekyll::Hooks.register :site, :post_write do |site|
  pages = {}
  (site.pages + site.documents).each { |page| pages[page.relative_path] = page.url if page.respond_to?(:relative_path) }
  names = []
  site.each_site_file { |file| names << file.relative_path.sub(/^\//, "") }
  File.write(File.join(site.source, "..", "pages.json"), JSON.dump(
    "pages" => pages,
    "names" => names,
    "posts" => site.posts.docs.map { |post| post.relative_path },
  ))
end
"""


@dataclass(frozen=True)
class Blog:
    """A corpus and how it is built."""

    name: str
    folder: str
    """The site's root inside the corpus."""
    repository: str = "site"
    """What the corpus's own folder is called, where that matters."""
    settings: str = ""
    """A configuration where the corpus has none."""
    plain: bool = False
    """Whether linkcheck, too, sees no templates of the site's own."""
    dropped: str = r"\A\Z"
    """Lines of the configuration that today's generator refuses."""

    @property
    def title(self) -> str:
        """What it is called in reports."""
        return f"{self.name}, plain layouts" if self.plain else self.name


@dataclass(frozen=True)
class Built:
    """What a generator wrote."""

    source: Path
    """The copy that linkcheck reads."""
    public: Path
    pages: Mapping[str, str]
    """Path below the source → URL path."""
    broken: frozenset[tuple[str, int, str]] = frozenset()
    """Path, line and name of each reference that Hugo does not find."""
    names: frozenset[str] = frozenset()
    """What Jekyll's `link` finds."""
    posts: frozenset[str] = field(default_factory=frozenset)

    @property
    def files(self) -> frozenset[str]:
        """All files that were written, by their paths."""
        return frozenset(path.relative_to(self.public).as_posix() for path in self.public.rglob("*") if path.is_file())


def prepare(corpora: Path, blog: Blog, work: Path) -> tuple[Path, Path]:
    """Return the site's root in the copies `source` and `build`."""
    source, build = (work / blog.title / copy / blog.repository for copy in ("source", "build"))
    corpus = corpora / blog.name
    shutil.copytree(corpus / "tree", source)
    with gzip.open(corpus / "ALL-PATHS.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            file = source / line.rstrip("\n").split("\t")[2]
            if not file.exists() and not line.rstrip().endswith("/"):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()
    if blog.settings:
        (source / blog.folder / "hugo.toml").write_text(blog.settings)
    if blog.plain:
        shutil.rmtree(source / blog.folder / "layouts")
    shutil.copytree(source, build)
    return source / blog.folder, build / blog.folder


def build_hugo(corpora: Path, blog: Blog, work: Path) -> Built:
    """Build a site with Hugo; the dates of its files are today's."""
    source, build = prepare(corpora, blog, work)
    for folder in (build, *build.glob("themes/*")):
        shutil.rmtree(folder / "layouts", ignore_errors=True)
    replace(build / "content", lambda text: SHORTCODE.sub(only_refs, text))
    config = next(build / name for name in ("hugo.toml", "config.toml") if (build / name).exists())
    config.write_text(re.sub(rf"(?m)^(?:{blog.dropped}).*$", "", config.read_text()))
    (build / "layouts").mkdir()
    for name in OURS:
        (build / "layouts" / f"{name}.html").write_text("<p>{{ .Content }}</p>")
    environment = {**os.environ, "HUGO_REFLINKSERRORLEVEL": "WARNING", "HUGO_SECURITY_ALLOWCONTENT": ".*"}
    environment |= {"HUGO_ENABLEGITINFO": "false", "HUGO_TIMEOUT": "300s"}
    said = _run([_program("hugo"), "--noBuildLock", "--logLevel", "warn"], build, environment)
    listed = _run([_program("hugo"), "list", "all"], build, environment)
    rows = csv.DictReader(listed[listed.index("path,slug") :].splitlines())
    pages = {row["path"]: re.sub(r"^https?://[^/]+", "", row["permalink"]) for row in rows if row["permalink"]}
    broken = frozenset(
        (Path(found["file"]).relative_to(build.resolve()).as_posix(), int(found["line"]), found["ref"])
        for found in WARNING.finditer(said)
    )
    return Built(source, build / "public", pages, broken)


def only_refs(match: re.Match[str]) -> str:
    """Leave `ref` and `relref`; of other calls only the lines remain."""
    return match[0] if REF.match(match["inner"]) else "\n" * match[0].count("\n")


def build_jekyll(corpora: Path, blog: Blog, work: Path) -> Built:
    """Build a site with Jekyll, with those of its plugins that make pages."""
    source, build = prepare(corpora, blog, work)
    replace(build, lambda text: LIQUID.sub(lambda match: "\n" * match[0].count("\n"), text))
    for folder in ("_layouts", "_includes", "_plugins", "_data"):
        shutil.rmtree(build / folder, ignore_errors=True)
    (build / "_plugins").mkdir()
    (build / "_plugins" / "dump.rb").write_text(DUMP)
    for file in (build / "Gemfile", build / "Gemfile.lock"):
        file.unlink(missing_ok=True)
    config = build / "_config.yml"
    kept = re.sub(r"(?m)^(?:remote_theme|theme|strict_front_matter|incremental).*$", "", config.read_text("utf-8"))
    for plugin in re.findall(r"(?m)^\s*-\s+(jekyll-[\w-]+|jemoji)\s*$", kept):
        if plugin not in PLUGINS:
            kept = re.sub(rf"(?m)^\s*-\s+{plugin}\s*$", "", kept)
    config.write_text(kept)
    _run([_program("jekyll"), "build", "--quiet"], build, {**os.environ, "LANG": "C.UTF-8"})
    found = json.loads((build.parent / "pages.json").read_text())
    return Built(
        source, build / "_site", found["pages"], names=frozenset(found["names"]), posts=frozenset(found["posts"])
    )


def replace(folder: Path, change: Callable[[str], str]) -> None:
    for path in folder.rglob("*"):
        if path.suffix.lower() in TEXTS and path.is_file():
            path.write_bytes(
                change(path.read_bytes().decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
            )


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[:2000])
        raise SystemExit(f"{command[0]} failed in {folder}")
    return done.stdout + done.stderr


def _program(name: str) -> str:
    path = shutil.which(name, path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    assert path, f"{name} is needed"
    return path
