"""W. Pages without a declared charset, in the encodings of their countries: lost ones say so, and genuine ones live."""

from __future__ import annotations

from functools import partial

from linkcheck.model import State
from tests.internet.answers import gone, reply
from tests.internet.behaviour import add
from tests.internet.visit import Visit

WORDS = {
    "windows-1251": (
        "Страница не найдена",
        "К сожалению, запрошенная вами страница не существует или была удалена. Вернитесь на главную или к поиску.",
        "Смотритель маяка записывал погоду два раза в день. Мы перепечатали его тетради и сверили с журналами порта.",
    ),
    "koi8-r": (
        "Документ не найден",
        "Такой страницы на нашем сервере нет. Проверьте адрес, начните с главной страницы или напишите администратору.",
        "Заметки о старых фонарях: чем их заправляли, кто их зажигал и почему на севере они горели всю зиму подряд.",
    ),
    "shift_jis": (
        "ページが見つかりません",
        "お探しのページは削除されたか、名前が変更された可能性があります。トップページからお探しください。",
        "灯台守の日記を読みました。嵐の夜に書かれた文章は短く、次の朝の文章は長いです。写真も載せました。",
    ),
    "euc-jp": (
        "お探しのページは見つかりませんでした",
        "指定されたページは存在しません。アドレスをご確認のうえ、もう一度お試しください。",
        "古い港の地図を集めています。明治のころの地図には、いまはない桟橋と、小さな灯台が描かれています。",
    ),
    "euc-kr": (
        "페이지를 찾을 수 없습니다",
        "요청하신 페이지가 존재하지 않거나 삭제되었습니다. 주소를 다시 확인해 주십시오.",
        "등대지기의 일기를 옮겨 적었습니다. 폭풍이 지나간 다음 날의 기록이 가장 길고, 그림도 함께 있습니다.",
    ),
    "gbk": (
        "您访问的页面不存在",
        "抱歉，您要查看的页面已被删除或者地址有误，请检查网址或者返回首页重新查找。",
        "这篇文章介绍老灯塔的历史，以及守灯人在风暴之夜写下的笔记，并附有港口的旧地图和照片。",
    ),
    "big5": (
        "找不到網頁",
        "很抱歉，您要瀏覽的網頁不存在或已經移除，請確認網址是否正確，或回到首頁。",
        "我們整理了舊港口的照片，並訪問了最後一位守燈人，他說起那一年的颱風和沉沒的船。",
    ),
    "windows-1252": (
        "Page non trouvée",
        "Désolé, la page demandée n'existe pas ou a été supprimée. Vérifiez l'adresse ou revenez à la page d'accueil.",
        "Le gardien du phare écrivait deux fois par jour. Voilà ses cahiers, relus et complétés à l'été suivant.",
    ),
    "iso-8859-1": (
        "Seite nicht gefunden",
        "Die gewünschte Seite existiert leider nicht oder wurde gelöscht. Bitte prüfen Sie die Adresse.",
        "Der Wärter schrieb zweimal täglich über das Wetter, über Möwen, über Öl für die Lampe und über die Brüder.",
    ),
    "windows-1250": (
        "Strona nie została znaleziona",
        "Przepraszamy, żądana strona nie istnieje albo została usunięta. Sprawdź adres lub wróć na stronę główną.",
        "Latarnik zapisywał pogodę dwa razy dziennie. Przepisaliśmy jego zeszyty i porównaliśmy z dziennikami portu.",
    ),
    "windows-1254": (
        "Sayfa bulunamadı",
        "Aradığınız sayfa silinmiş, adı değiştirilmiş olabilir ya da böyle bir sayfa yok. Adresi kontrol ediniz.",
        "Fener bekçisi günde iki kez havayı yazıyordu. Defterlerini okuduk, liman kayıtlarıyla karşılaştırdık.",
    ),
    "windows-1253": (
        "Η σελίδα δεν βρέθηκε",
        "Η σελίδα που ζητήσατε δεν υπάρχει ή έχει διαγραφεί. Ελέγξτε τη διεύθυνση ή επιστρέψτε στην αρχική σελίδα.",
        "Ο φαροφύλακας έγραφε τον καιρό δύο φορές την ημέρα. Διαβάσαμε τα τετράδιά του και τα συγκρίναμε με το λιμάνι.",
    ),
    "windows-1255": (
        "הדף לא נמצא",
        "מצטערים, הדף שביקשת אינו קיים או שהוסר. נא לבדוק את הכתובת או לחזור לדף הבית.",
        "שומר המגדלור רשם את מזג האוויר פעמיים ביום. קראנו את המחברות שלו והשווינו אותן ליומני הנמל.",
    ),
    "windows-1256": (
        "الصفحة غير موجودة",
        "عذرا، الصفحة التي طلبتها غير موجودة أو تم حذفها. يرجى التحقق من العنوان أو العودة إلى الصفحة الرئيسية.",
        "كان حارس المنارة يكتب عن الطقس مرتين في اليوم. قرأنا دفاتره وقارناها بسجلات الميناء.",
    ),
    "iso-8859-2": (
        "Stránka nebyla nalezena",
        "Omlouváme se, požadovaná stránka neexistuje nebo byla odstraněna. Zkontrolujte adresu nebo přejděte na úvod.",
        "Strážce majáku zapisoval počasí dvakrát denně. Přečetli jsme jeho sešity a porovnali je s deníky přístavu.",
    ),
    "tis-620": (
        "ไม่พบหน้าที่คุณต้องการ",
        "ขออภัย หน้าที่คุณเรียกดูไม่มีอยู่หรือถูกลบไปแล้ว กรุณาตรวจสอบที่อยู่หรือกลับไปที่หน้าแรก",
        "ผู้ดูแลประภาคารจดสภาพอากาศวันละสองครั้ง เราอ่านสมุดบันทึกของเขาและเทียบกับบันทึกของท่าเรือ",
    ),
}
"""Encoding → how pages in it say that one is lost, with what they add, and a line of what is there."""


def _page(title: str, text: str, lines: str, encoding: str) -> bytes:
    """Return a page in an old manner: no charset, neither in the head nor on the wire."""
    menu = "".join(f"<td><a href={number}.html>{word}</a></td>" for number, word in enumerate(lines.split()[:4]))
    page = (
        f"<html><head><title>{title}</title></head><body bgcolor=white><table><tr>{menu}</tr></table><h1>{title}</h1>"
        f"<p>{text}</p><hr><address>1999-2009</address></body></html>"
    )
    return page.encode(encoding)


async def _answer(visit: Visit, *, lost: bytes, there: bytes, front: bytes) -> bytes:
    if visit.path == "/robots.txt":
        return gone()
    bodies = {"/": front, "/notes/keeper.html": there}
    return reply(200, body=bodies.get(visit.path, lost))


for _encoding, (_title, _lost, _line) in WORDS.items():
    _name = _encoding.replace("-", "_").replace("_", "")
    _first = _line.partition("." if "." in _line else "。")[0]
    _shows = partial(
        _answer,
        lost=_page(_title, _lost, _line, _encoding),
        there=_page(_first, f"{_line} {_line}" * 4, _line, _encoding),
        front=_page(_line[:16], _line * 2, _line, _encoding),
    )
    for _what, _truth, _at in (
        ("lost", State.DEAD, "/notes/of-the-year-before.html"),
        ("there", State.ALIVE, "/notes/keeper.html"),
    ):
        add(
            f"{_name}_{_what}",
            f"{_encoding}, which is not declared: "
            + (f"200 '{_title}'" if _what == "lost" else "a genuine page of the same host"),
            _shows,
            "W117" if _what == "there" else "W109",
            _truth,
            text=f"[cited](http://HOST{_at})\n",
            any_path=True,
            hosts=(f"{_name}.lab",),
            module=__name__,
        )
