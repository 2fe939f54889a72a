"""W. Bot managers that answer every address with a page of their own, mostly with 200."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import good, redirect, reply
from tests.internet.behaviour import HTTPS_ONLY, add
from tests.internet.prose import notice
from tests.internet.visit import Visit

site = partial(sites.site, module=__name__)


def walled(
    name: str,
    identity: str,
    story: str,
    cite: str,
    says: sites.Says,
    *truth: State,
    why: str | None = None,
) -> None:
    """Register a link to a host that says the same at every address."""
    host = cite.split("/")[2]
    site(name, identity, story, *(truth or (State.BLOCKED,)), cite=cite, everywhere={host: says}, why=why)


FASTLY = b"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Client Challenge</title>
<link href="/_fs-ch-1T1wmsGaOgGaSxcX/assets/styles.css" rel="stylesheet"/></head><body><noscript><div class="noscript">
<span>JavaScript is disabled in your browser.</span>Please enable JavaScript to proceed.</div></noscript>
<div id="loading-error">A required part of this site couldn&rsquo;t load. This may be due to a browser extension,
network issues, or browser settings. Please check your connection, disable any ad blockers, or try using a different
browser.</div>
<script src="/_fs-ch-1T1wmsGaOgGaSxcX/script.js?reload=true"></script></body></html>"""
walled(
    "fastly_client_challenge",
    "W070",
    "Fastly 'Client Challenge' with 200 (pypa/packaging.python.org#1744, 2024, pypi/warehouse#19290, 2026)",
    "https://packages.lampworks.org/project/wicks/",
    good(body=FASTLY),
)
IMUNIFY = b"""<!DOCTYPE html><html><head><title>One moment, please...</title><script>
setTimeout(function(){location.reload()}, 5000);(function(){var f=document.createElement('form');})()</script></head>
<body><h1>Please wait while your request is being verified...</h1><div class="spinner"></div>
<form id="wsidchk-form" style="display:none" action="/z0f76a1d14fd21a8fb5fd0d03e0fdc3d3cedae52f" method="get">
<input type="hidden" id="wsidchk" name="wsidchk"/></form></body></html>"""
walled(
    "imunify_one_moment",
    "W071",
    "Imunify360 'One moment, please...' with 200 (own knowledge)",
    "https://www.ropewalkmuseum.com/exhibits/hemp-and-tar",
    good(body=IMUNIFY),
)


def _siteground(visit: Visit) -> bytes:
    to = f"/.well-known/sgcaptcha/?r={quote(visit.path)}&y=ipc:203.0.113.9"
    body = (
        f'<html><head><link rel="icon" href="data:;"><meta http-equiv="refresh" content="0;{to}"></meta></head></html>'
    )
    if visit.path.startswith("/.well-known/sgcaptcha/"):
        return reply(200, body=notice("Robot Challenge Screen", ("Checking the site connection security",)))
    return reply(202, "SG-Captcha: challenge", "X-Robots-Tag: noindex", body=body.encode())


walled(
    "siteground_202",
    "W072",
    "SiteGround: 202, meta refresh to /.well-known/sgcaptcha/ (own knowledge)",
    "https://www.saltandcanvas.com/blog/waxing-a-jacket",
    _siteground,
)
F5 = (
    b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your "
    b"administrator.<br><br>Your support ID is: 7013842096154327785<br><br><a href='javascript:history.back();'>"
    b"[Go Back]</a></body></html>"
)
walled(
    "f5_rejected",
    "W074",
    "F5 ASM: 200 'The requested URL was rejected'",
    "https://www.harbourbank.com/rates",
    good(body=F5),
)


def _bm_verify(visit: Visit) -> bytes:
    to = f"{visit.path.partition('?')[0]}?bm-verify=AAQAAAAK_____w7Qm1n"
    body = (
        f'<html><head><meta http-equiv="refresh" content="5; URL=\'{to}\'" /></head><body><script>var i=1690000000;'
        'var j=i+Number("4711"+"0815");</script><iframe src="/_sec/cp_challenge/x.htm" style="display:none"></iframe>'
        "</body></html>"
    )
    return good("Server: AkamaiGHost", body=body.encode())


walled(
    "akamai_bm_verify",
    "W075",
    "Akamai interstitial: 200, meta refresh to itself with ?bm-verify= (own knowledge)",
    "https://www.sailfreight.com/tracking/help",
    _bm_verify,
)


async def _stalls(visit: Visit) -> None:
    await visit.client_leaves()


add(
    "akamai_h1_stall",
    "Akamai stalls what is no browser: accepts, never answers (ultralytics/docs#327, canonical/microcloud#1069)",
    _stalls,
    "W076",
    State.UNREACHABLE,
    State.BLOCKED,
    doors=HTTPS_ONLY,
    any_path=True,
)
ANUBIS = b"""<!doctype html><html lang="en"><head><title>Making sure you&#39;re not a bot!</title>
<link rel="stylesheet" href="/.within.website/x/xess/xess.min.css"><script id="anubis_version" type="application/json">
"v1.22.0"</script><script id="preact_info" type="application/json">{"redir":"/.within.website/x/cmd/anubis/api/pass",
"challenge":"9fc1","difficulty":2}</script></head><body><main><h1>Making sure you&#39;re not a bot!</h1>
<p id="status">Loading...</p><p>Protected by Anubis From Techaro. Made with love in Canada.</p></main>
<script async type="module" src="/.within.website/x/cmd/anubis/static/js/preact.mjs"></script></body></html>"""
walled(
    "anubis_120",
    "W077",
    "Anubis: 200, preact challenge (canonical/starbase#417, lycheeverse/lychee#2187, 2026)",
    "https://savannah.freeworks.org/projects/lens",
    good(body=ANUBIS),
)
RENAMED = notice(
    "Weighing your request",
    (
        (
            "Hello, traveller. You see this because the people who run this site have put a gatekeeper before it, so "
            "that it is not drowned by companies that scrape the web for their machines. Scraping takes sites down, "
            "and then nobody can read them."
        ),
        (
            "The gatekeeper asks your browser for a little work, in the spirit of Hashcash: for one it is nothing, "
            "for who asks a million times it is dear. It buys us time to tell programs from people by better means, "
            "such as how they draw their letters, so that the work need not be asked of those who are likely people."
        ),
        (
            "Please note that the gatekeeper needs modern JavaScript, which some extensions switch off. Allow it "
            "for this site. A way without it is being made. The version in use here is 1.4-harbour."
        ),
    ),
    head='<script id="gate_task" type="application/json">{"seed":"1f","bits":4}</script>'
    '<script type="module" src="/.gate/work.mjs"></script>',
)
walled(
    "anubis_renamed",
    "W078",
    "a fork of Anubis that renamed its marks, with a long explanation, 200 everywhere (own knowledge)",
    "https://git.harbourcode.org/keeper/lens/wiki/Grinding",
    good(body=RENAMED),
    State.BLOCKED,
    State.UNSURE,
)


def _showcaptcha(visit: Visit) -> bytes:
    if not visit.path.startswith("/showcaptcha"):
        back = quote(f"https://{visit.host}{visit.path}", safe="")
        return redirect(302, f"/showcaptcha?cc=1&mt=5E0C&retpath={back}")
    body = notice("Вы не робот?", ("Подтвердите, что запросы отправляли вы, а не робот", "Я не робот"), lang="ru")
    return good(
        body=body.replace(b"</body>", b'<script src="/captchapgrd"></script><form action=/checkcaptcha></form>')
    )


walled(
    "smartcaptcha",
    "W079",
    "Yandex SmartCaptcha: every page is redirected to /showcaptcha (own knowledge)",
    "https://market.lampada.ru/lampy/kerosin",
    _showcaptcha,
)
AMAZON = b"""<html lang="en-us"><head><title dir="ltr">Amazon.com</title></head><body><div class="a-container">
<h4>Click the button below to continue shopping</h4><form method="get" action="/errors/validateCaptcha">
<input type=hidden name="amzn" value="4OvAPrw1"/><button type="submit" class="a-button-text">Continue shopping</button>
</form><a href="https://www.amazon.com/gp/help/customer/display.html/ref=footer_cou?ie=UTF8&nodeId=508088">Conditions of
Use</a> <a href="https://www.amazon.com/gp/help/customer/display.html/ref=footer_privacy">Privacy Policy</a><p>&copy;
1996-2025, Amazon.com, Inc. or its affiliates</p></div></body></html>"""
walled(
    "amazon_continue",
    "W080",
    "Amazon 2025: 200 'Click the button below to continue shopping' (own knowledge)",
    "https://www.amazon.com/dp/0596007124",
    good(body=AMAZON),
)
HUMAN = b"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Access to this page has been denied</title><meta name="description" content="px-captcha"></head>
<body><h1>Before we continue...</h1><p>Press &amp; Hold to confirm
you are a human (and not a bot).</p><p>Reference ID 5f1c2d70-8a3e-11ef</p><script>window._pxAppId = 'PXu6b0qd2S';
window._pxJsClientSrc = '/u6b0qd2S/init.js'; window._pxHostUrl = '/u6b0qd2S/xhr';</script></body></html>"""
walled(
    "perimeterx_200",
    "W081",
    "PerimeterX/HUMAN: 200 'Press & Hold' (lycheeverse/lychee#2187, 2026)",
    "https://www.houseboats.com/listing/441902",
    good(body=HUMAN),
)
DDOS_GUARD = b"""<!doctype html><html><head><title>DDoS-Guard</title><script src="/.well-known/ddos-guard/js-challenge/
index.js"></script></head><body data-ddg-origin="true"><h1>Checking your browser before accessing</h1><p>This process is
automatic. Your browser will redirect to your requested content shortly.</p></body></html>"""
walled(
    "ddos_guard",
    "W082",
    "DDoS-Guard: 403 (own knowledge)",
    "https://mayak-forum.ru/viewtopic.php?t=18832",
    reply(403, "Server: ddos-guard", "Set-Cookie: __ddg1_=x; Path=/", body=DDOS_GUARD),
)
