import pytest

from schemas.document import Parsed
from tasks.understand import understand_release

ENGLISH = (
    "The ministers agreed that the two countries should work together on rail freight, and that the"
    " first train would run before the end of the year."
)
PARAGRAPHS = {
    "fr": "Les ministres sont convenus que les deux pays devraient travailler ensemble sur le fret"
    " ferroviaire et que le premier train circulerait avant la fin de l’année.",
    "es": "Los ministros acordaron que los dos países deberían trabajar juntos en el transporte de"
    " mercancías y que el primer tren circularía antes de fin de año.",
    "de": "Die Minister vereinbarten, dass die beiden Länder beim Schienenverkehr zusammenarbeiten"
    " und dass der erste Zug noch vor dem Ende des Jahres fahren soll.",
    "ru": "Министры договорились о том, что две страны будут вместе развивать железнодорожные"
    " перевозки и что первый поезд пойдет до конца года.",
    "uk": "Міністри домовилися, що дві країни разом розвиватимуть залізничні перевезення і що"
    " перший потяг вирушить до кінця цього року, якщо не буде затримок.",
    "kk": "Министрлер екі елдің теміржол тасымалын бірге дамытатынына және алғашқы пойыз жыл"
    " соңына дейін жүретініне келісті, бұл үшін жаңа топ құрылды.",
    "zh": "两国部长一致同意在铁路货运方面开展合作，并商定首趟列车将在今年年底之前开行，双方将成立工作组。",
    "ar": "اتفق الوزيران على أن يعمل البلدان معا في مجال الشحن بالسكك الحديدية وأن يسير القطار الأول"
    " قبل نهاية العام.",
}


def find_tags(body: str, language: str) -> list[tuple[str, str]]:
    parsed = Parsed(format="text", title="Rail freight", body=body)
    findings = understand_release(parsed, language, None)
    text = f"Rail freight\n\n{body}"
    return [(one.tag, text[one.start : one.end]) for one in findings.foreign]


@pytest.mark.parametrize("tag", PARAGRAPHS)
def test_a_paragraph_in_another_language_is_named_with_its_place(tag: str) -> None:
    body = f"{ENGLISH}\n\n{PARAGRAPHS[tag]}\n\n{ENGLISH}"
    assert find_tags(body, "en") == [(tag, PARAGRAPHS[tag])]


@pytest.mark.parametrize(("own", "other"), [("ru", "kk"), ("kk", "ru"), ("ru", "uk"), ("fr", "es")])
def test_languages_of_one_script_are_told_apart(own: str, other: str) -> None:
    body = f"{PARAGRAPHS[own]}\n\n{PARAGRAPHS[other]}"
    assert find_tags(body, own) == [(other, PARAGRAPHS[other])]


@pytest.mark.parametrize("tag", PARAGRAPHS)
def test_paragraphs_in_the_language_of_the_release_are_not_named(tag: str) -> None:
    assert find_tags(f"{PARAGRAPHS[tag]}\n\n{PARAGRAPHS[tag]}", f"{tag}-XX") == []


@pytest.mark.parametrize(
    "words",
    [
        "Quai d’Orsay, Paris",
        "Ulaanbaatar, Nguyen Van Tho, Etcheverry Labat, Borgström-Achebe, Kovalenko, Sato, Adeyemi",
        "https://www.example.org/les/ministres/de/la/republique/sont/dans/le/train",
        '<img src="https://example.org/w/do/nie/to.jpg" class="w-do-na" alt="" width="640" od="do">',
        "+33 1 23 45 67 89 / 12 / 2024",
    ],
)
def test_names_and_addresses_are_no_foreign_paragraph(words: str) -> None:
    assert find_tags(f"{ENGLISH}\n\n{words}", "en") == []


def test_nothing_is_foreign_where_the_language_of_the_release_is_unknown() -> None:
    assert find_tags(f"{ENGLISH}\n\n{PARAGRAPHS['ru']}", "und") == []
