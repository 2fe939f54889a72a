"""W. Big sites that were closed, renamed or moved: some pages were taken along, and the rest leads to one address.

The sources are public threads, named in each story; where there is none, such sites are commonly known to do so.
"""

from __future__ import annotations

from functools import partial

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import gone, good, redirect, reply
from tests.internet.behaviour import behaviour
from tests.internet.names import alias
from tests.internet.prose import article, home, notice
from tests.internet.visit import Visit

site = partial(sites.site, module=__name__)

MOVED = (State.MOVED, State.ALIVE)
DEAD = (State.DEAD,)
DEAD_OR_UNSURE = (State.DEAD, State.UNSURE)
LEARN = "https://learn.microsoft.com"
LEARN_HOME = good(body=home("Microsoft Learn", about="Documentation, training and credentials"))


def _at_learn(visit: Visit) -> bytes:
    """Learn adds the language that an address has not."""
    return gone() if visit.path.startswith("/en-us/") else redirect(302, f"{LEARN}/en-us{visit.path}")


LEARN_SITE = {"learn.microsoft.com": _at_learn}

# --- Microsoft --------------------------------------------------------------------------------

OLD_POST = "/archive/blogs/oldnewthing/20041115-00-pages-that-stay"
site(
    "msdn_blog_archived",
    "W001",
    "MSDN blog post that Learn's archive has (dotnet/docs#16641)",
    *MOVED,
    says={
        "https://blogs.msdn.microsoft.com/oldnewthing/2004/11/15/pages-that-stay/": redirect(301, LEARN + OLD_POST),
        f"{LEARN}{OLD_POST}": redirect(301, f"{LEARN}/en-us{OLD_POST}"),
        f"{LEARN}/en-us{OLD_POST}": good(body=article("Pages that stay", site="Microsoft Learn")),
        f"{LEARN}/": redirect(302, "/en-us/"),
        f"{LEARN}/en-us/": LEARN_HOME,
    },
)
site(
    "msdn_blog_index",
    "W002",
    "MSDN blog post that is not archived: sent to the archive's index (MicrosoftDocs/feedback#2384)",
    *DEAD,
    cite="https://blogs.msdn.microsoft.com/visualstudioalm/2015/06/01/work-items-on-the-road/",
    says={
        f"{LEARN}/en-us/archive/blogs/": good(body=article("Archived MSDN and TechNet blogs", site="Microsoft Learn"))
    },
    elsewhere={"blogs.msdn.microsoft.com": redirect(301, f"{LEARN}/en-us/archive/blogs/"), **LEARN_SITE},
)
site(
    "msdn_com_archived",
    "W003",
    "blogs.msdn.com/b/... that the archive has (dotnet/AspNetDocs#582)",
    *MOVED,
    says={
        "http://blogs.msdn.com/b/webdev/archive/2013/02/15/routing-in-depth.aspx": redirect(
            301, f"{LEARN}/en-us/archive/blogs/webdev/routing-in-depth"
        ),
        f"{LEARN}/en-us/archive/blogs/webdev/routing-in-depth": good(
            body=article("Routing in depth", site="Microsoft Learn")
        ),
    },
    elsewhere={"blogs.msdn.com": redirect(301, f"{LEARN}/en-us/archive/blogs/"), **LEARN_SITE},
)
site(
    "channel9",
    "W004",
    "Channel 9 video: every unknown address goes to the list of shows (MicrosoftDocs/azure-docs#84918)",
    *DEAD,
    cite="https://channel9.msdn.com/Shows/Azure-Friday/Queues-in-five-minutes",
    says={f"{LEARN}/en-us/shows/": good(body=article("All shows", site="Microsoft Learn"))},
    everywhere={"channel9.msdn.com": redirect(301, f"{LEARN}/en-us/shows/")},
    elsewhere=LEARN_SITE,
)
site(
    "msdn_forum",
    "W005",
    "retired forum: any thread goes to the home of Q&A (own knowledge)",
    *DEAD,
    cite="https://social.msdn.microsoft.com/Forums/vstudio/en-US/7f2a9c1e-5b1d-4c2f-9a73/the-build-hangs?forum=msbuild",
    says={f"{LEARN}/en-us/answers/": good(body=article("Questions and answers", site="Microsoft Q&A"))},
    everywhere={"social.msdn.microsoft.com": redirect(301, f"{LEARN}/en-us/answers/")},
    elsewhere=LEARN_SITE,
)
site(
    "msdn_library",
    "W006",
    "MSDN page that Learn keeps under previous-versions (own knowledge)",
    *MOVED,
    says={
        "https://msdn.microsoft.com/en-us/library/ms123401.aspx": redirect(
            301, f"{LEARN}/en-us/previous-versions/ms123401(v=msdn.10)"
        ),
        f"{LEARN}/en-us/previous-versions/ms123401(v=msdn.10)": good(
            body=article("The registry of handles", site="Microsoft Learn")
        ),
    },
    elsewhere={"msdn.microsoft.com": redirect(301, f"{LEARN}/en-us/"), **LEARN_SITE},
)
site(
    "msdn_library_home",
    "W007",
    "MSDN page that is gone: home of Learn (mhammond/pywin32#2398, 2024)",
    *DEAD,
    cite="https://msdn.microsoft.com/en-us/library/windows/desktop/aa366525.aspx",
    says={f"{LEARN}/en-us/": LEARN_HOME},
    elsewhere={"msdn.microsoft.com": redirect(301, f"{LEARN}/en-us/"), **LEARN_SITE},
)
PRIVILEGES = "/windows/win32/secauthz/privilege-constants"
site(
    "docs_locale",
    "W008",
    "docs -> learn, locale added at the second hop (gtworek/Priv2Admin#14)",
    *MOVED,
    says={
        f"https://docs.microsoft.com{PRIVILEGES}": redirect(301, LEARN + PRIVILEGES),
        f"{LEARN}{PRIVILEGES}": redirect(302, f"{LEARN}/en-us{PRIVILEGES}"),
        f"{LEARN}/en-us{PRIVILEGES}": good(body=article("Privilege constants", site="Microsoft Learn")),
    },
    elsewhere={"docs.microsoft.com": lambda visit: redirect(301, LEARN + visit.path), **LEARN_SITE},
)
site(
    "docs_gone",
    "W009",
    "docs -> learn -> honest 404 (pnp/microsoft-365-community#1060, 2025)",
    *DEAD,
    cite="https://docs.microsoft.com/en-us/microsoftteams/rooms/rooms-of-last-year",
    elsewhere={"docs.microsoft.com": lambda visit: redirect(301, LEARN + visit.path), **LEARN_SITE},
)
DOWNLOAD = "https://www.microsoft.com/en-us/download/details.aspx?id="
NO_DOWNLOAD = good(
    body=notice(
        "Microsoft Download Center",
        ("We're sorry, this download is no longer available.", "Search for other downloads in the Download Center."),
    )
)


def _downloads(visit: Visit) -> bytes:
    return NO_DOWNLOAD if visit.path.startswith("/en-us/download/details.aspx") else gone()


site(
    "ms_download_gone",
    "W010",
    "retired download: 200 and 'no longer available' (own knowledge)",
    *DEAD,
    cite=DOWNLOAD + "23734",
    elsewhere={"www.microsoft.com": _downloads},
)
site(
    "ms_download_ok",
    "W011",
    "a download that is there, on the same host (own knowledge)",
    State.ALIVE,
    says={DOWNLOAD + "58494": good(body=article("Remote tools for the desktop", site="Microsoft Download Center"))},
)


def _to_bing(visit: Visit) -> bytes:
    return redirect(302, f"https://www.bing.com/?ref=aka&shorturl={visit.path[1:]}")


BING = good(body=notice("Bing", ("Search the web", "Images, videos, maps and news", "Sign in for rewards")))
site(
    "akams_gone",
    "W012",
    "aka.ms sends what it does not know to Bing's home (NuGet/NuGetGallery#9204)",
    *DEAD_OR_UNSURE,
    cite="https://aka.ms/nugetprefix",
    elsewhere={"aka.ms": _to_bing},
    everywhere={"www.bing.com": BING},
)
site(
    "akams_ok",
    "W013",
    "an aka.ms link that works (own knowledge)",
    State.ALIVE,
    says={
        "https://aka.ms/editor-setup": redirect(302, "https://code.visualstudio.com/docs/setup/setup-overview"),
        "https://code.visualstudio.com/docs/setup/setup-overview": good(
            body=article("Setting up the editor", site="Visual Studio Code")
        ),
    },
    elsewhere={"aka.ms": _to_bing},
)


def _unknown_key(visit: Visit) -> bytes:
    return redirect(302, "https://www.microsoft.com/") if visit.path.startswith("/fwlink/") else gone()


site(
    "fwlink_gone",
    "W014",
    "fwlink that is not known any more (own knowledge)",
    *DEAD_OR_UNSURE,
    cite="https://go.microsoft.com/fwlink/?LinkId=128427",
    says={"https://www.microsoft.com/": good(body=home("Microsoft", about="Cloud, computers, apps and gaming"))},
    elsewhere={"go.microsoft.com": _unknown_key},
)
site(
    "fwlink_ok",
    "W015",
    "fwlink that works (own knowledge)",
    State.ALIVE,
    says={
        "https://go.microsoft.com/fwlink/?LinkId=233412": redirect(302, f"{LEARN}/en-us/dotnet/porting-a-library"),
        f"{LEARN}/en-us/dotnet/porting-a-library": good(body=article("Porting a library", site="Microsoft Learn")),
    },
    elsewhere={"go.microsoft.com": _unknown_key, **LEARN_SITE},
)

# --- blogs whose platform is gone ---------------------------------------------------------------

FAREWELL = (
    "After twenty-two years, Typepad has closed. All blogs went offline on September 30, 2025.",
    "Exports are not possible any more. We thank everybody who wrote here, and everybody who read.",
)
site(
    "typepad_redirect",
    "W016",
    "Typepad closed on 2025-09-30: all posts go to the announcement, another domain",
    *DEAD_OR_UNSURE,
    cite="https://brandkeeper.typepad.com/log/2009/05/three-ships.html",
    says={"https://everything.sixapart.com/closing.html": good(body=notice("Typepad has closed", FAREWELL))},
    everywhere={"brandkeeper.typepad.com": redirect(302, "https://everything.sixapart.com/closing.html")},
)
site(
    "typepad_page",
    "W017",
    "Typepad closed: the announcement with 200 at every address",
    *DEAD_OR_UNSURE,
    cite="https://headrush.typepad.com/creating/2006/03/how_to_be_an_ex.html",
    everywhere={"headrush.typepad.com": good(body=notice("Typepad has closed", FAREWELL))},
)


@behaviour("W018", State.DEAD, zone=lambda question: alias(question, "keeper.typepad-hosting.lab", rcode="NXDOMAIN"))
async def typepad_cname(_: Visit) -> bytes:
    """the blog's own name points at Typepad's, which is gone (own knowledge)"""
    return gone()


# --- renamed companies, closed conferences, old versions ----------------------------------------

FLINK = "https://www.ververica.com"


def _renamed(visit: Visit) -> bytes:
    return redirect(301, f"{FLINK}/blog") if visit.path.startswith("/blog/") else redirect(301, f"{FLINK}/")


site(
    "data_artisans",
    "W030",
    "company renamed: same path at another domain (own knowledge)",
    *MOVED,
    says={
        "https://data-artisans.com/blog/savepoints-turning-back-time": redirect(
            301, f"{FLINK}/blog/savepoints-turning-back-time"
        ),
        f"{FLINK}/blog/savepoints-turning-back-time": good(body=article("Turning back time", site="Ververica")),
        f"{FLINK}/blog": good(body=home("Ververica's blog", about="Streams and what we learn of them")),
    },
    elsewhere={"data-artisans.com": _renamed},
)
site(
    "data_artisans_gone",
    "W031",
    "renamed, and this post was not kept: index of the blog (own knowledge)",
    *DEAD,
    cite="https://data-artisans.com/blog/batch-is-a-special-case",
    elsewhere={"data-artisans.com": _renamed},
)
site(
    "kafka_summit",
    "W032",
    "conference site: every session goes to the next conference, another domain (own knowledge)",
    *DEAD,
    cite="https://www.kafka-summit.org/sessions/exactly-once-in-practice",
    says={
        "https://current.confluent.io/": good(body=home("Current 2026", about="The next conference on data streams"))
    },
    everywhere={"www.kafka-summit.org": redirect(301, "https://current.confluent.io/")},
)
CONFLUENT = "https://docs.confluent.io"
OVERVIEW = f"{CONFLUENT}/platform/current/overview.html"


def _old_version(visit: Visit) -> bytes:
    return redirect(301, OVERVIEW) if visit.path.startswith("/5.") else gone()


site(
    "confluent_docs_old",
    "W033",
    "docs of an old version: whatever is gone goes to the overview (own knowledge)",
    *DEAD,
    cite=f"{CONFLUENT}/5.0.0/streams/upgrade-guide-of-old.html",
    says={OVERVIEW: good(body=article("Overview of the platform", site="Confluent Documentation"))},
    elsewhere={"docs.confluent.io": _old_version},
)
site(
    "confluent_docs_moved",
    "W034",
    "docs of an old version that are there in the new one (own knowledge)",
    *MOVED,
    says={
        f"{CONFLUENT}/5.0.0/schema-registry/index.html": redirect(301, f"{CONFLUENT}/platform/current/registry.html"),
        f"{CONFLUENT}/platform/current/registry.html": good(
            body=article("The registry of schemas", site="Confluent Documentation")
        ),
    },
    elsewhere={"docs.confluent.io": _old_version},
)
site(
    "sqlsaturday",
    "W035",
    "event of 2018: every old page goes to the new home (own knowledge)",
    *DEAD,
    cite="http://www.sqlsaturday.com/753/Sessions/Details.aspx?sid=79021",
    says={"https://sqlsaturday.com/": good(body=home("SQL Saturday", about="Free training near you"))},
    everywhere={"www.sqlsaturday.com": redirect(301, "https://sqlsaturday.com/")},
)
site(
    "uber_406",
    "W036",
    "moved to www.uber.com, which answers 406 to programs (class of lycheeverse/lychee#1157)",
    *MOVED,
    State.BLOCKED,
    says={"https://eng.uber.com/trip-data-model/": redirect(301, "https://www.uber.com/blog/trip-data-model/")},
    everywhere={"www.uber.com": reply(406)},
)
site(
    "timescale",
    "W037",
    "company renamed in 2025, same path (own knowledge)",
    *MOVED,
    says={
        "https://www.timescale.com/blog/hyper-tables-in-depth": redirect(
            301, "https://www.tigerdata.com/blog/hyper-tables-in-depth"
        ),
        "https://www.tigerdata.com/blog/hyper-tables-in-depth": good(body=article("Hyper tables", site="Tiger Data")),
    },
    elsewhere={"www.timescale.com": lambda visit: redirect(301, f"https://www.tigerdata.com{visit.path}")},
)
site(
    "lightbend",
    "W038",
    "company renamed in 2024; old posts go to the home of the new name (own knowledge)",
    *DEAD,
    cite="https://www.lightbend.com/blog/actors-and-back-pressure",
    says={"https://akka.io/": good(body=home("Akka", about="Services that respond"))},
    everywhere={"www.lightbend.com": redirect(301, "https://akka.io/")},
)
site(
    "blogspot_za",
    "W039",
    "Blogger's country domains lead to blogspot.com (own knowledge)",
    *MOVED,
    says={
        "http://capelights.blogspot.co.za/2013/05/fog-signals.html": redirect(
            302, "http://capelights.blogspot.com/2013/05/fog-signals.html"
        ),
        "http://capelights.blogspot.com/2013/05/fog-signals.html": good(
            body=article("Fog signals", site="Cape Lights")
        ),
    },
    elsewhere={"capelights.blogspot.co.za": lambda visit: redirect(302, f"http://capelights.blogspot.com{visit.path}")},
)
site(
    "blogspot_za_gone",
    "W040",
    "Blogger's country domains lead to blogspot.com, and the post is gone (own knowledge)",
    *DEAD,
    cite="http://capelights.blogspot.co.za/2013/06/a-lost-post.html",
)
site(
    "simple_talk",
    "W061",
    "four hops over three hosts (lycheeverse/lychee#1313, 2023)",
    *MOVED,
    cite="http://www.simple-talk.com/sql/learn/indexes-step-by-step/",
    says={
        "https://www.simple-talk.com/sql/learn/indexes-step-by-step/": redirect(
            301, "https://www.red-gate.com/simple-talk/sql/learn/indexes-step-by-step/"
        ),
        "https://www.red-gate.com/simple-talk/sql/learn/indexes-step-by-step/": redirect(
            301, "/simple-talk/databases/indexes-step-by-step/"
        ),
        "https://www.red-gate.com/simple-talk/databases/indexes-step-by-step/": good(
            body=article("Indexes step by step", site="Simple Talk")
        ),
    },
)
