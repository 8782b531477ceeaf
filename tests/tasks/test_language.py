import os
import random
import subprocess
import sys
from pathlib import Path

import langdetect
import pytest

from tasks.language.vote import detect_language, name_script

ROOT = Path(__file__).resolve().parents[2]

# Sentences written for these tests, as releases open.
SENTENCES = {
    "en": "The foreign minister met his counterpart in the capital on Monday.",
    "fr": "Le ministre a reçu hier les représentants des entreprises de la région.",
    "es": "El ministro recibió ayer a los representantes de las empresas de la región.",
    "pt": "O ministro recebeu ontem os representantes das empresas da região.",
    "gl": "O conselleiro reuniuse este luns en Santiago cos alcaldes para falar da vivenda.",
    "ca": "El conseller s'ha reunit aquest dilluns amb els alcaldes per parlar de l'habitatge.",
    "de": "Die Ministerin traf am Montag ihren polnischen Kollegen in der Hauptstadt.",
    "nl": "De minister sprak maandag met zijn collega over het vervoer in de hoofdstad.",
    "sv": "Statsministern träffade på måndagen Finlands president i Stockholm.",
    "cs": "Ministr zahraničních věcí se v Praze setkal se svým slovenským protějškem.",
    "sk": "Minister zahraničných vecí sa v Bratislave stretol so svojím českým partnerom.",
    "hu": "A külügyminiszter Budapesten találkozott lengyel kollégájával.",
    "id": "Menteri luar negeri bertemu dengan rekannya di Jakarta karena kerja sama tersebut.",
    "ms": "Kerajaan Malaysia mengalu-alukan keputusan tersebut kerana ia memberi manfaat.",
    "vi": "Bộ trưởng đã tiếp đại sứ các nước tại Hà Nội vào ngày hôm qua.",
    "tr": "Dışişleri Bakanı dün Ankara'da mevkidaşıyla bir araya geldi.",
    "az": "Xarici işlər naziri Bakıda həmkarı ilə görüşüb və əməkdaşlığı müzakirə edib.",
    "uz": "Prezident Toshkentda qo'shni davlat tashqi ishlar vaziri bilan uchrashdi.",
    "ru": "Министр провел в четверг переговоры с послом соседней страны.",
    "uk": "Міністр провів у четвер переговори з послом сусідньої країни.",
    "be": "Міністр замежных спраў сустрэўся ў Мінску са сваім калегам.",
    "bg": "Министърът на външните работи се срещна в София със своя колега.",
    "kk": "Сыртқы істер министрі Астанада әріптесімен кездесіп, сауданы талқылады.",
    "ky": "Тышкы иштер министри Бишкекте кесиптеши менен жолугушту.",
    "tg": "Вазири корҳои хориҷӣ дар Душанбе бо ҳамтои худ мулоқот намуд.",
    "mn": "Гадаад харилцааны сайд Улаанбаатарт хамтын ажиллагааны талаар ярилцлаа.",
    "ar": "استقبل الوزير يوم الاثنين سفير الدولة المجاورة في العاصمة.",
    "fa": "وزیر امور خارجه روز دوشنبه با همتای خود در تهران دیدار کرد.",
    "ur": "وزیر خارجہ نے اسلام آباد میں اپنے ہم منصب سے ملاقات کی۔",
    "hi": "विदेश मंत्री ने सोमवार को दिल्ली में राजदूत से मुलाकात की।",
    "zh": "外交部长星期一在首都会见了邻国大使。",
    "ja": "外務大臣は月曜日に東京で大使と会談した。",
    "ko": "외교부 장관은 월요일 서울에서 대사를 만났다.",
    "he": "שר החוץ נפגש ביום שני בירושלים עם השגריר.",
    "el": "Ο υπουργός Εξωτερικών συναντήθηκε τη Δευτέρα με τον πρέσβη.",
    "hy": "Արտաքին գործերի նախարարը հանդիպել է դեսպանին։",
    "ka": "საგარეო საქმეთა მინისტრი ორშაბათს შეხვდა ელჩს.",
    "th": "รัฐมนตรีว่าการกระทรวงการต่างประเทศพบกับเอกอัครราชทูต",
    "bn": "পররাষ্ট্রমন্ত্রী সোমবার ঢাকায় রাষ্ট্রদূতের সঙ্গে বৈঠক করেছেন।",
}

_PRINT = (
    "import sys; from tasks.language.vote import detect_language as d; print(*map(d, sys.argv[1:]))"
)


@pytest.mark.parametrize("tag", SENTENCES)
def test_a_sentence_gets_its_language(tag: str) -> None:
    assert detect_language(SENTENCES[tag]).tag == tag


def test_an_english_headline_in_capitals_is_english() -> None:
    assert detect_language("MINISTER ANNOUNCES NEW GRANTS FOR HARBOR TOWNS").tag == "en"


def test_every_process_gives_the_same_verdict_whatever_its_hash_seed() -> None:
    texts = ["hotel central", "reforma agrária", *SENTENCES.values()]
    runs = {
        subprocess.run(
            [sys.executable, "-c", _PRINT, *texts],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_neither_our_seed_nor_anybody_elses_reaches_the_other() -> None:
    before = detect_language("hotel central", "")
    random.seed(7)
    state = random.getstate()
    langdetect.DetectorFactory.seed = 99
    langdetect.detect("Ein Satz auf Deutsch.")
    assert detect_language("hotel central", "") == before
    assert langdetect.DetectorFactory.seed == 99
    assert random.getstate() == state
    langdetect.DetectorFactory.seed = None


def test_too_few_letters_say_nothing_whatever_the_page_declares() -> None:
    for text in ("", "2019", "EU", "---", "!?\u200b"):
        assert detect_language(text, "fr").tag == "und"


def test_an_even_contest_is_undecided() -> None:
    verdict = detect_language("xzxz")
    assert verdict.tag == "und" or verdict.confidence < 0.9


def test_the_declared_language_decides_where_the_words_do_not() -> None:
    assert detect_language("hotel central").tag != "es"
    verdict = detect_language("hotel central", "es-MX")
    assert (verdict.tag, verdict.method) == ("es", "declared")


@pytest.mark.parametrize("declared", ["de", "zh-Hans", "xx", "not a tag", "EN_us"])
def test_a_wrong_declaration_does_not_overrule_a_sentence(declared: str) -> None:
    for tag in ("fr", "kk", "ja", "en"):
        assert detect_language(SENTENCES[tag], declared).tag == tag


@pytest.mark.parametrize(
    ("declared", "tag"), [("iw", "he"), ("nb-NO", "no"), ("in", "id"), ("cmn-Hans-CN", "zh")]
)
def test_withdrawn_and_variant_codes_are_understood(declared: str, tag: str) -> None:
    text = {"he": SENTENCES["he"], "zh": SENTENCES["zh"], "id": SENTENCES["id"]}.get(
        tag, "Regjeringen foreslår å bruke mer penger på skoler og sykehus neste år."
    )
    assert detect_language(text, declared).tag == tag


RUSSIAN = (
    "Министр отметил, что отношения двух стран развиваются динамично, и выразил надежду на"
    " продолжение сотрудничества в области транспорта, энергетики и культуры. Стороны также"
    " обсудили подготовку к саммиту, который пройдет осенью. "
)
KAZAKH = (
    "Кездесуде екі елдің сауда-экономикалық байланыстары және көлік саласындағы ынтымақтастығы"
    " талқыланды. Министр бұл бағыттағы жұмыстың маңызы зор екенін атап өтті. "
)


@pytest.mark.parametrize(
    ("most", "rest", "tag"),
    [
        (RUSSIAN * 5, KAZAKH * 3, "ru"),
        (KAZAKH * 6, RUSSIAN * 3, "kk"),
        (SENTENCES["en"] * 14, SENTENCES["fr"] * 6, "en"),
        (SENTENCES["zh"] * 10, " Shanghai Cooperation Organisation (SCO)", "zh"),
    ],
)
def test_a_mixed_release_has_the_language_of_most_of_its_body(
    most: str, rest: str, tag: str
) -> None:
    assert detect_language(f"{most}\n\n{rest}").tag == tag
    assert detect_language(f"{rest}\n\n{most}").tag == tag


def test_addresses_and_links_do_not_count_as_words() -> None:
    links = "https://example.org/the/of/and press@example.org www.example.org " * 5
    assert detect_language(links + SENTENCES["es"]).tag == "es"


def test_a_megabyte_is_only_sampled() -> None:
    text = (SENTENCES["en"] + " ") * 16_000
    assert len(text) > 1_000_000
    assert detect_language(text) == detect_language(text)
    assert detect_language(text).tag == "en"


def test_a_long_chinese_text_needs_no_model_and_kana_make_it_japanese() -> None:
    assert detect_language(SENTENCES["zh"] * 2).method == "script"
    assert detect_language(SENTENCES["ja"]).method == "script"


@pytest.mark.parametrize(
    ("text", "script"),
    [("The Minister met", "Latn"), ("Министр встретился", "Cyrl"), ("123", "")],
)
def test_the_script_of_most_letters_is_named(text: str, script: str) -> None:
    assert name_script(text) == script
