import pytest

from schemas.release import Kind
from tasks.kind import classify_kind

TITLES: list[tuple[str, Kind, str]] = [
    ("en", "readout-meeting", "ASEAN Secretary-General Kao's meeting with the Minister of Trade"),
    ("en", "readout-meeting", "Foreign Minister Aliyev meets President of the Republic of Korea"),
    ("en", "readout-meeting", "Readout of Deputy Secretary Okoro's Meeting with Prime Minister Li"),
    ("en", "readout-call", "Secretary Marsh's Call with Foreign Minister Kovalenko"),
    ("en", "readout-visit", "Prime Minister Lee's Official Visit to Viet Nam"),
    ("en", "statement", "Statement by the Spokesperson on the elections"),
    ("en", "statement", "Minister condemns attack on market"),
    ("en", "joint-statement", "Joint Statement of the Foreign Ministers of Japan and Peru"),
    ("en", "communique", "Communiqué of the Council of Heads of State"),
    ("en", "remarks", "Remarks by the Minister at the opening of the harbour"),
    ("en", "interview", "Interview with the Foreign Minister on regional transport"),
    ("en", "briefing", "Press briefing by the Spokesperson, 4 May"),
    ("en", "advisory", "MEDIA ADVISORY: Minister to hold press conference"),
    ("en", "agreement", "Peru and Japan sign memorandum of understanding on rail safety"),
    ("en", "appointment", "President appoints new ambassador to Kenya"),
    ("en", "congratulation", "Secretary-General congratulates the new Prime Minister"),
    ("en", "condolence", "Minister sends condolences on the death of the former President"),
    ("en", "report", "Ministry publishes annual report on water quality"),
    ("en", "enforcement", "Two Brothers Plead Guilty to Mail Theft"),
    ("en", "enforcement", "Company Agrees to Pay $3 Million to Resolve Billing Claims"),
    ("en", "funding", "Senator Announces $2.4 Million in Grants for Rural Clinics"),
    ("en", "corporate", "Example Corp. Reports Fourth Quarter Results"),
    (
        "en",
        "readout-meeting",
        "Secretary General welcomes Norland’s Prime Minister to Headquarters",
    ),
    ("en", "briefing", "Envoy Tells Security Council of Famine, as Speakers Call for Ceasefire"),
    ("en", "correction", "CORRECTION: Programme of the Minister"),
    ("fr", "readout-meeting", "Rencontre du ministre avec son homologue kazakh"),
    ("fr", "readout-call", "Entretien téléphonique de la ministre avec M. Kovač"),
    ("fr", "joint-statement", "Déclaration conjointe de la France et du Japon"),
    ("fr", "condolence", "Décès de l'ancien président du Conseil"),
    ("fr", "agreement", "Signature d'un accord sur le transport aérien"),
    ("es", "readout-meeting", "El canciller se reúne con su homólogo de Chile"),
    ("es", "statement", "México condena el atentado en la capital"),
    ("es", "funding", "El Gobierno destina 20 millones de euros a becas"),
    ("de", "readout-meeting", "Außenministerin trifft ihren polnischen Amtskollegen"),
    ("de", "readout-call", "Telefonat des Bundeskanzlers mit dem Präsidenten"),
    ("de", "appointment", "Claudia Wenz wird neue Finanzvorständin der Nordbank"),
    ("de", "corporate", "Rheintal Maschinenbau übernimmt Sensorhersteller Optoline"),
    ("de", "condolence", "Bundespräsident kondoliert zum Tod des Königs"),
    ("ru", "readout-meeting", "О встрече министра иностранных дел с послом Индии"),
    ("ru", "readout-call", "О телефонном разговоре министров"),
    ("ru", "congratulation", "Поздравление с Днем независимости"),
    ("ru", "agreement", "Подписан меморандум о сотрудничестве"),
    ("zh", "readout-meeting", "外交部长会见哈萨克斯坦外长"),
    ("zh", "readout-call", "外长同法国外长通电话"),
    ("zh", "statement", "商务部新闻发言人就反倾销调查答记者问"),
    ("en", "enforcement", "Authority Imposes Composition Penalty of $2.4 Million on Bank"),
    ("zh", "briefing", "外交部发言人主持例行记者会"),
    ("zh", "joint-statement", "中法联合声明"),
    ("ar", "readout-meeting", "وزير الخارجية يلتقي نظيره الأردني"),
    ("ar", "readout-call", "وزير الخارجية يتلقى اتصالا هاتفيا من نظيره"),
    ("ar", "agreement", "توقيع مذكرة تفاهم بين البلدين"),
    ("ar", "joint-statement", "بيان مشترك بين المملكة ومصر"),
]


@pytest.mark.parametrize(("language", "kind", "title"), TITLES)
def test_a_title_names_its_kind(language: str, kind: Kind, title: str) -> None:
    verdict = classify_kind(title, "", language)
    assert verdict.kind == kind
    assert verdict.method
    assert verdict.confidence >= 0.5


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        ("A new day in the valley", "Spring has come, and the orchards bloom.", "en"),
        ("", "", "en"),
        ("Statement by the Minister", "", "und"),
        ("Yfirlýsing ráðherra", "", "is"),
    ],
)
def test_what_nothing_speaks_for_is_unknown(title: str, body: str, language: str) -> None:
    verdict = classify_kind(title, body, language)
    assert (verdict.kind, verdict.method, verdict.evidence) == ("other-unknown", "", "")


def test_the_evidence_is_the_words_as_they_stand_in_the_text() -> None:
    verdict = classify_kind(
        "Secretary  Marsh's\u00a0Call with Foreign Minister Kovalenko", "", "en"
    )
    assert verdict.evidence == "’s Call with"
    assert verdict.method == "title names a call"


def test_a_lead_names_the_kind_when_the_title_does_not() -> None:
    body = "On 3 May, Minister Duarte met with Ambassador Sato at the ministry."
    assert classify_kind("Ties with Japan deepen", body, "en").kind == "readout-meeting"


def test_a_lead_sent_by_a_business_wire_is_corporate() -> None:
    body = "LONDON--(BUSINESS WIRE)--Vexel plc (LSE: VXL) today announced trial results."
    assert classify_kind("Vexel on its new vaccine", body, "en").kind == "corporate"


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        ("El banco mantiene la tasa", "La próxima reunión se celebrará el 27 de junio de 2024.", "es"),
        ("مجلس الوزراء يعتمد الموازنة", "اعتمد المجلس الموازنة بإجمالي نفقات قدره 320 مليار ريال.", "ar"),
        ("Primer tren de hidrógeno", "El proyecto cuesta 14 millones de euros.", "es"),
        ("Компания запустила станцию", "Инвестиции составили 1,1 млрд рублей.", "ru"),
    ],
)  # fmt: skip
def test_an_amount_or_a_next_meeting_alone_names_no_kind(
    title: str, body: str, language: str
) -> None:
    assert classify_kind(title, body, language).kind == "other-unknown"


def test_a_meeting_far_down_the_body_does_not_make_a_readout() -> None:
    body = "The orchards bloom. " * 60 + "The minister met with the ambassador."
    assert classify_kind("A new day in the valley", body, "en").kind == "other-unknown"


def test_what_is_commented_on_is_not_the_kind() -> None:
    title = "Senator's Comments on the President's Speech on Trade"
    assert classify_kind(title, "", "en").kind == "statement"


def test_a_rival_kind_lowers_the_confidence() -> None:
    alone = classify_kind("Remarks by the Minister at the opening", "", "en")
    rival = classify_kind("Remarks by the Minister at the press conference", "", "en")
    assert rival.kind == alone.kind == "remarks"
    assert rival.confidence < alone.confidence


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text", ["a " * 500_000, "met " * 250_000, "?" * 1_000_000, "\u2019s " * 300_000]
)
@pytest.mark.parametrize("language", ["en", "fr", "es", "de", "ru", "zh", "ar"])
def test_hostile_text_costs_no_more_than_a_release(text: str, language: str) -> None:
    classify_kind(text, text, language)
