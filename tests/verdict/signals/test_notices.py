"""Notices: pages and addresses of outages, walls, gates, queues and log-ins, which are no missing pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linkcheck.model import Check, Exchange, Profile, Reason, Request, Response, State, Url
from linkcheck.verdict.signals import notices
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.notices import NoticeKind
from linkcheck.verdict.signals.page import read as read_page
from linkcheck.verdict.weighing import judge
from tests.support.checks import check, html

URL = Url("http://site.example/keeper/storm-of-the-century")
SIBLINGS = (Url("http://site.example/keeper/qqqq"), Url("http://site.example/keeper/zz-zz"))
HOME = Url("http://site.example/")
STORY = "The keeper wrote down the weather twice a day, in a hand that gets better with time. " * 15
FRONT = html(f"<h1>The society of lamps</h1>{STORY}", "The society of lamps")

OUTAGES = """en: We are giving our site a new coat of paint. Please come back later.
en: Our web server is feeling unwell; engineers have been paged and we hope to return shortly.
en: Account over its monthly transfer allowance: bandwidth limit exceeded
en: Database upgrade in progress, normal service resumes at 6 am
de: Wir machen gerade Frühjahrsputz und sind bald wieder für Sie da.
de: Unser Server wird heute Nacht auf neue Hardware umgestellt.
fr: Le site fait peau neuve, revenez nous voir bientôt.
fr: Notre serveur est momentanément indisponible, nos équipes sont à l'œuvre.
es: Estamos realizando mejoras en nuestra web. Volvemos enseguida.
es: El servidor no está disponible en estos momentos por tareas de mantenimiento.
pt: Estamos atualizando nosso site para melhor atendê-lo.
it: Il sito è in manutenzione, torneremo online al più presto.
nl: Onze website is wegens onderhoud tijdelijk niet bereikbaar.
sv: Webbplatsen uppgraderas just nu, vi är snart tillbaka.
da: Vi opdaterer siden og er snart tilbage igen.
no: Nettstedet er midlertidig nede på grunn av vedlikehold.
fi: Sivusto on huoltokatkon vuoksi poissa käytöstä.
pl: Przepraszamy, trwa przerwa techniczna. Wracamy wkrótce.
cs: Omlouváme se, na webu právě probíhá údržba.
sk: Stránka je dočasne nedostupná, pracujeme na náprave.
hu: Az oldal karbantartás miatt átmenetileg nem érhető el.
ro: Site-ul este în mentenanță. Revenim în curând.
hr: Stranica je trenutno u održavanju, vraćamo se uskoro.
sl: Spletna stran je zaradi vzdrževanja začasno nedosegljiva.
lt: Svetainė laikinai neveikia dėl atnaujinimo darbų.
lv: Vietne īslaicīgi nav pieejama apkopes dēļ.
et: Veebileht on ajutiselt hoolduses.
ca: El web està en manteniment, tornem de seguida.
ru: На сайте ведутся технические работы, зайдите позже.
uk: Сайт тимчасово не працює, проводимо оновлення.
bg: Сайтът е в профилактика, очаквайте ни скоро.
el: Ο ιστότοπος βρίσκεται υπό συντήρηση, επιστρέφουμε σύντομα.
tr: Sitemiz bakımda, kısa süre sonra yeniden hizmetinizde olacağız.
he: האתר בתחזוקה, נחזור בקרוב
ar: الموقع قيد الصيانة وسنعود قريبا
fa: سایت در دست تعمیر است و به زودی بازمی‌گردیم
hi: वेबसाइट रखरखाव के कारण फिलहाल बंद है
id: Situs sedang dalam perbaikan, silakan kembali lagi nanti.
vi: Trang web đang bảo trì, vui lòng quay lại sau.
th: เว็บไซต์ปิดปรับปรุงชั่วคราว ขออภัยในความไม่สะดวก
zh: 网站正在升级维护，请稍后再访问
ja: ただいまメンテナンス中です。しばらくお待ちください。
ko: 서버 점검 중입니다. 잠시 후 다시 접속해 주세요."""
GATES = """en: You must be at least 21 to enter this site. What year were you born? Are you of legal drinking age?
en: This content is not available in your country.
en: We and our partners need your consent to continue
en: Subscribe to read the full story
de: Sind Sie mindestens 18 Jahre alt?
de: Weiter mit Werbung oder mit Pur-Abo: Zustimmen und weiter
fr: Avez-vous l'âge légal pour consommer de l'alcool dans votre pays ?
fr: Continuer sans accepter – Accepter et fermer
es: ¿Eres mayor de edad?
es: Este contenido no está disponible en tu país
pt: Você tem mais de 18 anos? Conteúdo para maiores de 18
it: Sei maggiorenne?
it: Accetta tutto e continua
nl: Ben je 18 jaar of ouder?
pl: Czy masz ukończone 18 lat?
cs: Je vám více než 18 let?
sv: Har du fyllt 20 år?
ru: Вам уже исполнилось 18 лет?
ru: Материал недоступен в вашем регионе, только для подписчиков: подпишитесь
tr: 18 yaşından büyük müsünüz?
zh: 您是否年满18周岁？
zh: 您所在的地区无法查看此内容
ja: あなたは20歳以上ですか？
ja: この先は有料会員の方のみご覧いただけます
ko: 만 19세 이상만 이용할 수 있습니다. 성인 인증
ar: هل عمرك 18 عاما أو أكثر؟
id: Apakah usia Anda di atas 18 tahun? Verifikasi usia
vi: Bạn đã đủ 18 tuổi chưa?"""
WALLS = """en: Prove that you are human by solving this puzzle
en: Too many requests from your network
en: Our systems have detected unusual traffic
en: Hold on, checking your browser before you enter
de: Bitte bestätigen Sie, dass Sie kein Roboter sind
fr: Vérification de sécurité en cours, un instant
es: Confirma que no eres un robot
pt: Confirme que não é um robô
it: Conferma che non sei un robot
nl: Bevestig dat u geen robot bent
pl: Potwierdź, że nie jesteś robotem
ru: Подтвердите, что вы не робот
uk: Підтвердьте, що ви не робот
tr: Robot olmadığınızı doğrulayın
zh: 请完成安全验证后继续访问
ja: アクセスが制限されています。ロボットではありませんか
ko: 로봇이 아닙니다를 확인해 주세요
id: Buktikan bahwa Anda bukan robot
vi: Vui lòng xác minh bạn không phải là robot"""
QUEUES = """en: You are now in line. Your estimated wait is 12 minutes
de: Sie befinden sich im Warteraum
fr: Vous êtes dans la file d'attente
es: Estás en la sala de espera virtual
pt: Você está na fila de espera
it: Sei in coda
nl: Je staat in de wachtrij
pl: Jesteś w kolejce
ru: Вы находитесь в очереди
sv: Du står i kö
tr: Sıradasınız, bekleme odası
zh: 您正在排队
ja: 順番にご案内しております
ko: 접속 대기 중입니다"""
LOGINS = """en: Where are you from? Select your home organisation
en: Choose your institution to continue
en: Please sign in to view this page
en: Members only
de: Bitte melden Sie sich an
de: Nur für Mitglieder
fr: Connectez-vous pour accéder à cette page
es: Inicie sesión para continuar
pt: Faça login para continuar
it: Accedi per continuare: area riservata
nl: Inloggen met uw instelling, alleen voor leden
pl: Zaloguj się
cs: Přihlaste se
ru: Войдите в систему
sv: Logga in för att fortsätta
zh: 请先登录
ja: ログインしてください
ko: 로그인이 필요합니다"""


def lines(text: str) -> list[str]:
    """Return the lines, without their languages."""
    return [line.partition(": ")[2] for line in text.splitlines()]


def everywhere(page: Response, home: Response | None, *, end: str | None = None, status: int = 302) -> Check:
    """Return a check of both profiles at a site that shows a page, or redirects to it, for any address."""

    def look(url: Url, profile: Profile = Profile.HONEST) -> list[tuple[Request, Response]]:
        if end is None:
            return [(Request(url, profile), page)]
        return [
            (Request(url, profile), Response(status, (("Location", end),))),
            (Request(Url(end), profile, hop=1), page),
        ]

    made = check(*look(URL), *look(URL, Profile.BROWSER), url=URL)
    probes = [step for sibling in SIBLINGS for step in look(sibling)]
    if home is not None:
        probes.append((Request(HOME), home))
    return replace(made, probes=tuple(Exchange(request, outcome, 1) for request, outcome in probes))


@pytest.mark.parametrize("line", lines(OUTAGES))
def test_an_outage_is_never_death(line: str) -> None:
    """In forty languages, with 200 and behind redirects of both kinds, whatever the home page shows."""
    page = html(f"<h1>{line}</h1>", "Site")
    manners = ((None, 0), *(("http://site.example/p.html", status) for status in (301, 302)), (HOME, 302))
    verdicts = [
        judge(everywhere(page, home, end=end, status=status)) for home in (page, FRONT, None) for end, status in manners
    ]
    said = {(verdict.state, verdict.reason) for verdict in verdicts}
    assert {state for state, _ in said} <= {State.UNREACHABLE, State.UNSURE}
    assert Reason.SAME_EVERYWHERE not in {reason for _, reason in said}


@pytest.mark.parametrize("line", [*lines(GATES), *lines(WALLS), *lines(QUEUES), *lines(LOGINS)])
def test_a_gate_is_never_death(line: str) -> None:
    """Nor a wall, a queue, a log-in."""
    page = html(f"<h1>{line}</h1>", "Site")
    said = {judge(everywhere(page, home)).state for home in (page, FRONT, None)}
    assert said <= {State.BLOCKED, State.UNSURE}
    assert notices.told(read_page(page.body)) is not None


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        ("http://site.example/offline.html", NoticeKind.OUTAGE),
        ("http://site.example/maintenance/", NoticeKind.OUTAGE),
        ("http://status.other.example/", NoticeKind.OUTAGE),
        ("https://wait.other.example/?c=site", NoticeKind.QUEUE),
        ("http://site.example/waiting-room?x=1", NoticeKind.QUEUE),
        ("https://idp.uni.example/idp/profile/SAML2/Redirect/SSO", NoticeKind.LOGIN),
        ("https://ds.federation.example/WAYF", NoticeKind.LOGIN),
        ("http://site.example/age-gate", NoticeKind.GATE),
        ("http://site.example/enter?then=%2Fkeeper%2Fstorm-of-the-century", NoticeKind.GATE),
        ("http://site.example/app#/keeper/storm-of-the-century", NoticeKind.GATE),
        ("http://site.example/showcaptcha?t=1", NoticeKind.WALL),
    ],
)
def test_an_address_may_be_a_notice(end: str, kind: NoticeKind) -> None:
    """By a word of its own, or because it remembers where its visitor wanted to go."""
    made = everywhere(FRONT, FRONT, end=end, status=301)
    said = notices.led(Attempt(made, attempts(made.exchanges)[0]))
    assert said is not None
    assert said.kind is kind
    assert judge(made).state in (State.BLOCKED, State.UNREACHABLE, State.UNSURE)


@pytest.mark.parametrize(
    "end",
    [
        *("http://site.example/blog/", "http://site.example/404.html?from=/keeper/storm-of-the-century"),
        *("http://site.example/search?q=/keeper/storm-of-the-century", "http://download.example/agenda", HOME),
    ],
)
def test_most_addresses_are_none(end: str) -> None:
    """Words within words, error pages and searches that repeat the address."""
    made = everywhere(FRONT, FRONT, end=end)
    assert notices.led(Attempt(made, attempts(made.exchanges)[0])) is None


FRAME = "<nav>Log in – Members only – Subscribe</nav><p>We use cookies: accept all cookies. Your privacy choices.</p>"
LOST = html(f"{FRAME}<h1>Nothing on this shelf</h1><p>{'Try the catalogue of our lamps instead. ' * 6}</p>", "Shelf")


def test_the_frame_of_a_site_is_no_notice() -> None:
    """What the home page says, too, is said of the site; without the home page nobody can tell."""
    front = html(f"{FRAME}<h1>The society of lamps</h1>{STORY}", "The society of lamps")
    assert judge(everywhere(LOST, front)).reason is Reason.SOFT_404
    assert judge(everywhere(LOST, None)).state is State.BLOCKED


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Age verification on the web: a history",
            "How we do maintenance on a Sunday",
            "Die Wartung der alten Leuchte",
        ),
        *("Proof of work: a play in two acts", "The queue at the bakery", "Sign in to the guest book of 1901"),
    ],
)
@pytest.mark.parametrize("text", ["A few words.", STORY])
def test_a_page_about_such_things_is_alive(title: str, text: str) -> None:
    """Where random siblings are 404, or another page, the page is what it says."""
    page = html(f"<h1>{title}</h1>{text}", title)
    for sibling in (Response(404), html(f"<h1>Page not found</h1>{FRAME}", "Page not found")):
        made = replace(everywhere(page, FRONT), probes=())
        made = replace(made, probes=tuple(Exchange(Request(url), sibling, 1) for url in SIBLINGS))
        assert judge(made).state is State.ALIVE


def test_a_page_titled_as_an_outage_is_unsure_where_nothing_else_is_known() -> None:
    """Until siblings are asked, or where they cannot be; a long page is believed, and so is the title of a gate."""
    line = "Back online tomorrow at seven"
    assert judge(check(html(f"<h1>{line}</h1>", line), url=URL)).reason is Reason.RESEMBLES_MISSING
    assert judge(check(html(f"<h1>{line}</h1>{STORY}", line), url=URL)).state is State.ALIVE
    assert judge(check(html("<h1>Age verification</h1>", "Age verification"), url=URL)).state is State.ALIVE
