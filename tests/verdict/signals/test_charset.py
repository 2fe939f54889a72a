"""Pages in the encodings that the web has: read rightly with a declaration, without one, and with a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.verdict.signals.charset import decoded
from linkcheck.verdict.signals.page import read
from linkcheck.verdict.signals.phrases import says_not_found

LETTERS = {
    "ru": (
        ("cp1251", "koi8_r", "iso8859_5"),
        "Страница не найдена",
        "К сожалению, запрашиваемая вами страница была удалена или перемещена. Перейдите на главную.",
    ),
    "uk": (("cp1251", "koi8_u"), "Сторінку не знайдено", "Можливо, її було вилучено або переїхала на іншу адресу."),
    "bg": (("cp1251",), "Страницата не е намерена", "Страницата, която търсите, вероятно е преместена или изтрита."),
    "ja": (
        ("shift_jis", "euc_jp", "iso2022_jp"),
        "お探しのページは見つかりません",
        "ページは移動または削除された可能性があります。トップページからお探しください。",
    ),
    "ko": (
        ("euc_kr",),
        "페이지를 찾을 수 없습니다",
        "주소가 잘못되었거나 페이지가 삭제되었을 수 있습니다. 다시 확인해 주세요.",
    ),
    "zh": (("gbk", "gb18030"), "您访问的页面不存在", "该页面可能已被删除或移动，请返回首页继续浏览其他内容。"),
    "zh-tw": (("big5",), "找不到頁面", "您要瀏覽的網頁可能已經移除或更改名稱，請回到首頁重新查詢。"),
    "de": (
        ("cp1252",),
        "Seite nicht gefunden",
        "Die gewünschte Seite existiert leider nicht mehr. Zurück zur Übersicht.",
    ),
    "fr": (
        ("cp1252",),
        "Page non trouvée",
        "La page demandée n’a pas été trouvée, elle a peut-être été déplacée ou supprimée.",
    ),
    "pl": (
        ("cp1250", "iso8859_2"),
        "Nie znaleziono strony",
        "Strona, której szukasz, mogła zostać usunięta albo przeniesiona.",
    ),
    "cs": (
        ("cp1250", "iso8859_2"),
        "Stránka nebyla nalezena",
        "Požadovaná stránka byla pravděpodobně přesunuta nebo smazána.",
    ),
    "hu": (
        ("cp1250",),
        "Az oldal nem található",
        "A keresett oldalt valószínűleg áthelyezték vagy törölték. Térjen vissza a főoldalra.",
    ),
    "el": (
        ("cp1253", "iso8859_7"),
        "Η σελίδα δεν βρέθηκε",
        "Η σελίδα που αναζητάτε μπορεί να έχει μετακινηθεί ή διαγραφεί.",
    ),
    "tr": (
        ("cp1254",),
        "Sayfa bulunamadı",
        "Aradığınız sayfa kaldırılmış, adı değiştirilmiş ya da geçici olarak kullanılamıyor olabilir.",
    ),
    "he": (("cp1255",), "הדף לא נמצא", "ייתכן שהדף הוסר, שמו שונה או שאינו זמין באופן זמני. חזרו לדף הבית."),
    "ar": (
        ("cp1256",),
        "الصفحة غير موجودة",
        "ربما تم نقل الصفحة التي تبحث عنها أو حذفها. يرجى العودة إلى الصفحة الرئيسية.",
    ),
}
CASES = [(language, name) for language, (names, _, _) in LETTERS.items() for name in names]
FILLER = "<div class='row'><a href='/x'>x</a><script>var x = 1;</script></div>\n" * 1200


def _page(language: str, head: str = "", *, filler: str = "") -> str:
    _, title, text = LETTERS[language]
    return f"<!doctype html><html><head>{head}<title>{title}</title></head><body>{filler}<h1>{title}</h1><p>{text}</p>"


def _packed(text: str, name: str) -> bytes:
    return text.encode(name, "xmlcharrefreplace")


@pytest.mark.parametrize("filler", ["", FILLER])
@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_page_that_declares_nothing_is_read(language: str, name: str, filler: str) -> None:
    """In short pages and in long ones, whose words come late; and its words for «not found» are seen."""
    page = read(_packed(_page(language, filler=filler), name), "text/html")
    assert page.title == LETTERS[language][1]
    assert says_not_found(page) == page.title


@pytest.mark.parametrize(("language", "name"), CASES)
@pytest.mark.parametrize("said", ["utf-8", "klingon", "", "x-user-defined", "hex", "unicode_escape", "idna"])
def test_a_declaration_that_cannot_be_is_not_believed(language: str, name: str, said: str) -> None:
    """Whether it names no encoding, or one in which these bytes are faults."""
    body = _packed(_page(language), name)
    assert read(body, f"text/html; charset={said}").title == LETTERS[language][1]
    meta = _packed(_page(language, f'<meta charset="{said}">'), name)
    assert read(meta, "text/html").title == LETTERS[language][1]


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_declaration_that_may_be_is_believed(language: str, name: str) -> None:
    """The header's before the page's."""
    label = name.replace("_", "-").replace("iso8859", "iso-8859").replace("iso2022", "iso-2022")
    text = _page(language, "<meta charset=utf-8>")
    assert read(_packed(text, name), f"text/html; charset={label}").title == LETTERS[language][1]
    assert read(_packed(_page(language, f"<meta charset={label}>"), name), "text/html").title == LETTERS[language][1]


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("said", ["", "; charset=utf-8", "; charset=iso-8859-1", "; charset=windows-1251"])
def test_utf8_is_known_whatever_is_said(language: str, said: str) -> None:
    """A server may declare one byte for a letter for all its pages."""
    assert read(_page(language).encode(), f"text/html{said}").title == LETTERS[language][1]


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("language", LETTERS)
def test_a_byte_order_mark_comes_first(language: str, mark: str) -> None:
    """Before all that is declared."""
    assert read(_page(language).encode(mark), "text/html; charset=iso-8859-1").title == LETTERS[language][1]


@pytest.mark.parametrize("language", LETTERS)
def test_a_few_faults_do_not_make_another_encoding(language: str) -> None:
    """As comments pasted from elsewhere."""
    body = _page(language).encode() + b"<p>caf\xe9 \xff"
    for kind in ("text/html; charset=utf-8", "text/html"):
        assert read(body, kind).title == LETTERS[language][1]


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_letter_that_was_cut_off_is_left_out(language: str, cut: int) -> None:
    """A page is read up to a limit, wherever that falls."""
    whole = _page(language) + LETTERS[language][1]
    assert whole.startswith(decoded(whole.encode()[:-cut], ""))


@pytest.mark.parametrize("text", ["<p>café crème, naïve façade", "<p>größer als früher", "<p>© 2014 — all rights"])
def test_few_letters_are_taken_for_the_west(text: str) -> None:
    """As browsers take them; the words in ASCII are the same in any case."""
    ascii_words = [word for word in text.split() if word.isascii()]
    assert set(ascii_words) <= set(decoded(text.encode("cp1252"), "").split())


@given(st.binary(max_size=200), st.text(max_size=30))
def test_any_bytes_become_text(body: bytes, label: str) -> None:
    """Whatever is declared of them."""
    assert isinstance(decoded(body, f"text/html; charset={label}"), str)
