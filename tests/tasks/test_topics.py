import time

import pytest

from tasks.topics import assign_topics

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
