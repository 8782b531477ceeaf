import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ReadError
from tasks.reading.decode import decode_document, mend_mojibake, pick_html_document
from tests.tasks.documents import make_document

SENTENCE = "Le ministre a reçu l’ambassadrice à Genève — « une étape décisive »."


def test_utf8_text_comes_back_as_it_was():
    decoded = decode_document(make_document(SENTENCE))
    assert (decoded.text, decoded.charset, decoded.repairs) == (SENTENCE, "utf-8", ())


@pytest.mark.parametrize(
    ("text", "charset", "label"),
    [
        (SENTENCE, "cp1252", "iso-8859-1"),
        ("Министр провёл встречу в Москве.", "koi8-r", "koi8-r"),
        ("Министр провёл встречу в Москве.", "cp1251", "windows-1251"),
        ("外交部长在北京会见了来访的代表团。", "gb18030", "gb2312"),
        ("外務大臣は東京で会談を行いました。", "cp932", "shift_jis"),
        ("장관은 서울에서 회담을 가졌습니다.", "cp949", "euc-kr"),
        ("التقى الوزير بالوفد في الرباط.", "cp1256", "windows-1256"),
    ],
)
def test_a_declared_charset_is_read_as_browsers_read_it(text: str, charset: str, label: str):
    raw = text.encode(charset)
    assert decode_document(make_document(raw, charset=label)).text == text
    page = f'<html><head><meta charset="{label}"></head><p>'.encode() + raw + b"</p></html>"
    assert text in decode_document(make_document(page)).text


def test_an_undeclared_legacy_charset_is_detected():
    text = "Министр иностранных дел провёл переговоры о транспорте и торговле. " * 6
    assert decode_document(make_document(text.encode("cp1251"))).text == text


def test_valid_utf8_wins_over_a_wrong_declaration():
    assert decode_document(make_document(SENTENCE, charset="iso-8859-1")).text == SENTENCE


def test_a_few_broken_bytes_do_not_scramble_a_utf8_page():
    raw = (SENTENCE * 40).encode() + b"\xff fin"
    decoded = decode_document(make_document(raw, charset="windows-1252"))
    # The server's word is kept where it decodes; with none, UTF-8 survives.
    assert "reçu" in decode_document(make_document(raw)).text
    assert decoded.method == "header"


@pytest.mark.parametrize(
    "label", ["undefined", "idna", "punycode", "unicode_escape", "raw-unicode-escape", "U7", "\x1b"]
)
def test_a_codec_of_pythons_own_is_no_charset(label: str):
    raw = SENTENCE.encode("cp1252") + rb" \ud83d"
    page = f'<html><meta charset="{label}"><p>'.encode() + raw
    assert r"\ud83d" in decode_document(make_document(page)).text
    assert r"\ud83d" in decode_document(make_document(raw, charset=label)).text


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(charset: str):
    decoded = decode_document(make_document(SENTENCE.encode(charset)))
    assert (decoded.text, decoded.method) == (SENTENCE, "bom")


def test_doubly_encoded_text_is_mended_and_the_repair_is_recorded():
    broken = SENTENCE.encode().decode("cp1252").encode()
    decoded = decode_document(make_document(broken))
    assert decoded.text == SENTENCE
    assert decoded.repairs == ("mojibake",)


def test_correct_accents_are_never_mended():
    for text in (SENTENCE, "São Tomé and Príncipe", "Ærø, Ångström, Łódź", "数十年来"):
        assert mend_mojibake(text) == text


def test_of_two_joined_documents_the_one_with_the_text_is_read():
    first = "<html><head><meta charset='utf-8'></head></html>"
    second = "<html><body><p>The council met.</p></body></html>"
    assert pick_html_document(first + second).strip() == second
    assert "joined-documents" in decode_document(make_document(first + second)).repairs


def test_a_single_document_is_left_alone():
    page = "<html><body><p>One.</p></body></html>\n<!-- cached -->"
    assert pick_html_document(page) is page


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "flood",
    ["<script ", "<style>", "<", "</html>", "</html ", "<script></script ", "<html></html>"],
)
def test_joined_documents_are_told_apart_whatever_is_never_closed(flood: str):
    page = "<html><body><p>The council met in the capital.</p></body></html>"
    text = f"<html></html>{page}<html>{flood * (1_000_000 // len(flood))}"
    assert pick_html_document(text).startswith("<html>")
    joined = "<html></html>" * 100_000 + page
    assert "The council met" in pick_html_document(joined)


def test_thousands_of_marks_on_one_letter_become_thirty():
    decoded = decode_document(make_document("Se" + "\u0301\u0327" * 200_000 + "or"))
    assert len(decoded.text) == 34
    assert decoded.repairs == ("combining-marks",)
    assert decode_document(make_document("—" * 200)).text == "—" * 200


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b"", "empty document"),
        (b"  \n\t", "empty document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG image"),
        (b"PK\x03\x04....", "ZIP"),
        (bytes(range(32)) * 60, "binary content"),
    ],
)
def test_what_is_no_text_is_refused_by_name(raw: bytes, named: str):
    with pytest.raises(ReadError, match=named) as caught:
        decode_document(make_document(raw))
    assert caught.value.stage == "decode"


@given(st.binary(max_size=2_000), st.sampled_from(["", "utf-8", "big5", "no-such-charset", "hz"]))
def test_any_bytes_become_text_or_one_clear_refusal(raw: bytes, charset: str):
    try:
        decoded = decode_document(make_document(raw, charset=charset))
    except ReadError as error:
        reason = error.reason
    else:
        reason = ""
        assert decoded.text.strip("\0 ")
    assert "\n" not in reason
