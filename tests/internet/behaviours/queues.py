"""W. Siblings of the gates: other queues, log-ins, consent and age gates; and genuine pages that resemble them."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import good, redirect, reply
from tests.internet.prose import article, frame, home, notice
from tests.internet.visit import Visit

site = partial(sites.site, module=__name__)
everywhere = partial(sites.at_every_address, module=__name__)
honest = partial(sites.honest, module=__name__)

SHUT = (State.BLOCKED, State.UNSURE)
GATE = (State.ALIVE, State.BLOCKED, State.UNSURE)
QUEUE = (*GATE, State.UNREACHABLE)
ENTRY = "<form method=post><input name=username><input type=password name=password><button>Log in</button></form>"


def _sent(
    name: str, identity: str, story: str, cite: str, to: str, page: bytes, *truth: State, status: int = 302
) -> None:
    """Register a host that sends every address to a gate, which is told where one wanted to go."""
    host, gate = cite.split("/")[2], to.split("/")[2]

    def sends(visit: Visit) -> bytes:
        return redirect(status, to + quote(f"https://{visit.host}{visit.path}", safe=""))

    def shows(visit: Visit) -> bytes:
        return good(body=page) if host != gate or visit.path.startswith("/" + to.split("/", 3)[3]) else sends(visit)

    site(name, identity, story, *truth, cite=cite, everywhere={host: sends, gate: shows})


# --- log-ins ------------------------------------------------------------------------------------

_sent(
    "login_ezproxy",
    "W067",
    "a library's proxy: every page goes to its log-in",
    "https://www-jlamp-org.ezproxy.eastlib.edu/article/99",
    "https://login.ezproxy.eastlib.edu/login?url=",
    frame("Library log-in", f"<h1>East Library</h1><p>Sign in to read e-journals.</p>{ENTRY}", site="East Library"),
    *SHUT,
)
_sent(
    "login_keycloak",
    "W067",
    "a realm of its own: every page goes to the identity server",
    "https://wiki.lampguild-internal.org/wiki/Soldering",
    "https://id.lampguild-internal.org/realms/guild/protocol/openid-connect/auth?client_id=wiki&redirect_uri=",
    frame("Sign in to guild", f"<h1>Sign in to your account</h1>{ENTRY}", site="Guild"),
    *SHUT,
)
_sent(
    "login_cas",
    "W067",
    "CAS: every page goes to the log-in of the university, on the same host",
    "https://portal.northsea-university.nl/courses/optics/notes",
    "https://portal.northsea-university.nl/cas/login?service=",
    frame("Central Authentication Service", f"<h1>Voer uw gegevens in</h1>{ENTRY}", site="Northsea", lang="nl"),
    *SHUT,
)
_sent(
    "login_two_steps",
    "W068",
    "a log-in that asks for the address first, with no field for a password",
    "https://docs.lampworks-internal.com/handbook/onboarding",
    "https://accounts.lampworks-sso.com/u/login/identifier?state=",
    notice("Log in | Lampworks", ("Welcome. Log in to continue to Handbook.", "Email address", "Continue")),
    *SHUT,
)
for _name, _lang, _title, _asks in (
    ("german", "de", "Wählen Sie Ihre Organisation", ("Um auf Bibliothek zuzugreifen, wählen Sie Ihre Organisation.",)),
    ("french", "fr", "Sélection de l'établissement", ("Veuillez choisir votre établissement de rattachement.",)),
    ("open_athens", "en", "Find your organisation", ("Search for your organisation to sign in with OpenAthens.",)),
):
    _sent(
        f"wayf_{_name}",
        "W069",
        f"a federation's page without a password: '{_title}'",
        f"https://journals-{_name.replace('_', '')}.lamplib.org/article/{len(_title)}",
        f"https://wayf-{_name.replace('_', '')}.lampfed.org/WAYF?entityID=",
        notice(_title, (*_asks, "University of Bergen, University of Ghent, University of Porto"), lang=_lang),
        *SHUT,
    )
everywhere(
    "campus_only",
    "W069",
    "'only from the campus network', 200 at every address",
    "https://theses.harbour-college-lib.edu/handle/2044/1911",
    good(
        body=notice(
            "Restricted to the campus network",
            ("This service can be used from the campus network only.", "Connect by VPN and load the page again."),
        )
    ),
    *SHUT,
    State.ALIVE,
)

# --- waiting rooms --------------------------------------------------------------------------------

ROOMS: dict[str, tuple[str, ...]] = {
    "cloudflare": (
        "en",
        "Waiting Room",
        "You are now in line.",
        "Your estimated wait time is 4 minutes.",
        "Thank you.",
    ),
    "dutch": (
        "nl",
        "Wachtrij",
        "Je staat in de wachtrij.",
        "Geschatte wachttijd: 12 minuten.",
        "Sluit deze pagina niet.",
    ),
    "japanese": (
        "ja",
        "ただいま混み合っております",
        "順番にご案内しております。",
        "このままお待ちください。",
        "待ち時間: 10分",
    ),
    "spanish": ("es", "Sala de espera", "Estás en la cola virtual.", "Hay 812 personas delante de ti.", "No cierres."),
    "german": ("de", "Warteraum", "Sie befinden sich in der Warteschlange.", "Voraussichtliche Wartezeit: 7 Minuten."),
}
for _name, (_lang, _title, *_lines) in ROOMS.items():
    _page = notice(_title, _lines, lang=_lang)
    everywhere(
        f"queue_in_place_{_name}",
        "W073",
        f"a waiting room in place of every page: '{_title}'",
        f"https://tickets-{_name}.lamptheatre.com/shows/the-tempest-and-the-lamp",
        reply(200, "Set-Cookie: __cfwaitingroom=x; Path=/", "Cache-Control: no-store", body=_page),
        *QUEUE,
    )
    _sent(
        f"queue_elsewhere_{_name}",
        "W073",
        f"every page is sent to a waiting room of another host: '{_title}'",
        f"https://shop-{_name}.lamptheatre.org/posters/1911",
        f"https://wait-{_name}.linekeeper.net/room/autumn?target=",
        _page,
        *QUEUE,
    )
_sent(
    "queue_on_the_host",
    "W073",
    "every page is sent to /waiting-room of the same host, with 307",
    "https://www.lampfestival.no/program/2019/opening",
    "https://www.lampfestival.no/waiting-room?url=",
    notice("Waiting room", ("Many people want to see this site just now.", "You will be let in by your turn.")),
    *QUEUE,
    status=307,
)

# --- consent, age, place -----------------------------------------------------------------------------

CONSENTS: dict[str, tuple[str, ...]] = {
    "french": (
        *("fr", "Accepter et continuer ou s'abonner"),
        "Avec votre accord, nos 182 partenaires et nous utilisons des cookies pour stocker et consulter des données.",
        "Accepter et continuer. Refuser et s'abonner dès 1,99 € par mois. Déjà abonné ? Se connecter.",
    ),
    "italian": (
        *("it", "Accetta i cookie o abbonati"),
        "Per continuare a leggere gratuitamente accetta i cookie di profilazione di terze parti.",
        "Accetta e continua. Abbonati e naviga senza pubblicità. Hai già un abbonamento? Accedi.",
    ),
    "english": (
        *("en", "Before you continue"),
        "We and our partners use cookies and data to deliver and maintain our services and to show advertisements.",
        "Accept all. Reject all. More options. Read our privacy policy and terms.",
    ),
}
for _name, (_lang, _title, *_lines) in CONSENTS.items():
    _page = notice(_title, _lines, lang=_lang)
    everywhere(
        f"consent_{_name}",
        "W098",
        f"consent in place of every article: '{_title}'",
        f"https://www.lampgazette-{_name}.com/2019/05/a-new-lens-for-an-old-lighthouse.html",
        good(body=_page),
        *GATE,
    )
    _sent(
        f"consent_sent_{_name}",
        "W098",
        f"every article is sent to a page for consent: '{_title}'",
        f"https://news-{_name}.lampgazette.net/a/8801",
        f"https://consent-{_name}.lampgazette.net/v2/collectConsent?returnTo=",
        _page,
        *GATE,
    )
GATES = {
    "age_born": ("Please enter your date of birth", "You must be at least 18 years old to visit this website."),
    "choose_country": ("Choose your country", "Select your country or region to see content for your location."),
    "accept_terms": ("Terms of use", "To enter the data portal you have to accept the terms of use below. I accept."),
    "register": ("Register for free to keep reading", "Create a free account to continue. Already a member? Log in."),
    "newsletter": ("Join 40,000 readers", "Subscribe to our newsletter to continue to the site. No thanks, continue."),
    "ad_blocker": ("You are using an ad blocker", "Please switch it off for this site and load the page again."),
}
for _name, (_title, _line) in GATES.items():
    everywhere(
        f"gate_{_name}",
        "W099",
        f"a gate in place of every page: '{_title}'",
        f"https://www.{_name.replace('_', '-')}-lamps.com/stories/how-we-blow-glass-in-winter",
        good(body=notice(_title, (_line, "By continuing you agree to our terms and our privacy policy."))),
        *GATE,
    )
_sent(
    "gate_sent_age",
    "W099",
    "every page is sent to /age-check of the same host",
    "https://www.lampdistillery.ie/journal/peat-and-smoke",
    "https://www.lampdistillery.ie/age-check?return=",
    notice("Are you over 18?", ("You must be of legal drinking age to enter.", "Yes. No.")),
    *GATE,
)
everywhere(
    "shut_for_your_region",
    "W097",
    "'not available in your region', 200 at every address",
    "https://www.lamptribune-midwest.com/news/local/old-lighthouse-sold/article_88.html",
    good(
        body=notice(
            "This content is not available in your region",
            ("We recognise you are attempting to access this website from the European Economic Area.",),
        )
    ),
    *SHUT,
    State.ALIVE,
    State.UNREACHABLE,
)
RATES = {
    "german": ("Zu viele Anfragen", "Aus Ihrem Netz kamen zu viele Anfragen. Bitte versuchen Sie es später erneut."),
    "quota": (
        "Bandwidth quota exceeded",
        "You have made too many requests recently. Your address may try again later.",
    ),
}
for _name, (_title, _line) in RATES.items():
    everywhere(
        f"rate_200_{_name}",
        "W097",
        f"a limit told with 200 at every address: '{_title}'",
        f"https://www.lamp-lyrics-{_name}.net/songs/the-lamplighters-waltz",
        good(body=notice(_title, (_line,))),
        *SHUT,
        State.UNREACHABLE,
    )

# --- must not -----------------------------------------------------------------------------------------

site(
    "login_that_is_cited",
    "W067",
    "one's own citation of a log-in page, on a host that sends all other addresses to it",
    State.ALIVE,
    State.BLOCKED,
    State.UNSURE,
    says={
        "https://members.lampguild.org/login": good(
            body=frame("Log in", f"<h1>Log in</h1>{ENTRY}", site="The guild of lamps")
        )
    },
    elsewhere={"members.lampguild.org": redirect(302, "/login")},
)
site(
    "login_beside_a_lost_page",
    "W067",
    "a host with a log-in, and an honest 404 for the page that is cited",
    State.DEAD,
    cite="https://www.lampclub.org/trips/1998",
    says={"https://www.lampclub.org/login": good(body=frame("Log in", ENTRY, site="Lamp club"))},
)
for _name, _url, _title in (
    ("on_queues", "https://docs.linekeeper.net/waiting-room", "Waiting room: you are now in line, and what it means"),
    ("on_consent", "https://www.lamplaw.eu/2023/pur", "Accept and continue or subscribe: are consent walls lawful?"),
    ("on_age", "https://www.lamplaw.eu/2024/age", "Are you over 18? How age checks work on the web"),
    ("on_wayf", "https://docs.lampfed.org/wayf", "Where are you from? How a discovery service finds your institution"),
    ("on_limits", "https://www.beaconreview.org/2020/429", "Too many requests: what to do with a rate limit"),
    ("on_regions", "https://www.beaconreview.org/2019/eu", "Not available in your region: a year of closed papers"),
):
    honest(f"genuine_{_name}", "W098", f"an article, '{_title}'", _url, article(_title, site=_url.split("/")[2]))
honest(
    "queue_vendor",
    "W073",
    "the home page of a vendor of waiting rooms",
    "https://www.linekeeper.net/",
    home("Linekeeper", about="A virtual waiting room: your visitors are in line, and know their estimated wait time"),
)
