"""G. 'Not found' with 200 in 34 languages, in the words of sites that wrote their own page; their home is another.

The words are none of a publishing system's: those are in the labelled set.
"""

from __future__ import annotations

from functools import partial

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import good
from tests.internet.prose import frame

WORDS = {
    "bg": ("Страницата не е намерена", "Търсената от вас страница вече не съществува или адресът е сгрешен."),
    "ca": ("No hem trobat la pàgina", "La pàgina que busqueu ja no existeix o l'adreça no és correcta."),
    "cs": ("Stránka nenalezena", "Stránka, kterou hledáte, už neexistuje, nebo je v adrese překlep."),
    "da": ("Siden blev ikke fundet", "Den side, du leder efter, findes ikke længere, eller adressen er forkert."),
    "de": ("Diese Seite gibt es nicht", "Die gesuchte Seite wurde nicht gefunden. Vielleicht ist sie umgezogen."),
    "el": ("Η σελίδα δεν βρέθηκε", "Η σελίδα που αναζητάτε δεν υπάρχει πλέον ή η διεύθυνση είναι λάθος."),
    "en": ("We couldn't find that page", "The page you were looking for doesn't exist, or has been moved."),
    "es": ("No encontramos la página", "La página que buscas no existe o ha cambiado de dirección."),
    "et": ("Lehte ei leitud", "Otsitud lehte enam ei ole või on aadressis viga."),
    "fa": ("صفحه پیدا نشد", "صفحه‌ای که به دنبال آن هستید وجود ندارد یا حذف شده است."),
    "fi": ("Sivua ei löytynyt", "Etsimääsi sivua ei ole enää olemassa, tai osoitteessa on virhe."),
    "fr": ("Cette page est introuvable", "La page que vous cherchez n'existe plus ou l'adresse est erronée."),
    "hi": ("पृष्ठ नहीं मिला", "आप जिस पृष्ठ को खोज रहे हैं वह अब मौजूद नहीं है या पता गलत है।"),
    "hr": ("Stranica nije pronađena", "Stranica koju tražite više ne postoji ili je adresa pogrešna."),
    "hu": ("Az oldal nem található", "A keresett oldal már nem létezik, vagy hibás a cím."),
    "id": ("Halaman tidak ditemukan", "Halaman yang Anda cari sudah tidak ada atau alamatnya salah."),
    "it": ("Pagina non trovata", "La pagina che stai cercando non esiste più oppure l'indirizzo è sbagliato."),
    "ko": ("페이지를 찾을 수 없습니다", "찾으시는 페이지가 더 이상 존재하지 않거나 주소가 잘못되었습니다."),
    "lt": ("Puslapis nerastas", "Jūsų ieškomo puslapio nebėra arba adresas neteisingas."),
    "lv": ("Lapa nav atrasta", "Meklētā lapa vairs nepastāv vai adrese ir nepareiza."),
    "nb": ("Fant ikke siden", "Siden du leter etter, finnes ikke lenger, eller adressen er feil."),
    "nl": ("Deze pagina bestaat niet", "De pagina die u zoekt, is niet gevonden of is verplaatst."),
    "pl": ("Nie znaleziono strony", "Strona, której szukasz, już nie istnieje albo adres jest błędny."),
    "pt": ("Página não encontrada", "A página que procura já não existe ou o endereço está errado."),
    "ro": ("Pagina nu a fost găsită", "Pagina pe care o căutați nu mai există sau adresa este greșită."),
    "ru": ("Такой страницы нет", "Страница, которую вы ищете, не найдена: её удалили или в адресе ошибка."),
    "sk": ("Stránka sa nenašla", "Stránka, ktorú hľadáte, už neexistuje alebo je adresa nesprávna."),
    "sl": ("Strani ni mogoče najti", "Stran, ki jo iščete, ne obstaja več ali pa je naslov napačen."),
    "sr": ("Страница није пронађена", "Страница коју тражите више не постоји или је адреса погрешна."),
    "sv": ("Sidan kunde inte hittas", "Sidan du söker finns inte längre, eller så är adressen fel."),
    "th": ("ไม่พบหน้านี้", "หน้าที่คุณกำลังมองหาไม่มีอยู่แล้ว หรือที่อยู่ไม่ถูกต้อง"),
    "uk": ("Сторінку не знайдено", "Сторінка, яку ви шукаєте, більше не існує або адреса помилкова."),
    "vi": ("Không tìm thấy trang", "Trang bạn đang tìm không còn tồn tại hoặc địa chỉ không đúng."),
    "zh": ("页面未找到", "您要找的页面已经不存在，或者地址有误。"),
}
"""Language → what the page says above, and below."""

site = partial(sites.site, module=__name__)
for _language, (_title, _line) in WORDS.items():
    _host = f"www.lamps-{_language}.example.lab"
    _page = frame(_title, f"<h1>{_title}</h1><p>{_line}</p>", site=_host, lang=_language)
    site(
        f"lost_in_{_language}",
        "B142",
        f"200 '{_title}'",
        State.DEAD,
        cite=f"https://{_host}/{len(_line)}/the-lamp-of-{len(_title)}-keepers.html",
        elsewhere={_host: good(body=_page)},
    )
