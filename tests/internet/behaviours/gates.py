"""W. Gates, queues and log-ins that stand before every page of a site that lives."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import good, redirect
from tests.internet.prose import article, frame, notice
from tests.internet.visit import Visit

site = partial(sites.site, module=__name__)

SHUT = (State.BLOCKED, State.UNSURE)
GATE = (State.ALIVE, State.BLOCKED, State.UNSURE)


def _sends(to: str) -> sites.Says:
    """Lead every address to `to`, which is told where one wanted to go."""
    return lambda visit: redirect(302, to + quote(f"https://{visit.host}{visit.path}", safe=""))


LOGIN = "<form method=post><label>Username<input name=j_username></label><input type=password name=j_password></form>"
site(
    "shibboleth",
    "W067",
    "Shibboleth: every page goes to the identity provider (own knowledge)",
    *SHUT,
    cite="https://courses.harbour-university.edu/nav/101/week3",
    everywhere={
        "courses.harbour-university.edu": _sends(
            "https://idp.harbour-university.edu/idp/profile/SAML2/Redirect/SSO?RelayState="
        ),
        "idp.harbour-university.edu": good(
            body=frame("Web Login Service", f"<h1>Log in to Harbour University</h1>{LOGIN}", site="Harbour University")
        ),
    },
)
site(
    "entra_login",
    "W068",
    "Entra: every page goes to login.microsoftonline.com (own knowledge)",
    State.BLOCKED,
    cite="https://intranet.sailworks.com/handbook/knots",
    everywhere={
        "intranet.sailworks.com": _sends(
            "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=5f0c&redirect_uri="
        ),
        "login.microsoftonline.com": good(
            body=notice("Sign in to your account", ("Sign in", "Can't access your account?"))
            + b"<form><input type=email name=loginfmt><input type=password name=passwd></form>"
        ),
    },
)
INSTITUTIONS = "".join(f"<option>University of {town}</option>" for town in ("Bergen", "Turku", "Ghent", "Porto"))
site(
    "wayf",
    "W069",
    "federation's 'where are you from' page, no form of password (own knowledge)",
    *SHUT,
    cite="https://journals.northlib.no/article/view/1832",
    everywhere={
        "journals.northlib.no": _sends("https://wayf.eduharbour.org/ds?entityID=journals&return="),
        "wayf.eduharbour.org": good(
            body=frame(
                "Where are you from?",
                "<h1>Where are you from?</h1><p>Select your home institution to continue to the service "
                f"<b>Journals</b>.</p><form><select name=idp>{INSTITUTIONS}</select><button>Select</button></form>"
                "<p>The federation connects four hundred institutions. Remember my choice for this session.</p>",
                site="Federation",
            )
        ),
    },
)
site(
    "queue_it",
    "W073",
    "Queue-it waiting room: every page is redirected to another host for now (own knowledge)",
    State.BLOCKED,
    State.ALIVE,
    State.UNSURE,
    State.UNREACHABLE,
    cite="https://www.oldtheatre.co.uk/whats-on/the-tempest",
    everywhere={
        "www.oldtheatre.co.uk": _sends("https://oldtheatre.queue-it.net/?c=oldtheatre&e=autumn&t="),
        "oldtheatre.queue-it.net": good(
            body=notice(
                "Queue-it",
                (
                    "You are now in line.",
                    "When it is your turn, you will have ten minutes to enter the website.",
                    "Number of users in line ahead of you: 1,204",
                    "Your estimated wait time is 12 minutes.",
                ),
            )
        ),
    },
)
# --- walls that nobody has listed, where the address has words -------------------------------------

POW = notice(
    "Checking your browser",
    (
        (
            "Before you can visit this site, your browser has to solve a small puzzle. This takes a few seconds and is "
            "done without your help. We do this because automated programs that collect texts have become so many that "
            "our machines could not serve our readers any more."
        ),
        (
            "The puzzle needs JavaScript. If you have turned it off, please turn it on for this site and load the page "
            "again. If you believe that you see this by mistake, please write to our administrators."
        ),
    ),
    head="<script>const seed='9f2c';const bits=18;let n=0;</script>",
)
site(
    "wall_unknown_slug",
    "W094",
    "unknown proof-of-work wall, 200 at every address, 80 words; the address has words (own knowledge)",
    *SHUT,
    cite="https://forum.tidewriters.net/topic/4711/how-the-spring-tide-is-computed",
    everywhere={"forum.tidewriters.net": good(body=POW)},
)
HUMAN = notice(
    "Access to this page has been denied",
    (
        "Before we continue... Press & Hold to confirm you are a human (and not a bot).",
        "Reference ID 7c1f-42e0",
    ),
)
site(
    "wall_human_slug",
    "W095",
    "PerimeterX 200 'Press & Hold', long address (own knowledge)",
    *SHUT,
    cite="https://www.homeandharbour.com/ideas/how-to-paint-a-wooden-boat-in-one-weekend",
    everywhere={"www.homeandharbour.com": good(body=HUMAN)},
)
F5 = (
    b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your "
    b"administrator.<br><br>Your support ID is: 1284450963371055912<br><br><a href='javascript:history.back();'>"
    b"[Go Back]</a></body></html>"
)
site(
    "wall_f5_slug",
    "W096",
    "F5 'Request Rejected', long address (own knowledge)",
    *SHUT,
    cite="https://www.portauthority-statistics.gov/reports/cargo-handled-by-month-and-by-quay",
    everywhere={"www.portauthority-statistics.gov": good(body=F5)},
)
RATE = notice(
    "Slow down",
    ("Too many requests from your network. Please wait a few minutes before you try again.", "Request 8c41-77aa"),
)
site(
    "wall_rate_200",
    "W097",
    "'too many requests' with 200 at every address (own knowledge)",
    *SHUT,
    State.UNREACHABLE,
    cite="https://www.lyricsharbour.com/song/the-keepers-daughter",
    everywhere={"www.lyricsharbour.com": good(body=RATE)},
)

# --- one page in place of every article, for who has no cookie --------------------------------------

CONSENT = frame(
    "Weiter mit Werbung oder mit Abo",
    "<h1>Weiter mit Werbung lesen</h1><p>Besuchen Sie unsere Seite wie gewohnt mit Werbung und Tracking. Einzelheiten "
    "zum Werbe- und Analyse-Tracking finden Sie in unserer Datenschutzerklärung.</p><button>Akzeptieren und weiter"
    "</button><h2>Abo abschließen</h2><p>Nutzen Sie unsere Seite ohne Werbetracking für 4,99 Euro im Monat.</p>"
    "<p>Wir und unsere 214 Partner speichern Informationen auf Ihrem Gerät und greifen darauf zu.</p>",
    site="Küstenbote",
    lang="de",
)


def _for_guests(visit: Visit, gate: bytes) -> bytes:
    if "cookie" in visit.headers:
        return good(body=article(visit.path, site=visit.host))
    return good(body=gate)


site(
    "consent_wall_200",
    "W098",
    "consent or subscribe: the same page with 200 in place of every article, for who has no cookie (own knowledge)",
    *GATE,
    cite="https://www.kuestenbote.de/region/leuchtturm-bekommt-neue-linse-1.4821",
    everywhere={"www.kuestenbote.de": lambda visit: _for_guests(visit, CONSENT)},
)
AGE = notice(
    "Welcome to Old Harbour Distillery",
    (
        "Are you of legal drinking age in your country?",
        "Yes, let me in. No, take me away.",
        "By entering you accept our terms and our use of cookies. Enjoy responsibly.",
    ),
)
site(
    "age_gate_200",
    "W099",
    "age gate: the same page with 200 in place of every article (own knowledge)",
    *GATE,
    cite="https://www.oldharbourdistillery.com/journal/how-we-dry-our-barley",
    everywhere={"www.oldharbourdistillery.com": lambda visit: _for_guests(visit, AGE)},
)
