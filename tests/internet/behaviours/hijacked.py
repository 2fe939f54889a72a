"""W. Names that lapsed and serve other trades now: casinos, pirated football, link farms, domain markets."""

from __future__ import annotations

from functools import partial

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import gone, good, redirect, reply
from tests.internet.prose import article, frame, home
from tests.internet.visit import Visit

site = partial(sites.site, module=__name__)

DEAD_OR_UNSURE = (State.DEAD, State.UNSURE)
OSINT = "(jivoi/awesome-osint#1126, 2026)"
CATS = "(max-mapper/javascript-for-cats#69, 2026)"


def trade(title: str, *lines: str, lang: str, site_: str = "") -> bytes:
    """Return what such a trade shows at every address: a page of real length in its own words."""
    text = "".join(f"<h2>{line}</h2><p>{line}. {' '.join(reversed(lines))}</p>" for line in lines)
    return frame(title, f"<h1>{title}</h1>{text}", site=site_ or title.partition(" ")[0], lang=lang)


SLOT = trade(
    "MERAH88 – Link Resmi Slot Online Gampang Menang 2026",
    "Daftar dan login akun MERAH88 dengan deposit 5000 lewat dana",
    "RTP live hari ini dan bocoran pola gacor dari admin",
    "Kumpulan permainan terlengkap: slot, togel, kasino langsung, tembak ikan",
    "Bonus anggota baru 100 persen di depan dan jackpot tiap hari",
    lang="id",
)
site(
    "hijack_slot",
    "W046",
    f"Indonesian slots under a brand of its own {OSINT}",
    *DEAD_OR_UNSURE,
    cite="http://www.searchkeepers.org/tools/people",
    everywhere={"www.searchkeepers.org": good(body=SLOT)},
)
ITALIAN = trade(
    "Migliori casinò online non AAMS in Italia: lista aggiornata",
    "Bonus di benvenuto senza deposito e giri gratis per i nuovi giocatori",
    "Le slot con il ritorno più alto e i tavoli dal vivo",
    "Metodi di pagamento, prelievi veloci e licenze estere",
    "Come scegliere un casinò sicuro e giocare responsabilmente",
    lang="it",
)
site(
    "hijack_301_casino",
    "W047",
    f"301 to an Italian casino list (RSS Micro) {OSINT}",
    State.DEAD,
    cite="http://www.rssmicro.com/search/osint",
    everywhere={
        "www.rssmicro.com": redirect(301, "https://www.casino-lista-italia.it/non-aams/"),
        "www.casino-lista-italia.it": good(body=ITALIAN),
    },
)
FOOTBALL = trade(
    "Trực tiếp bóng đá hôm nay – Xem bóng đá miễn phí",
    "Lịch thi đấu và kết quả mới nhất của các giải hàng đầu",
    "Link xem trực tiếp tốc độ cao không quảng cáo",
    "Tỷ lệ kèo nhà cái và nhận định trước trận",
    "Bình luận viên tiếng Việt mỗi đêm",
    lang="vi",
)
site(
    "hijack_301_football",
    "W048",
    f"301 to pirated football (Clip Blast) {OSINT}",
    *DEAD_OR_UNSURE,
    cite="http://www.clipblast.com/",
    everywhere={
        "www.clipblast.com": redirect(301, "https://bongdalive.tv/"),
        "bongdalive.tv": good(body=FOOTBALL),
    },
)
KOREAN = trade(
    "주소모음 링크모아 – 최신 사이트 주소 안내",
    "웹툰, 드라마 다시보기, 스포츠 중계 주소를 매일 업데이트합니다",
    "토토사이트와 카지노 추천 순위, 먹튀 검증 커뮤니티",
    "접속이 안 될 때 바뀐 주소를 여기에서 확인하세요",
    "제휴 문의는 텔레그램으로 받습니다",
    lang="ko",
)
site(
    "hijack_linkfarm_ko",
    "W049",
    f"Korean link farm in its place (Newslink) {OSINT}",
    *DEAD_OR_UNSURE,
    cite="http://newslink.org/nonusa.html",
    everywhere={"newslink.org": good(body=KOREAN)},
)
site(
    "hijack_301_product",
    "W050",
    f"301 to an unrelated product (Image Raider) {OSINT}",
    *DEAD_OR_UNSURE,
    cite="https://www.imageraider.com/pricing",
    says={"https://www.picturecloud.app/": good(body=home("Picturecloud", about="All your images in one place"))},
    everywhere={"www.imageraider.com": redirect(301, "https://www.picturecloud.app/")},
)
THAI = "<div>สล็อตเว็บตรง แตกง่าย ฝากถอนไม่มีขั้นต่ำ สมัครรับเครดิตฟรี</div>"
site(
    "hijack_inserted",
    "W051",
    f"Thai slots put above the author's own text {CATS}",
    State.ALIVE,
    State.UNSURE,
    State.DEAD,
    says={
        "http://jsforcats.com/": good(
            body=article("JavaScript for cats", site="jsforcats").replace(b"<main>", f"<main>{THAI}".encode())
        )
    },
)
site(
    "hijack_503_ra",
    "W052",
    f"503 with Retry-After: 172800 {CATS}",
    State.UNREACHABLE,
    State.BLOCKED,
    cite="http://www.learnwithkittens.com/lesson/3",
    everywhere={"www.learnwithkittens.com": reply(503, "Retry-After: 172800")},
)
CASINO = trade(
    "Best Online Casino 2026 – Play Slots and Win Real Money",
    "Welcome bonus of 200% and 100 free spins for new players",
    "Live roulette, blackjack and baccarat with real dealers",
    "Fast withdrawals with cards, wallets and crypto",
    "Mobile casino for every device, open day and night",
    lang="en",
    site_="LuckyReport",
)
site(
    "hijack_casino_home",
    "W053",
    "whole site is an online casino (gojp/goreportcard#449, 2026)",
    State.DEAD,
    cite="https://goreportcard.com/",
    everywhere={"goreportcard.com": good(body=CASINO)},
)
XOILAC = trade(
    "Xoilac TV – Trực tiếp bóng đá Xôi Lạc hôm nay | 8xbet",
    "Xem bóng đá trực tuyến Xoilac không giật lag",
    "Nhà cái 8xbet tài trợ chương trình dự đoán mỗi đêm",
    "Tỷ lệ kèo, soi kèo và lịch thi đấu đầy đủ",
    "Đăng ký nhận thưởng cho thành viên mới",
    lang="vi",
)
site(
    "hijack_xoilac",
    "W054",
    "pirated football streaming, title in Vietnamese with 8xbet (javascript-for-cats#69, awesome-osint#1126)",
    State.DEAD,
    cite="http://www.codekittens.net/exercises/loops",
    everywhere={"www.codekittens.net": good(body=XOILAC)},
)
site(
    "hijack_generic_blog",
    "W055",
    "lapsed domain with an SEO blog in the old address's place; honest 404 elsewhere (awesome-slack#59, 2025)",
    State.UNSURE,
    State.DEAD,
    State.ALIVE,
    says={
        "http://slackbots.org/": good(
            body=home("Business insights", about="Tips on invoices, insurance, home improvement and travel")
        )
    },
)
SEDO = (
    b"<!doctype html><html><head><title>osintmaps.com is for sale</title></head><body><h1>osintmaps.com</h1>"
    b"<p>The domain osintmaps.com is for sale. Make an offer at Sedo.</p>"
    b"<script src=https://img.sedoparking.com/js/jquery.js></script></body></html>"
)
site(
    "hijack_sedo_301",
    "W056",
    f"for sale at Sedo, 200 {OSINT}",
    State.DEAD,
    cite="http://www.osintmaps.com/layers/rail",
    everywhere={"www.osintmaps.com": good(body=SEDO)},
)


def _market(visit: Visit) -> bytes:
    page = article("Expired domains with traffic and backlinks", site="ExpiredDomains.com")
    return good(body=page) if visit.path.startswith("/domain/") else gone()


site(
    "hijack_expireddomains",
    "W057",
    f"302 to a domain market (Sleuth For The Truth) {OSINT}",
    State.DEAD,
    cite="http://www.sleuthforthetruth.com/guides/records",
    elsewhere={"expireddomains.com": _market},
    everywhere={"www.sleuthforthetruth.com": redirect(302, "https://expireddomains.com/domain/sleuthforthetruth.com")},
)
