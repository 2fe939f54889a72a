"""Recognises pages that say in their titles or first headings that there is nothing, in many languages.

Strict: each is rare in titles of pages that are there, so «404», «sorry» or «removed» alone are none.
Written from what is known of the default pages of content systems; incomplete, which is why probes decide.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib.resources import files

from linkcheck.model import Page
from linkcheck.strangers import SievedPattern
from linkcheck.verdict.signals.wording import APOSTROPHES

SHORT = 120
"""Characters; a longer title or heading is a sentence about something."""

ALONE = SievedPattern(
    r"(?:http |https |status |code )*"
    r"(?:error |fehler |erreur |errore |erro |fel |virhe |błąd |ошибка |エラー ?|错误 ?)?:? ?"
    r"(?:4\s?0\s?4|410)!?(?: error| fehler| erreur| page| ページ| not found| seite)?!?"
    r"|(?:oops|uh-?oh|ooops|whoops|sorry|hmm+)?[!,.… ]*"
    r"(?:404|not found|page not found|nothing (?:was )?found(?: here)?)"
    r"[!.…]*|(?:410 )?not found|410 gone|error 404 \(?not found\)?!*1?|does not exist|no such page"
    r"|(?:there is )?nothing here|no longer available"
    r"|nicht gefunden|introuvable|non trouvée?|no encontrad[oa]|não encontrad[oa]|non trovat[oa]|niet gevonden"
    r"|hittades inte|ikke fundet|ikke funnet|ei löydy|nie znaleziono|nenalezeno|nenájdené|nem található"
    r"|не найден[оа]?|не знайдено|не намерен[оа]?|bulunamadı|לא נמצא|غير موجودة?|پیدا نشد|não existe|nie istnieje",
    ignore_case=True,
)
"""The whole title, or a part of it between dashes."""

THING = (
    r"(?:web ?)?(?:page|pages|site|website|file|document|article|post|entry|story|user|profile|account|member|video"
    r"|product|item|listing|topic|thread|resource|content|url|address|link|repository|project|channel"
    r"|playlist|paste|event|job"
    r"|recipe|track|album|photo|image|question|community|group|blog|shop|store|location|category)"
)
LANGUAGES: dict[str, tuple[str, ...]] = {
    "en": (
        rf"\b{THING} (?:(?:was|is|could|can) ?(?:not|n.t|.t)|not) (?:be )?(?:found|located)\b",
        (
            rf"\b{THING} (?:you (?:are|were|.re) looking for|you (?:have )?requested|requested)\b.{{0,30}}"
            r"(?:not|n.t|no longer|cannot|moved|gone|removed)"
        ),
        rf"\b{THING} (?:you .{{3,30}} )?(?:does ?n.?t|does not|did not|no longer) (?:yet )?exists?\b",
        r"\bnothing to see here\b|\bnothing (?:at|on|under) this (?:address|url|page)\b",
        rf"\b{THING} (?:is |has )(?:gone$|missing$|been (?:deleted|removed)|no longer (?:available|here|exists?))\b",
        rf"\b{THING} (?:is |are )?(?:not|un)[ -]?available\b",
        (
            rf"\b(?:can.?t|cannot|can not|could ?n.?t|could not|unable to) (?:seem to )?(?:find|locate)"
            rf" (?:that|the|this|your|a) {THING}\b"
        ),
        rf"\bno such {THING}\b",
        r"\b404[ :,.–—-]*(?:error|page|file|not found)?[ :,.–—-]*not found\b|\berror 404\b|\b404 error\b(?! handling)",
        rf"\bthis {THING} isn.t (?:available|here)",
        r"\bwe can.?t find (?:what|the page)|\bwe couldn.?t find|\byou(?:.re| are) lost\b|\bpage missing\b",
        r"\bno (?:search )?results? (?:were )?found\b|\bnothing (?:was )?found\b",
    ),
    "de": (
        (
            r"\b(?:seite|datei|inhalt|artikel|beitrag|dokument|produkt|profil|nutzer|benutzer)\w* (?:wurde "
            r"|konnte |kann )?"
            r"(?:leider )?nicht (?:gefunden|mehr verfügbar|verfügbar|vorhanden)"
        ),
        r"\bseite existiert (?:leider )?nicht|\bdiese seite gibt es (?:leider )?nicht|\bnicht gefunden\b.{0,12}404",
        r"\b404\b.{0,12}nicht gefunden|\bfehler 404\b",
    ),
    "fr": (
        (
            r"\b(?:page|fichier|document|article|contenu|ressource|produit|profil|utilisateur)\w* (?:est |n.est )?"
            r"(?:introuvable|inexistante?|non[ -]?trouvée?|pas trouvée?|indisponible|n.existe (?:pas|plus))"
        ),
        r"\bn.a pas (?:pu être|été) trouvée?|\berreur 404\b|\bcette page n.existe",
    ),
    "es": (
        (
            r"\b(?:página|pagina|archivo|artículo|contenido|documento|recurso|usuario|perfil"
            r"|producto)\w* (?:solicitad[ao] )?"
            r"(?:no (?:ha sido |fue |pudo ser |se ha )?(?:encontrad[ao]|existe|disponible|hallad[ao])|inexistente)"
        ),
        r"\bno (?:se (?:ha )?)?(?:encontr(?:ó|amos|ado)|encuentra) (?:la|esta) página|\berror 404\b",
    ),
    "pt": (
        (
            r"\b(?:página|pagina|arquivo|ficheiro|artigo|conteúdo|documento|usuário|utilizador|perfil|produto)\w* "
            r"(?:não (?:foi )?(?:encontrad[ao]|existe|localizad[ao]|disponível)|inexistente)"
        ),
        r"\bnão (?:foi possível )?encontr(?:ar|amos|ei|ou) (?:a|esta|essa) página|\berro 404\b",
    ),
    "it": (
        (
            r"\b(?:pagina|file|articolo|contenuto|documento|risorsa|utente|profilo|prodotto)\w* (?:richiest[ao] )?"
            r"(?:non (?:è stat[ao] |è )?(?:trovat[ao]|esiste|disponibile|presente)|inesistente)"
        ),
        r"\bimpossibile trovare la pagina|\berrore 404\b",
    ),
    "nl": (
        (
            r"\b(?:pagina|bestand|artikel|document|bericht|product|gebruiker|profiel)\w* (?:is |kon |werd "
            r"|kan )?(?:helaas )?"
            r"niet (?:meer )?(?:gevonden|beschikbaar|worden gevonden)|\bpagina bestaat (?:helaas )?niet|\bfout 404\b"
        ),
    ),
    "sv": (r"\bsidan (?:kunde inte hittas|hittades (?:tyvärr )?inte|finns (?:tyvärr )?inte|saknas)",),
    "da": (
        r"\bsiden? (?:blev |kunne )?(?:desværre )?(?:ikke (?:fundet|findes)|findes (?:desværre )?ikke|eksisterer ikke)",
    ),
    "no": (r"\b(?:siden|fant) (?:ble |finnes )?(?:dessverre )?(?:ikke (?:funnet|siden)|ikke)\b.{0,20}(?:side|$)",),
    "fi": (r"\bsivua ei (?:löydy|löytynyt|ole|löydetty)|\betsimääsi sivua",),
    "pl": (
        (
            r"\b(?:strony?|podstrony?|plik|artykuł|treść|użytkownik)\w* (?:o podanym adresie )?nie (?:został[ao]? )?"
            r"(?:znaleziono|znaleziona|znaleziony|istnieje|odnaleziono|odnaleziona)"
        ),
        r"\bnie (?:znaleziono|odnaleziono|ma takiej) (?:takiej |tej |żądanej )?strony|\bbłąd 404\b",
    ),
    "cs": (r"\bstránka (?:ne(?:byla )?(?:nalezena|existuje)|nebyla nalezena|se nepodařilo)|\bchyba 404\b",),
    "sk": (r"\bstránka (?:nebola nájdená|sa nenašla|neexistuje|nenájdená)",),
    "hu": (r"\b(?:az? )?(?:keresett )?oldal (?:nem (?:található|létezik))|\bnem található (?:az )?oldal",),
    "ro": (r"\bpagina (?:căutată )?nu (?:a fost găsită|există|este disponibilă)|\bpagină (?:inexistentă|negăsită)",),
    "hr": (r"\bstranica (?:nije pronađena|ne postoji)|\bstranica nije (?:nađena|dostupna)|\bстраница није пронађена",),
    "sl": (r"\bstran(?:i)? (?:ni (?:bila )?(?:najdena|mogoče najti)|ne obstaja)",),
    "lt": (r"\bpuslapis (?:nerastas|neegzistuoja)",),
    "lv": (r"\blapa (?:nav atrasta|neeksistē)",),
    "et": (r"\blehekülge ei (?:leitud|ole)|\blehte ei leitud",),
    "ca": (r"\bpàgina (?:no (?:trobada|s.ha trobat|existeix)|inexistent)|\bno s.ha trobat la pàgina",),
    "ru": (
        (
            r"\b(?:страниц[аы]|файл|документ|статья|материал|пользователь|запись|товар)\w* (?:не (?:найден[ао]?"
            r"|существует"
            r"|обнаружен[ао]?)|отсутствует|удален[ао]?|удалён)|\bошибка 404\b|\bтакой страницы (?:нет|не существует)"
        ),
        r"\bнет такой страницы|\bзапрашиваемая страница",
    ),
    "uk": (r"\bсторінк[аи] (?:не (?:знайдено|знайдена|існує)|відсутня)|\bсторінку не знайдено|\bпомилка 404\b",),
    "bg": (r"\bстраницата (?:не (?:е намерена|съществува|беше намерена)|липсва)|\bгрешка 404\b",),
    "el": (r"η σελίδα (?:δεν (?:βρέθηκε|υπάρχει))|\bσελίδα δεν (?:βρέθηκε|υπάρχει)|\bδε(?:ν)? βρέθηκε (?:η|αυτή)",),
    "tr": (r"\bsayfa(?:yı|sı)? (?:bulunamadı|mevcut değil|bulamadık)|\baradığınız sayfa|\bhata 404\b",),
    "he": (r"(?:ה?דף|ה?עמוד) (?:(?:המבוקש|זה) )?(?:לא (?:נמצא|קיים)|אינו קיים)",),
    "ar": (r"(?:ال)?صفحة (?:المطلوبة )?غير (?:موجودة|متوفرة|متاحة)|لم يتم العثور على (?:ال)?صفحة|الصفحة لا توجد",),
    "fa": (r"(?:صفحه|برگه)(?:‌?ی)? ?(?:مورد نظر )?(?:شما )?(?:یافت|پیدا) نشد|صفحه وجود ندارد",),
    "hi": (r"पृष्ठ (?:नहीं मिला|उपलब्ध नहीं)|पेज नहीं मिला",),
    "id": (r"\b(?:halaman|laman)(?: yang (?:anda|kamu) cari)? (?:tidak (?:ditemukan|ada|tersedia|dijumpai))",),
    "vi": (r"\b(?:không tìm thấy trang|trang (?:bạn (?:đang )?(?:tìm|yêu cầu) )?không (?:tồn tại|tìm thấy))",),
    "th": (r"ไม่พบ(?:หน้า|เพจ|ข้อมูลหน้า)|หน้าที่คุณ(?:ต้องการ|ค้นหา)",),
    "zh": (
        r"(?:页面|頁面|网页|網頁|文章|文件|该页|內容|内容|用户|商品|帖子)(?:未找到|找不到|不存在|已(?:被)?(?:删除|刪除)|没有找到|无法找到|無法找到)",
        r"(?:找不到|未找到|没有找到|沒有找到|无法找到|無法找到)(?:您|你)?(?:所)?(?:要|想|请求|請求|访问|訪問|需要)?的?(?:该|該|此)?(?:页面|頁面|网页|網頁)",
        r"您(?:访问|訪問|要找|请求|查看)的(?:页面|頁面|网页|網頁).{0,8}(?:不存在|找不到|走丢|已)",
    ),
    "ja": (
        r"(?:ページ|記事|ファイル|コンテンツ|ユーザー|商品)[はがを]?(?:見つかりません|存在しません|ありません|見つけられません|見つかりませんでした)",
        r"お探しの(?:ページ|記事|商品)|指定された(?:ページ|url|記事)|(?:ページ|記事)(?:は|が)?(?:削除|移動)(?:された|されました)",
    ),
    "eu": (r"\bez da orri\w* aurkitu",),
    "is": (r"\bfannst\b.{0,30}\bekki",),
    "ko": (
        r"페이지를? 찾을 수 없|존재하지 않는 (?:페이지|문서|게시)|(?:페이지|게시물|문서)[가이]? (?:없습니다|존재하지)",
    ),
}
PAGES: dict[str, dict[str, list[str]]] = tomllib.loads(files(__package__).joinpath("not_found.toml").read_text("utf-8"))
"""By language, the words for a page and those for its not being found."""


GAP = 40
"""Characters between the two."""
BEGINS = "(?<![A-Za-z\u00c0-\u058f\u10a0-\u10ff])"
"""Where a word begins, in scripts that show it and have no article before the word."""


def _near(words: dict[str, list[str]]) -> str:
    page, missing = (rf"{BEGINS}(?:{'|'.join(words[kind])})" for kind in ("page", "missing"))
    return rf"{page}[^.!?。！？]{{0,{GAP}}}?{missing}|{missing}[^.!?。！？]{{0,{GAP}}}?{page}"


INSIDE = SievedPattern("|".join(phrase for phrases in LANGUAGES.values() for phrase in phrases))
NOUNS = SievedPattern(rf"{BEGINS}(?:{'|'.join(page for words in PAGES.values() for page in words['page'])})")
MISSING = SievedPattern("|".join(missing for words in PAGES.values() for missing in words["missing"]))
"""Both are asked before `_nearby`. All read lower case, which is faster than to ignore the case."""
NEGATED = SievedPattern(
    r"content not found"
    r"|nicht gefunden|nicht vorhanden|existiert (?:noch |leider )?nicht|non trouvée?|introuvable|n'existe (?:pas|plus)"
    r"|no encontrad[oa]|no se (?:ha )?(?:encontr|pudo)|no existe|não encontrad[oa]"
    r"|não (?:foi|existe)|non (?:è stat[oa] )?trovat[oa]|non esiste|niet gevonden"
    r"|bestaat (?:nog |helaas )?niet|hittades (?:tyvärr )?inte"
    r"|finns (?:tyvärr )?inte|ikke (?:fundet|funnet)|(?:findes|finnes|eksisterer) ikke|ei (?:löydy|löytynyt|löydetty)"
    r"|fannst ekki|nie (?:znaleziono|odnaleziono|istnieje)|nenalezen[aoy]?|nebyl[ao]? nalezen[ao]?|neexistuje"
    r"|nenájden[ýáé]|nebol[ao]? nájden[ýáé]|sa nenaš(?:iel|la|lo)|nem (?:található|létezik)|nu (?:a fost găsit|există)"
    r"|nije pronađen[ao]?|ne postoji|ni bil[ao]? (?:mogoče )?najden[ao]?|ne obstaja|nerast(?:as|a)|neegzistuoja"
    r"|nav atrast[sa]?|netika atrast[sai]|neeksistē"
    r"|ez da (?:aurkitu|existitzen)|ei leitud|ei ole olemas|no (?:s'ha (?:pogut )?)?trob(?:at|ada|ar)|no existeix"
    r"|не (?:найден|знайден|намерен|е намерен|бе(?:ше)? намерен)[оаы]?|не (?:существу|существува|існу)\w*"
    r"|δεν (?:βρέθηκε|υπάρχει)|bulunamadı|mevcut değil|לא נמצאה?|לא קיי(?:ם|מת)|غير موجودة?|لا يوجد|لم يتم العثور"
    r"|تعذر العثور|(?:یافت|پیدا) نشد|وجود ندارد|(?:tidak|tak) (?:ditemukan|ada)|không (?:tìm thấy|tồn tại)|ไม่พบ"
    r"|नहीं मिला|見つかりません|存在しません|找不到|未找到|没有找到|沒有找到|不存在|찾을 수 없|존재하지 않|없습니다",
    ignore_case=True,
)
"""In a title or heading as short as `TITLE`: whatever it is that is not there, in the words of the language."""
SAYING = SievedPattern("|".join(one.pattern for one in (ALONE, NEGATED, INSIDE, MISSING)), ignore_case=True)
"""All of them in one, for its sieve alone."""
TITLE = 60
PARTS = re.compile(r"\s+[|–—·•«»:~-]+\s+|[|–—·•«»]|: ")
TERSE = SievedPattern(r"\bnot[ _-]?found\b|\b404\b|\bcannot (?:get|post|head) /", ignore_case=True)
"""Words of servers and programming interfaces, which use few."""
TERSE_WORDS = 20
BRIEF = 80
"""Words; in the text of a shorter page a phrase says what the whole page says."""
LONG = 200
"""Words; in the second and third headings of a longer page the phrase may be what the page is about."""


@functools.lru_cache(maxsize=64)  # several signals ask it of each page
def says_not_found(page: Page) -> str | None:
    """Return the title or heading in which a page says that there is nothing; None where it does not."""
    lines = (page.title, *(page.headings if page.words < LONG else page.headings[:1]))
    return next(filter(says, lines), None) if SAYING.may("\n".join(map(_plain, lines))) else None


def mentions_not_found(page: Page) -> str | None:
    """Return where the text of a short page says that there is nothing; weaker than a title that says so."""
    if page.words >= BRIEF:
        return None
    text = _plain(page.text)
    found = _inside(text)
    if found is None and page.words < TERSE_WORDS:
        found = TERSE.search(text)
    return found[0] if found is not None else None


def says(line: str) -> bool:
    """Tell whether a title or a heading says so."""
    line = _plain(line)
    if not line or len(line) > SHORT:
        return False
    if len(line) <= TITLE and NEGATED.search(line):
        return True
    return any(ALONE.fullmatch(part.strip(" .!?…")) for part in PARTS.split(line)) or _inside(line) is not None


def _inside(text: str) -> re.Match[str] | None:
    lowered = text.lower()
    found = INSIDE.search(lowered)
    if found is not None or not MISSING.may(lowered) or not NOUNS.search(lowered):
        return found
    return _nearby().search(lowered)


@functools.cache
def _nearby() -> re.Pattern[str]:
    return re.compile("|".join(map(_near, PAGES.values())))


@functools.lru_cache(maxsize=64)
def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(APOSTROPHES).split())
