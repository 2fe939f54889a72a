"""W. Siblings of the hijacked names: other trades, tongues and markets; and genuine pages that resemble them."""

from __future__ import annotations

from functools import partial

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import good, redirect
from tests.internet.behaviours.hijacked import trade
from tests.internet.prose import article, home, notice

site = partial(sites.site, module=__name__)
everywhere = partial(sites.at_every_address, module=__name__)
honest = partial(sites.honest, module=__name__)

TRADES = {
    "turkish_bets": (
        *("tr", "Deneme Bonusu Veren Siteler 2026 – Güvenilir Bahis Siteleri"),
        *("Çevrimsiz deneme bonusu veren casino siteleri listesi", "Canlı bahis ve yüksek oranlar her maçta"),
        *("Güncel giriş adresi ve mobil uygulama", "Slot oyunlarında bedava dönüş kampanyası"),
    ),
    "russian_casino": (
        *("ru", "Казино Вулкан – официальный сайт, играть на реальные деньги"),
        *("Игровые автоматы онлайн с выводом на карту", "Бонус за регистрацию и бесплатные вращения без депозита"),
        *("Рабочее зеркало на сегодня", "Рулетка, покер и живые дилеры круглосуточно"),
    ),
    "chinese_lottery": (
        *("zh", "澳门新葡京娱乐城官网-真人百家乐-网上赌场"),
        *("注册就送彩金，存取款快速到账", "彩票投注平台，时时彩和六合彩开奖结果"),
        *("体育投注赔率高，支持手机下载", "电子游戏、棋牌和捕鱼应有尽有"),
    ),
    "brazilian_bets": (
        *("pt", "Melhores cassinos online do Brasil – bônus sem depósito"),
        *("Jogue o jogo do tigrinho com rodadas grátis", "Apostas esportivas com as maiores odds"),
        *("Saque por Pix em poucos minutos", "Roleta ao vivo e caça-níqueis premiados"),
    ),
    "pills": (
        *("en", "Buy Viagra Online Without Prescription – Canadian Pharmacy"),
        *("Cheap generic Cialis and Levitra, discreet shipping", "No prescription needed, order tramadol overnight"),
        *("Special price per pill for returning customers", "Pay with card or bitcoin, refund if seized"),
    ),
    "films": (
        *("id", "Nonton Film Streaming Sub Indo Gratis – LK21 Terbaru"),
        *("Download film bioskop terbaru kualitas HD", "Nonton drama Korea subtitle Indonesia setiap hari"),
        *("Situs streaming bola gratis tanpa iklan", "Link alternatif resmi jika domain diblokir"),
    ),
    "polish_casino": (
        *("pl", "Najlepsze kasyno online w Polsce – bonus bez depozytu"),
        *("Darmowe spiny za rejestrację i wysokie wypłaty", "Automaty do gier, ruletka na żywo i blackjack"),
        *("Zakłady bukmacherskie z najlepszymi kursami", "Szybkie wypłaty przez Blik"),
    ),
    "essays": (
        *("en", "Write My Essay For Me – Cheap Essay Writing Service"),
        *("Order a term paper from a native writer tonight", "Plagiarism-free dissertations with a discount code"),
        *("Pay someone to do your homework", "Casino bonus codes and payday loans from our partners"),
    ),
}
for _number, (_name, (_lang, _title, *_lines)) in enumerate(TRADES.items()):
    _host = f"www.{('lampwrights', 'brasskeepers', 'tidewatch', 'netmenders')[_number % 4]}{_number}.org"
    _page = good(body=trade(_title, *_lines, lang=_lang, site_=_host))
    _truth = (State.DEAD, State.UNSURE) if _name == "essays" else (State.DEAD,)
    everywhere(
        f"lapsed_{_name}", "W054", f"lapsed name, '{_title}'", f"http://{_host}/guides/first-steps.html", _page, *_truth
    )
    everywhere(f"lapsed_{_name}_home", "W053", f"its home page, '{_title}'", f"http://{_host}/", _page, *_truth)

CASINO = trade(
    "Online Casino Bonus 2026 – Slots, Roulette and Poker",
    *("Claim 150 free spins without a deposit", "Our best online slots with real money jackpots"),
    *("Sports betting with live odds on every match", "Crypto casino with instant withdrawals"),
    lang="en",
    site_="Luckyside",
)
_LUCKY = "https://www.luckyside-casino.com/"
LUCKY = {_LUCKY: good(body=CASINO)}
site(
    "lapsed_302_casino",
    "W047",
    "302 of every address to a casino elsewhere",
    State.DEAD,
    State.UNSURE,
    cite="http://www.beaconkeepers.net/history/1911",
    says=LUCKY,
    everywhere={"www.beaconkeepers.net": redirect(302, _LUCKY)},
)
site(
    "lapsed_301_pharmacy",
    "W047",
    "301 of every address to a shop for pills elsewhere",
    State.DEAD,
    cite="http://www.harbourdoctors.info/advice/colds",
    says={
        "https://www.pills-4-all.com/en/": good(
            body=trade(TRADES["pills"][1], *TRADES["pills"][2:], lang="en", site_="Pills 4 all")
        )
    },
    everywhere={"www.harbourdoctors.info": redirect(301, "https://www.pills-4-all.com/en/")},
)
REFRESH = f'<html><head><meta http-equiv="refresh" content="0; url={_LUCKY}"></head><body></body></html>'
everywhere(
    "lapsed_refresh_casino",
    "W047",
    "a page that sends on to a casino, at every address",
    "http://www.sailorsongs.info/shanties/12",
    good(body=REFRESH.encode()),
    State.DEAD,
    State.UNSURE,
)
site(
    "lapsed_behind_https",
    "W054",
    "301 to https, and a casino there at every address",
    State.DEAD,
    cite="http://www.oldcharts.info/maps/north",
    says={"https://www.oldcharts.info/": good(body=CASINO)},
    everywhere={"www.oldcharts.info": good(body=CASINO)},
)


def _market(name: str, host: str, market: str, title: str, *lines: str, status: int = 302) -> None:
    says = {market: good(body=notice(title, lines))}
    site(
        *(f"market_{name}", "W057", f"{status} of every address to a market for names, '{title}'", State.DEAD),
        cite=f"http://{host}/articles/7",
        says=says,
        everywhere={host: redirect(status, market)},
    )


_market(
    *("afternic", "www.lampschool.net", "https://www.afternic.com/forsale/lampschool.net"),
    *("lampschool.net is for sale", "Get a price in less than 24 hours.", "Fill out the form to buy this domain."),
)
_market(
    *("dan", "www.wickschool.net", "https://dan.com/buy-domain/wickschool.net"),
    *("The domain name wickschool.net is for sale", "Make an offer or buy it now at a set price."),
    status=301,
)
for _name, _host, _notice in (
    ("porkbun", "www.foghorns.dev", ("foghorns.dev is parked at Porkbun", "This domain is for sale. Make an offer.")),
    ("in_german", "www.nebelhorn-verein.de", ("nebelhorn-verein.de steht zum Verkauf", "Diese Domain kaufen.")),
    ("in_french", "www.corne-de-brume.fr", ("Ce nom de domaine est à vendre", "Faites une offre pour ce domaine.")),
    ("in_spanish", "www.sirena-de-niebla.es", ("Este dominio está en venta", "Haga una oferta por este dominio.")),
):
    everywhere(
        f"for_sale_{_name}",
        "W056",
        f"for sale, 200 at every address: '{_notice[0]}'",
        f"http://{_host}/about.html",
        good(body=notice(_notice[0], _notice[1:])),
        State.DEAD,
    )

# --- must not: the same words on pages that are what they say --------------------------------------

honest(
    "casino_itself",
    "W053",
    "a casino's own home page",
    "https://www.grandcasino-harbour.com/",
    home(
        "Grand Casino Harbour", about="Roulette, blackjack and slot machines since 1913. Players from eighteen years."
    ),
)
honest(
    "betting_itself",
    "W053",
    "a page of a betting company on an honest host",
    "https://www.bookmaker-lamp.co.uk/help/odds",
    article("How our odds are made: sports betting explained", site="Bookmaker Lamp"),
)
for _name, _url, _title in (
    (
        "slot_history",
        "https://www.machinemuseum.org/slots",
        "A history of the slot machine, from Liberty Bell to online",
    ),
    ("gambling_study", "https://journal.lampmed.org/a/88", "Online casino use and gambling disorder: a cohort study"),
    ("roulette_maths", "https://www.oddscourse.edu/roulette", "Roulette, blackjack and baccarat: expected values"),
    ("viagra_paper", "https://journal.lampmed.org/a/91", "Generic sildenafil (Viagra, Cialis) without a prescription"),
    ("spam_essay", "https://www.beaconreview.org/2026/casino", "My old domain lapsed, and now it is an online casino"),
    ("football_club", "https://www.fc-harbour.vn/truc-tiep", "Trực tiếp bóng đá hôm nay: FC Harbour"),
    ("domain_essay", "https://www.beaconreview.org/2026/sale", "This domain is for sale: how squatters write"),
    ("slot_in_hardware", "https://www.buildabox.com/gacor", "Situs slot memori: which slots does a board have?"),
):
    honest(f"genuine_{_name}", "W053", f"an article, '{_title}'", _url, article(_title, site=_url.split("/")[2]))
