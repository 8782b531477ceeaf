from email.message import EmailMessage

import pytest

from tasks.containers.imap import gather_answers
from tasks.containers.mail import list_attachments
from tasks.containers.structure import find_attachments

TEXT = '("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 20 1 NIL NIL NIL NIL)'
PDF = '("APPLICATION" "PDF" ("NAME" "a.pdf") NIL NIL "BASE64" 12 NIL ("ATTACHMENT" ("FILENAME" "a.pdf")) NIL NIL)'
WORD = '("APPLICATION" "OCTET-STREAM" NIL NIL NIL "BASE64" 9 NIL ("ATTACHMENT" ("FILENAME" "B (1).DOCX")) NIL NIL)'
ALTERNATIVE = f'({TEXT}{TEXT} "ALTERNATIVE" ("BOUNDARY" "x") NIL NIL)'
CARRIED = f'("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 99 ("d" "s" NIL NIL NIL NIL NIL NIL NIL "<i>") ({TEXT}{PDF} "MIXED") 9)'


@pytest.mark.parametrize(
    ("structure", "numbers"),
    [
        (TEXT, []),
        (PDF, [1]),
        (f'({TEXT}{PDF}{WORD} "MIXED" ("BOUNDARY" "y (") NIL NIL)', [2, 3]),
        (f'({ALTERNATIVE}{WORD}{TEXT}{PDF} "MIXED" NIL)', [3, 5]),
        (f'({TEXT}{CARRIED}{PDF} "MIXED" NIL)', [3]),
        ('("TEXT" "PLAIN" ("NAME" "a.pdf") NIL NIL "7BIT" 1 1)', []),
        ("(" * 5_000, []),
        ("NIL", []),
        ("", []),
    ],
)
def test_attachments_are_found_by_type_or_name(structure: str, numbers: list[int]):
    said = f"1 (UID 1 BODYSTRUCTURE {structure} FLAGS ())".encode()
    assert [each.number for each in find_attachments(said)] == numbers


def test_the_numbers_are_those_of_the_message_itself():
    mail = EmailMessage()
    mail.set_content("words")
    mail.add_alternative("<p>words</p>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    inner = EmailMessage()
    inner.set_content("inner")
    mail.add_attachment(inner)
    mail.add_attachment(b"PK", maintype="application", subtype="x", filename="b.docx")
    assert [each.number for each in list_attachments(mail.as_bytes())] == [3, 5]


def test_strings_that_come_apart_are_put_back_and_name_no_other_message():
    name = b'evil" UID 7 \\Deleted RFC822.SIZE 1 .pdf'
    items = [
        (
            b'1 (FLAGS () BODYSTRUCTURE (("TEXT" "PLAIN" NIL)("APPLICATION" "X" ("NAME" {%d}'
            % len(name),
            name,
        ),
        (b') NIL) "MIXED") RFC822.SIZE 5 BODY[HEADER.FIELDS (DATE)] {6}', b"Date: "),
        b" UID 4)",
        b"9 (FLAGS (\\Seen))",
        (b"2 (UID 5 FLAGS (\\Deleted) BODY[]<0> {1}", b"x"),
        b")",
        None,
    ]
    first, second = gather_answers(items)
    assert (first.uid, first.size, first.is_deleted, first.asked) == (4, 5, False, b"Date: ")
    assert [each.number for each in find_attachments(first.said)] == [2]
    assert (second.uid, second.is_deleted, second.asked) == (5, True, b"x")
