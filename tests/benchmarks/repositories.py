"""The repositories whose problems are judged, and how each is built."""

from __future__ import annotations

from tests.benchmarks.generators import Repository, forge, hugo, jekyll, mkdocs, pelican

_GITHUB = (
    "jekyll-gist",
    "jekyll-optional-front-matter",
    "jekyll-readme-index",
    "jekyll-titles-from-headings",
    "jekyll-relative-links",
    "jekyll-redirect-from",
    "jekyll-paginate",
)
"""What GitHub Pages always loads, as far as Debian has it."""
_HUGODOCS = {"hugo.toml": 'baseURL = "https://gohugo.io/"\ncontentDir = "content/en"\n'}

_GONE = ("gallery", "home/next_event", "home/calendar_dark", "twitter", "tweet", "twitter_simple")
"""Of a module that no registry has, of data that a script of the repository fetches, and of an older Hugo."""

DEVELOPMENT = (
    Repository("benbalter", jekyll, arguments=_GITHUB, bare=True),
    Repository("golang-website", forge, folder="_content"),
    Repository("gopheracademy", hugo, change=(("config.toml", r"(?m)^(?:paginate|theme|pygments|disqus).*$", ""),)),
    Repository("haacked", jekyll, arguments=_GITHUB),
    Repository("hugodocs", hugo, settings=_HUGODOCS, bare=True),
    Repository("jekyll", jekyll, folder="docs", bare=True),
    Repository("keepachangelog", forge),
    Repository(
        "loveit",
        hugo,
        folder="exampleSite",
        called="LoveIt",
        bare=True,
        change=(("exampleSite/hugo.toml", r"(?m)^\s*(?:theme\s*=|paginat).*$", ""),),
    ),
    Repository("nodejs-org", forge),
    Repository("nuget-docs", forge),
    Repository("poychang", jekyll, arguments=_GITHUB, bare=True),
    Repository("rust-rfcs", forge),
    Repository("simonw-til", forge),
    Repository("wet-boew-gcweb", jekyll, arguments=_GITHUB, bare=True),
)
"""Those that linkcheck's rules were made with."""

_DOCSY = "google-docsy/theme"
_NO_CSS = {
    f"layouts/{folder}/{name}.html": "" for folder in ("_partials", "partials") for name in ("head-css", "scripts")
}
"""Docsy's style sheets and scripts need modules of npm, and show no link."""
FRESH = (
    Repository(
        "spf13",
        hugo,
        path="spf13-spf13.com",
        change=(
            ("layouts/partials/footer.html", r"\{\{[^}]*_internal/google_analytics[^}]*\}\}", ""),
            ("content/post/vim-plugins-nerd-commenter.md", r"\{\.brush.*?\}", ""),
        ),
    ),
    Repository(
        "docsy",
        hugo,
        path="google-docsy",
        folder="docsy.dev",
        called="docsy",
        stubs={f"docsy.dev/{name}": text for name, text in _NO_CSS.items()},
        arguments=("--themesDir", "../.."),
    ),
    Repository("etcd", hugo, path="etcd-io-website", add={"node_modules/docsy": _DOCSY}, stubs=_NO_CSS),
    Repository("jaeger", hugo, path="jaegertracing-documentation", add={"themes/docsy": _DOCSY}, stubs=_NO_CSS),
    Repository(
        "flux",
        hugo,
        path="fluxcd-website",
        add={"node_modules/docsy": _DOCSY},
        stubs=_NO_CSS | {f"layouts/shortcodes/{name}.html": "" for name in _GONE},
        drop=("go.mod", "go.sum"),
        change=(
            ("hugo.yaml", r"github\.com/google/docsy\n", "docsy\n"),
            ("hugo.yaml", r"(?m)^    - path: github\.com/google/docsy/dependencies\n.*\n", ""),
            ("hugo.yaml", r"(?m)^    - path: github\.com/mfg92/hugo-shortcode-gallery\n.*\n", ""),
        ),
        arguments=("--themesDir", "node_modules"),
    ),
    Repository("opensource", jekyll, path="github-opensource.guide", arguments=_GITHUB),
    Repository(
        "government",
        jekyll,
        path="github-government.github.com",
        arguments=_GITHUB,
        change=(("_config.yml", "style: :compressed", "style: compressed"),),
    ),
    Repository(
        "mademistakes",
        jekyll,
        path="mmistakes-made-mistakes-jekyll",
        add={".tmp/src": "mmistakes-made-mistakes-jekyll/src"},
        drop=(".tmp/src/_plugins/mm_seo_title.rb",),
        sources=(".tmp/src/", "src/"),
    ),
    Repository("mkdocs", mkdocs, path="mkdocs-mkdocs"),
    Repository("material", mkdocs, path="squidfunk-mkdocs-material"),
    Repository("pelican", pelican, path="getpelican-pelican-blog"),
)
"""Those that nothing was tuned on when they were first measured."""
