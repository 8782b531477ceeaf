import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.document import Document
from schemas.release import Kind
from tasks.classify.kind import classify_kind
from tasks.reading.read import read_loose

RELEASES = Path(__file__).with_name("kinds.toml")
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
    (
        "en",
        "readout-meeting",
        "Deputy Foreign Minister Held Talks With Director of the WHO Regional Office",
    ),
    ("en", "readout-meeting", "12th India-Maldives Joint Commission meeting"),
    ("en", "readout-visit", "Under-Secretary-General concludes four-day visit to South Sudan"),
    (
        "en",
        "statement",
        "Official Spokesperson's response to media queries on Canada's allegations",
    ),
    ("en", "remarks", "Address by the President to the Nation"),
    ("en", "interview", "Transcript of media interview by Minister"),
    ("en", "advisory", "Secretary's Public Schedule for Tuesday"),
    ("en", "condolence", "Passing of former President Roh"),
    ("en", "report", "FACT SHEET: United States-India Relations"),
    ("en", "enforcement", "AG Bonta Secures Injunction Against Oil Company"),
    ("en", "other-unknown", "Senators Introduce Bipartisan Bill to Protect Kids Online"),
    ("en", "other-unknown", "A Proclamation on World AIDS Day, 2023"),
    ("en", "other-unknown", "Executive Order on Improving Cybersecurity"),
    ("en", "other-unknown", "Senator Leads Letter Urging FDA to Act"),
    ("pt", "readout-meeting", "Ministro recebe embaixadora do Japão"),
    ("pt", "statement", "Nota à imprensa: situação em Moçambique"),
    ("pt", "joint-statement", "Declaração conjunta do Brasil e da China"),
    ("pt", "condolence", "Falecimento do ex-presidente"),
    ("it", "readout-meeting", "Il Ministro Tajani incontra il collega giordano"),
    ("it", "readout-call", "Colloquio telefonico con il Segretario di Stato"),
    ("it", "condolence", "Cordoglio per le vittime del terremoto"),
    ("tr", "readout-meeting", "Dışişleri Bakanı'nın Katar Başbakanı ile görüşmesi"),
    ("tr", "statement", "Somali'deki Terör Saldırısı Hk."),
    ("tr", "readout-visit", "Bakanımızın Kenya'ya ziyareti"),
    ("tr", "condolence", "Taziye mesajı"),
    ("uk", "readout-meeting", "Міністр зустрівся з послом Японії"),
    ("uk", "joint-statement", "Спільна заява міністрів"),
    ("uk", "enforcement", "Колишньому чиновнику повідомлено про підозру"),
    ("kk", "readout-meeting", "Сыртқы істер министрі Жапония елшісімен кездесті"),
    ("kk", "congratulation", "Мемлекет басшысы Корольді құттықтады"),
    ("kk", "readout-call", "Президент телефон арқылы сөйлесті"),
    ("ja", "readout-meeting", "日独外相会談"),
    ("ja", "readout-call", "日米外相電話会談"),
    ("ja", "joint-statement", "日豪共同声明"),
    ("ja", "briefing", "岩屋外務大臣会見記録 記者会見"),
    ("ko", "readout-meeting", "한-베트남 외교장관 회담 개최"),
    ("ko", "readout-call", "한미 외교장관 통화"),
    ("ko", "statement", "외교부 대변인 성명"),
    ("ko", "briefing", "정례 브리핑"),
    ("pl", "readout-meeting", "Spotkanie ministra Sikorskiego z szefem MSZ Czech"),
    ("pl", "statement", "Oświadczenie MSZ w sprawie wyborów"),
    ("pl", "appointment", "Nowy ambasador mianowany"),
    ("fa", "readout-meeting", "دیدار وزیر امور خارجه با سفیر ژاپن"),
    ("fa", "readout-call", "گفتگوی تلفنی وزیران خارجه"),
    ("fa", "joint-statement", "بیانیه مشترک"),
    ("uz", "readout-meeting", "Tashqi ishlar vaziri Yaponiya elchisi bilan uchrashdi"),
    ("uz", "readout-visit", "Qirg‘iziston Prezidentining davlat tashrifi"),
    ("uz", "congratulation", "O‘zbekiston Prezidenti tabrik yo‘lladi"),
    ("fr", "joint-statement", "Communiqué conjoint"),
    ("es", "enforcement", "Condenan a tres personas por corrupción"),
    ("de", "advisory", "Terminhinweis: Pressekonferenz am Montag"),
    ("ru", "advisory", "О предстоящем визите министра"),
    ("zh", "congratulation", "习近平致电祝贺当选总统"),
    ("ar", "briefing", "الإحاطة الإعلامية الأسبوعية"),
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


def test_what_a_title_says_first_outweighs_what_it_says_last() -> None:
    first = classify_kind("Talks with Peru, then a visit to Lima", "", "en")
    last = classify_kind("Visit to Lima, then talks with Peru", "", "en")
    assert (first.kind, last.kind) == ("readout-meeting", "readout-visit")


def test_what_is_none_of_the_kinds_is_so_by_a_rule() -> None:
    verdict = classify_kind("A Proclamation on Harbour Day, 2023", "", "en")
    assert (verdict.kind, verdict.method) == ("other-unknown", "proclamation or order")
    assert verdict.evidence


def test_a_lead_that_became_the_title_still_names_the_kind() -> None:
    title = "HARBOUR CITY Senator Jane Roe today issued the following statement:"
    assert classify_kind(title, "The vote was a mistake.", "en").kind == "statement"


def test_questions_and_answers_in_the_body_make_an_interview() -> None:
    body = "Q: Will the port open in May?\n\nA: It will, and the railway with it.\n\nQ: And then?"
    assert classify_kind("The port and the railway", f"Today.\n{body}", "en").kind == "interview"


def test_a_rival_kind_lowers_the_confidence() -> None:
    alone = classify_kind("Remarks by the Minister at the opening", "", "en")
    rival = classify_kind("Remarks by the Minister at the press conference", "", "en")
    assert rival.kind == alone.kind == "remarks"
    assert rival.confidence < alone.confidence


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text", ["a " * 500_000, "met " * 250_000, "?" * 1_000_000, "\u2019s " * 300_000]
)
@pytest.mark.parametrize("language", sorted({language for language, _, _ in TITLES}))
def test_hostile_text_costs_no_more_than_a_release(text: str, language: str) -> None:
    classify_kind(text, text, language)


def test_releases_of_all_kinds_and_bodies_get_their_kind() -> None:
    releases = tomllib.loads(RELEASES.read_text(encoding="utf-8"))["releases"]
    right = [read_kind(release) == release["kind"] for release in releases]
    tuned, held_out = right[::2], right[1::2]
    assert (len(tuned), len(held_out)) == (56, 56)
    assert sum(tuned) >= 53
    assert sum(held_out) >= 51


def read_kind(release: dict[str, str]) -> str:
    document = Document(
        raw=json.dumps(release).encode(),
        url="file:///release.json",
        media_type="application/json",
        observed_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    verdict = read_loose(document).kind_verdict
    return verdict.kind if verdict else ""
