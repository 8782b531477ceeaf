import time

import pytest

from schemas.rules import TopicScheme, TopicTerms
from tasks.classify.topics import assign_topics
from tasks.prose.rules import load_rules

POLITICS, DIPLOMACY = "medtop:11000000", "medtop:20000638"
ECONOMY, CONFLICT = "medtop:04000000", "medtop:16000000"

MEETING = (
    "The Secretary-General of the league met the ambassador of the United Nations. They spoke of"
    " economic relations, transport and trade, and of peace, security and the fight against"
    " terrorism. Both sides want closer international cooperation."
)


def find_ids(title: str, body: str, language: str) -> set[str]:
    return {topic.id for topic in assign_topics(title, body, language)}


def test_a_readout_of_diplomats_has_its_several_topics() -> None:
    found = find_ids("Secretary-General's meeting with the ambassador", MEETING, "en")
    assert {POLITICS, DIPLOMACY, ECONOMY, CONFLICT} <= found


@pytest.mark.parametrize(
    ("language", "title", "body", "topic"),
    [
        ("en", "Two Plead Guilty", "A jury in district court convicted both of fraud.", "02"),
        ("en", "Vaccine clinics open", "Hospitals offer the vaccine to patients.", "07"),
        ("en", "Hurricane relief", "FEMA and firefighters help after the flooding.", "03"),
        ("en", "Head Start", "Teachers and students of public schools gain.", "05"),
        ("fr", "Santé", "Les hôpitaux vaccinent les patients.", "07"),
        ("es", "Terremoto", "Los bomberos buscan a los damnificados del terremoto.", "03"),
        ("de", "Mehr Geld für Schulen", "Lehrkräfte und Schülerinnen gewinnen.", "05"),
        ("ru", "О терроризме", "Обсуждалась борьба с терроризмом и безопасность.", "16"),
        ("zh", "气候变化会议", "会议讨论了温室气体和生物多样性。", "06"),
        ("ar", "التعليم العالي", "تدعم الجامعات الطلاب والمعلمين.", "05"),
        ("pt", "Saúde", "Os hospitais recebem a vacina.", "07"),
        ("it", "Terremoto", "I vigili del fuoco e la protezione civile aiutano.", "03"),
        ("tr", "Deprem", "Depremde itfaiye ekipleri çalıştı.", "03"),
        ("uk", "Про безпеку", "Говорили про війну та припинення вогню.", "16"),
        ("kk", "Білім", "Университеттер мен мектептерге қолдау көрсетіледі.", "05"),
        ("fa", "محیط زیست", "درباره تغییرات اقلیمی و آلودگی گفتگو شد.", "06"),
        ("ja", "気候変動", "温室効果ガスと生物多様性を議論した。", "06"),
        ("ko", "인권", "난민과 빈곤 문제를 논의하였다.", "14"),
        ("pl", "Szkoły", "Nauczyciele i studenci zyskają.", "05"),
    ],
)
def test_terms_of_each_language_speak_for_their_topic(
    language: str, title: str, body: str, topic: str
) -> None:
    assert f"medtop:{topic}000000" in find_ids(title, body, language)


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        ("Hello there", "A short text of nothing much.", "en"),
        ("", "", "en"),
        ("New aid scheme approved", "The council has approved it.", "en"),
        ("Tenants and their security deposits", "Deposits were kept by three owners.", "en"),
        ("Vaccine clinics open", "Hospitals offer the vaccine to patients.", "und"),
        ("Vaccine clinics open", "Hospitals offer the vaccine to patients.", "scheme"),
    ],
)
def test_thin_evidence_gives_no_topic(title: str, body: str, language: str) -> None:
    assert assign_topics(title, body, language) == ()


@pytest.mark.parametrize(
    ("title", "body", "topic"),
    [
        ("Media freedom", "Journalists and public broadcasting need protection.", "20000045"),
        ("Coup attempt", "The junta took over after a military coup.", "20000070"),
        ("Demining", "Mine action and the reconstruction of Ukraine go on.", "20000077"),
        ("Avian flu found", "Veterinary services fight the animal disease.", "20000493"),
        ("Anti-doping rules", "WADA looks for performance-enhancing drugs.", "20001104"),
        ("Census published", "Population growth and birth rates fell.", "20000770"),
        ("Political prisoners", "The dissidents and opposition leaders were freed.", "20000648"),
    ],
)
def test_concepts_of_the_second_level_are_found_with_their_parent(
    title: str, body: str, topic: str
) -> None:
    found = find_ids(title, body, "en")
    assert f"medtop:{topic}" in found
    assert any(one.endswith("000000") for one in found)


LANGUAGES = ["ar", "de", "en", "es", "fr", "ru", "zh"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_terms_in_the_main_languages(language: str) -> None:
    scheme = load_rules("topics/scheme.toml", TopicScheme)
    terms = load_rules(f"topics/{language}.toml", TopicTerms).topics
    lacking = {one.id for one in scheme.concepts} - set(terms)
    # Terms of lifestyle and leisure stand with its parts.
    assert lacking <= {"medtop:10000000", "medtop:08000000"}


def test_terms_are_whole_words() -> None:
    body = "Warned of hardware and software in the warehouse, the wartlike toad schooled us. " * 3
    assert CONFLICT not in find_ids("Warming", body, "en")


def test_inflected_words_inside_a_term_are_found_and_shown_as_written() -> None:
    topics = assign_topics(
        "О новых правилах", "Речь шла о принципе Верховенства права, о прокурорах.", "ru"
    )
    crime = next(topic for topic in topics if topic.id == "medtop:02000000")
    assert "верховенства права" in crime.terms


def test_arabic_particles_do_not_hide_a_term() -> None:
    assert ECONOMY in find_ids("والتجارة", "بالتجارة والاستثمار وللاقتصاد", "ar")


def test_the_same_mention_weighs_less_in_a_long_text() -> None:
    short = "Terrorism and the ceasefire were discussed. " + "Words follow words here. " * 10
    long = "Terrorism and the ceasefire were discussed. " + "Words follow words here. " * 600
    assert CONFLICT in find_ids("", short, "en")
    assert CONFLICT not in find_ids("", long, "en")


def test_topics_come_most_confident_first_and_terms_most_telling_first() -> None:
    topics = assign_topics("Ambassador meets Secretary-General", MEETING, "en")
    confidences = [topic.confidence for topic in topics]
    assert confidences == sorted(confidences, reverse=True)
    assert topics[0].terms[0] in {"ambassador", "secretary general"}


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("word", "language"), [("museum", "en"), ("umwelt", "de"), ("музей", "ru"), ("الطاقة", "ar")]
)
def test_a_word_without_end_is_no_term_and_takes_no_time(word: str, language: str) -> None:
    assert assign_topics("", word * 150_000, language) == ()


def test_the_cost_grows_with_the_length_of_the_text_and_no_faster() -> None:
    assign_topics("", MEETING, "en")

    def measure(times: int) -> float:
        text = MEETING * times
        start = time.process_time()
        assign_topics("", text, "en")
        return time.process_time() - start

    small, large = min(measure(200) for _ in range(3)), min(measure(3_200) for _ in range(2))
    assert large < 16 * small * 3
