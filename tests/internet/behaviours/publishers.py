"""W. Publishers and platforms that live, and answer programs in their own ways."""

from __future__ import annotations

from functools import partial

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import gone, good, redirect, reply, small_page
from tests.internet.prose import article, notice
from tests.internet.visit import Visit

site = partial(sites.site, module=__name__)

MOVED = (State.MOVED, State.ALIVE)
WALLED = (State.BLOCKED, State.ALIVE, State.UNSURE)
CHALLENGE = reply(
    403,
    "cf-mitigated: challenge",
    "Server: cloudflare",
    body=notice("Just a moment...", ("Enable JavaScript and cookies to continue",)),
)

# --- Medium -------------------------------------------------------------------------------------

STORY = "https://blog.lampworks.dev/how-we-sharded-the-lamp-1f0c2d3e4a5b"


def _bounce(visit: Visit) -> bytes:
    """Send whoever comes without `?gi=` once over Medium, which gives an identity."""
    there = f"https%3A%2F%2Fblog.lampworks.dev{visit.path.replace('/', '%2F')}"
    return (
        gone() if "?gi=" in visit.path else redirect(302, f"https://medium.com/m/global-identity-2?redirectUrl={there}")
    )


def _with_identity(url: str) -> dict[str, bytes]:
    quoted = url.replace(":", "%3A").replace("/", "%2F")
    return {f"https://medium.com/m/global-identity-2?redirectUrl={quoted}": redirect(302, f"{url}?gi=8f2c1a7be012")}


site(
    "medium_bounce",
    "W019",
    "custom Medium domain: identity bounce over medium.com and back with ?gi= (Phishing-Database#287)",
    State.ALIVE,
    cite=STORY,
    says={
        f"{STORY}?gi=8f2c1a7be012": good(body=article("How we sharded the lamp", site="Lampworks")),
        **_with_identity(STORY),
    },
    elsewhere={"blog.lampworks.dev": _bounce},
)
LOST_STORY = "https://blog.lampworks.dev/what-we-dropped-9e8d7c6b5a40"
site(
    "medium_bounce_gone",
    "W020",
    "the same bounce, and the story is gone (own knowledge)",
    State.DEAD,
    cite=LOST_STORY,
    says=_with_identity(LOST_STORY),
)
site(
    "medium_deleted",
    "W021",
    "deleted story: 410 (own knowledge)",
    State.DEAD,
    says={
        "https://medium.com/@keeper/ten-lenses-a1b2c3d4e5f6": reply(
            410, body=notice("Medium", ("The author deleted this Medium story",))
        )
    },
)
site(
    "medium_cf",
    "W022",
    "Medium behind Cloudflare, from a CI address (hexsecs/awesome-embedded-security#52, ddev.com#712)",
    State.BLOCKED,
    cite="https://lampcollectors.medium.com/wicks-and-oil-77aa88bb99cc",
    everywhere={"lampcollectors.medium.com": CHALLENGE},
)

# --- Towards Data Science, which left Medium ------------------------------------------------------

TDS = "https://towardsdatascience.com"
site(
    "tds_gone",
    "W023",
    "not taken along when TDS left Medium: 404 (data-engineering-zoomcamp#720, developer-roadmap#8221)",
    State.DEAD,
    cite=f"{TDS}/pipelines-by-hand-0a1b2c3d4e5f",
    elsewhere={"towardsdatascience.com": reply(404, body=article("Nothing found", site="Towards Data Science"))},
)
site(
    "tds_moved",
    "W024",
    "taken along when TDS left Medium: slash added (own knowledge)",
    *MOVED,
    says={
        f"{TDS}/trees-and-forests-5f4e3d2c1b0a": redirect(301, f"{TDS}/trees-and-forests-5f4e3d2c1b0a/"),
        f"{TDS}/trees-and-forests-5f4e3d2c1b0a/": good(body=article("Trees and forests", site="Towards Data Science")),
    },
)
site(
    "tds_moved_end",
    "W025",
    "the end of that redirect",
    State.ALIVE,
    cite=f"{TDS}/trees-and-forests-5f4e3d2c1b0a/",
)

# --- who answers programs with a refusal ----------------------------------------------------------

site(
    "linkedin_999",
    "W026",
    "999 (raviqqe/muffet#31)",
    State.BLOCKED,
    cite="https://www.linkedin.com/pulse/lamps-we-lit",
    everywhere={"www.linkedin.com": reply(999)},
)
site(
    "engineering_linkedin",
    "W027",
    "moved to www.linkedin.com/blog/engineering, which refuses programs (own knowledge)",
    *MOVED,
    State.BLOCKED,
    says={
        "https://engineering.linkedin.com/logs/the-log-and-its-keeper": redirect(
            301, "https://www.linkedin.com/blog/engineering/archive/the-log-and-its-keeper"
        )
    },
)
site(
    "twitter_account",
    "W028",
    "account: x.com shows a shell for any name (own knowledge)",
    State.UNSURE,
    State.BLOCKED,
    cite="https://twitter.com/lampkeepers",
    elsewhere={
        "twitter.com": lambda visit: redirect(302, f"https://x.com{visit.path}"),
        "x.com": good(body=b"<title></title><div id=react-root></div><script src=main.js></script>" + b" " * 99),
    },
)


def _for_browsers(page: bytes, status: int = 406) -> sites.Says:
    return lambda visit: page if visit.is_browser else reply(status)


site(
    "infoq_406",
    "W029",
    "406 to agents that are no browser (class of lycheeverse/lychee#1157)",
    State.ALIVE,
    says={
        "https://www.infoq.com/articles/queues-explained/": _for_browsers(
            good(body=article("Queues explained", site="InfoQ"))
        )
    },
    elsewhere={"www.infoq.com": _for_browsers(gone())},
)
site(
    "wikimedia_ua",
    "W083",
    "Wikimedia 2025: 403 to agents without contact, page to others (JarryShaw/PyPCAPKit#518)",
    State.ALIVE,
    says={
        "https://en.wikipedia.org/wiki/Fresnel_lens": lambda visit: (
            good(body=article("Fresnel lens", site="Wikipedia"))
            if "http" in visit.headers.get("user-agent", "") or visit.is_browser
            else reply(403, body=notice("Wikimedia Error", ("Please respect our robot policy and set a user agent.",)))
        )
    },
)
site(
    "stale_ua",
    "W084",
    "403 to an agent that claims an old browser, 200 to an honest one (spectrocloud/librarium#11714, 2026)",
    State.ALIVE,
    says={
        "https://docs.clusterworks.io/guides/first-cluster": lambda visit: (
            reply(403, body=small_page("Forbidden"))
            if visit.is_browser
            else good(body=article("Your first cluster", site="Clusterworks"))
        )
    },
)
site(
    "cf_404_to_bots",
    "W085",
    "Cloudflare host that answers 404 to programs (yearn/risk-score#187, GCTC-NTGC/gc-digital-talent#17337)",
    State.UNSURE,
    State.BLOCKED,
    State.ALIVE,
    State.DEAD,
    cite="https://www.vaultscores.fi/strategies/harbour-usd",
    everywhere={"www.vaultscores.fi": reply(404, "Server: cloudflare", "CF-RAY: 8f0-FRA")},
    why="the page lives, but no request of ours can know it",
)
site(
    "cf_pay_per_crawl",
    "W086",
    "Cloudflare pay per crawl: 402 with crawler-price (own knowledge)",
    State.BLOCKED,
    cite="https://www.coastalreview.net/2024/03/the-last-keeper",
    everywhere={"www.coastalreview.net": reply(402, "crawler-price: USD 0.01", "Server: cloudflare")},
)
IEEE = "https://ieeexplore.ieee.org/document/"
site("ieee_418", "W087", "IEEE: 418 (spinalcordtoolbox#4649)", State.BLOCKED, says={f"{IEEE}8281041": reply(418)})
site(
    "ieee_202",
    "W088",
    "202 and an empty page, AWS WAF (hexsecs/awesome-automotive-security#6, 2026)",
    State.BLOCKED,
    says={f"{IEEE}7116482": reply(202, "x-amzn-waf-action: challenge", body=b"")},
)
site(
    "waf_202_nomark",
    "W089",
    "202 and a script only, without the header (Chain-Love/chain-love#1718, 2026)",
    State.BLOCKED,
    State.UNSURE,
    says={
        "https://www.ledgerlove.io/learn/what-is-a-bridge": reply(
            202, body=b"<!doctype html><html><head><script>(function(){var k=[];k.push(1)})()</script></head></html>"
        )
    },
)
site(
    "twitter_431",
    "W090",
    "431 to programs (medic/cht-docs#1733, 2024)",
    State.BLOCKED,
    says={"https://x.com/healthworkers": reply(431), "https://twitter.com/healthworkers": reply(431)},
    cite="https://twitter.com/healthworkers",
)
site(
    "doi_wiley",
    "W091",
    "DOI whose publisher walls programs off (neurodesk.github.io-hugo#638, FreeGym-Wiki#73)",
    *WALLED,
    says={"https://doi.org/10.1002/mrm.29301": redirect(302, "https://onlinelibrary.wiley.com/doi/10.1002/mrm.29301")},
    everywhere={"onlinelibrary.wiley.com": CHALLENGE},
)
site(
    "doi_elsevier",
    "W092",
    "DOI whose publisher walls programs off (the-turing-way#3116, 2023)",
    *WALLED,
    says={
        "https://doi.org/10.1016/j.neuroimage.2019.116137": redirect(
            302, "https://linkinghub.elsevier.com/retrieve/pii/S1053811919307281"
        ),
        "https://linkinghub.elsevier.com/retrieve/pii/S1053811919307281": redirect(
            302, "https://www.sciencedirect.com/science/article/pii/S1053811919307281"
        ),
    },
    everywhere={"www.sciencedirect.com": CHALLENGE},
)
PAPER = "/doi/10.1145/1297027.1297033"


def _atypon(visit: Visit) -> bytes:
    if "cookieset" in visit.headers.get("cookie", "").lower():
        return good(body=article("Garbage and its collectors", site="Digital Library"))
    if visit.path.endswith("cookieSet=1"):
        return reply(403)
    return redirect(302, f"{PAPER}?cookieSet=1", "Set-Cookie: cookieSet=1; Path=/; Secure")


site(
    "atypon_cookie",
    "W093",
    "Atypon: cookie gate with ?cookieSet=1 (mmtk/mmtk-core#1522, 2026)",
    State.ALIVE,
    says={f"https://dl.harbourlib.org{path}": _atypon for path in (PAPER, f"{PAPER}?cookieSet=1")},
)

# --- GitHub ---------------------------------------------------------------------------------------

site(
    "github_master",
    "W041",
    "default branch renamed: GitHub redirects (own knowledge)",
    *MOVED,
    State.UNREACHABLE,
    says={
        "https://github.com/keeper/almanac/blob/master/README.md": redirect(
            301, "https://github.com/keeper/almanac/blob/main/README.md"
        ),
        "https://github.com/keeper/almanac/blob/main/README.md": good(body=article("almanac/README.md", site="GitHub")),
    },
    why="unreachable where its host is rate-limited",
)
UNICORN = notice("Unicorn! · GitHub", ("We had issues producing the response to your request.", "Sorry about that."))
site(
    "github_unicorn",
    "W042",
    "unicorn page, 502 under load (metal3-io/project-infra#1050, 2025)",
    State.UNREACHABLE,
    State.ALIVE,
    says={"https://github.com/keeper/almanac/network/dependents": reply(502, body=UNICORN)},
)

# --- short links ----------------------------------------------------------------------------------

site(
    "bitly_softdead",
    "W043",
    "short link whose destination is a soft 404: home of a site that sends all there (own knowledge)",
    State.DEAD,
    State.UNSURE,
    says={"https://bit.ly/2oReef9": redirect(301, "http://www.oldreef.org/2011/04/spring-tide.html")},
    elsewhere={"www.oldreef.org": redirect(302, "/")},
)
site(
    "bitly_gone",
    "W044",
    "short link whose destination is an honest 404 (own knowledge)",
    State.DEAD,
    says={"https://bit.ly/3lAmp77": redirect(301, "https://www.lampmuseum.org/tours/2014")},
    elsewhere={"www.lampmuseum.org": gone()},
)
PARKED = (
    b"<!doctype html><html><head><title>foglamps.net</title><script src=//img.sedoparking.com/templates/x.js></script>"
    b"</head><body><p>Related searches</p><p>foglamps.net may be for sale by its owner</p></body></html>"
)
site(
    "tco_parked",
    "W045",
    "t.co whose destination is parked (own knowledge)",
    State.DEAD,
    State.UNSURE,
    says={"https://t.co/Qb7LampsX1": redirect(301, "http://foglamps.net/blog/first-light")},
    everywhere={"foglamps.net": good(body=PARKED)},
)
