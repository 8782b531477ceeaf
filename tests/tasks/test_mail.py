from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from schemas.document import Document, Parsed
from schemas.errors import ReadError
from schemas.reading import Reading
from tasks.channels.discover import find_containers
from tasks.containers.mail import find_message_url, list_attachments, open_message, read_attachment
from tasks.containers.members import find_kind, list_container, read_local
from tasks.reading.clean import clean_parsed
from tasks.reading.decode import decode_document
from tasks.reading.parse import parse_document
from tasks.reading.read import read_loose
from tests.tasks.documents import OBSERVED

FIRST = "The Minister of Foreign Affairs of Norland opened the new port on Tuesday, with forty delegations."
SECOND = "The port will serve trade for decades, the minister said in front of invited guests."
HTML = f"<html><body><h1>Other headline</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>"


def make_mail(text: str = f"{FIRST}\n\n{SECOND}\n", html: str = "", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    given = {
        "From": "Press Office <press@mfa.example>",
        "Subject": "Norland opens port",
        "Date": "Tue, 12 Mar 2024 23:30:00 -0500",
        "Message-ID": "<a1@mfa.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in given.items():
        if value:
            mail[name] = value
    if text:
        mail.set_content(text)
    if html:
        (mail.add_alternative if text else mail.set_content)(html, subtype="html")
    return mail


def wrap(raw: bytes) -> Document:
    return Document(raw=raw, url="file:///m.eml", media_type="message/rfc822", observed_at=OBSERVED)


def parse(raw: bytes | EmailMessage) -> Parsed:
    opened = open_message(wrap(raw if isinstance(raw, bytes) else raw.as_bytes()))
    return clean_parsed(parse_document(opened, decode_document(opened)))


def read(raw: bytes) -> Reading:
    return read_loose(wrap(raw))


def test_the_subject_is_the_title_and_the_header_gives_the_day():
    page = parse(make_mail())
    assert (page.format, page.title) == ("mail", "Norland opens port")
    assert page.body == f"{FIRST}\n\n{SECOND}"
    assert [(each.method, each.value) for each in page.dates] == [("mail", date(2024, 3, 12))]
    assert page.site_name == "Press Office"


def test_html_is_preferred_to_plain_text():
    page = parse(make_mail("In plain words: " + FIRST, HTML))
    assert "plain words" not in page.body
    assert page.body.endswith(f"{FIRST}\n\n{SECOND}")
    assert page.title == "Norland opens port"


def test_html_that_says_far_less_than_the_plain_text_is_not():
    page = parse(make_mail(f"{FIRST}\n\n{SECOND}", "<img src='cid:1'><p>See below.</p>"))
    assert page.body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (
            "=?utf-8?q?=C3=96ffnung_des_Hafens?= =?utf-8?b?IGluIE5vcmxhbmQ=?=",
            "Öffnung des Hafens in Norland",
        ),
        ("=?koi8-r?B?7s/X2cog0M/S1A==?=", "Новый порт"),
        ("=?no-such?q?Port_opens?=", "Port opens"),
        ("Fwd: RE: Port opens", "Port opens"),
        ("Port opens\n in the capital", "Port opens in the capital"),
    ],
)
def test_subjects_are_decoded_and_freed_of_prefixes(subject: str, title: str):
    raw = (
        f"Subject: {subject}\nFrom: a@b.example\nDate: Tue, 12 Mar 2024 09:00:00 +0100\n\n{FIRST}\n"
    )
    assert parse(raw.encode()).title == title


def test_a_subject_in_bytes_without_a_label_is_read_all_the_same():
    for charset in ("utf-8", "latin-1"):
        raw = f"Subject: Öffnung des Häfens\nFrom: a@b.example\n\n{FIRST}\n".encode(charset)
        assert parse(raw).title == "Öffnung des Häfens"


def test_the_name_of_a_list_before_the_subject_is_dropped():
    mail = make_mail(
        Subject="[press-list] Norland opens port", List_Id="Norland Press <press.example>"
    )
    page = parse(mail)
    assert page.title == "Norland opens port"
    assert page.site_name == "Norland Press"


def test_charset_and_transfer_encoding_are_undone():
    mail = make_mail("")
    mail.set_content(
        "Министр открыл новый порт в столице вместе с делегациями соседних стран.\n\nПорт будет служить торговле.",
        charset="koi8-r",
        cte="quoted-printable",
    )
    assert parse(mail).body.startswith("Министр открыл новый порт")


def test_flowed_lines_are_joined():
    raw = (
        b"Subject: Port opens\nContent-Type: text/plain; format=flowed\n\n"
        b"The Minister of Foreign Affairs \nof Norland opened \nthe new port.\n\nIt is large.\n"
    )
    assert (
        parse(raw).body
        == "The Minister of Foreign Affairs of Norland opened the new port.\n\nIt is large."
    )


@pytest.mark.parametrize(
    "foot",
    [
        "-- \nJane Roe\nPress office",
        "-----Original Message-----\nFrom: X\nSubject: Y\n\nOlder words of another message that go on.",
        "On Tue, 12 Mar 2024 at 10:00, Jane Roe <j@x.example> wrote:\n> Older words",
        "Begin forwarded message:\n\nOlder words",
        "> quoted words of another message",
        "You are receiving this email because you signed up.\n\nNorland, Street 1",
        "Unsubscribe | Manage preferences",
    ],
)
def test_signatures_quotes_and_the_feet_of_mailings_are_dropped(foot: str):
    assert parse(make_mail(f"{FIRST}\n\n{SECOND}\n\n{foot}\n")).body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    "extra",
    [
        '<div class="gmail_signature">Jane Roe, press office of the ministry</div>',
        '<div class="gmail_quote"><div class="gmail_attr">On Tue X wrote:</div><p>Older words here</p></div>',
        '<div id="divRplyFwdMsg">From: X</div><div><p>Older words of another message</p></div>',
        '<blockquote type="cite"><p>Older words of another message that go on.</p></blockquote>',
        '<div style="display: none">Preview words for the list of messages</div>',
        "<p>You are receiving this newsletter because you signed up at our site.</p><p>Norland</p>",
    ],
)
def test_signatures_and_quotes_in_html_are_dropped(extra: str):
    html = f"<html><body><div><p>{FIRST}</p><p>{SECOND}</p></div>{extra}</body></html>"
    assert parse(make_mail("", html)).body == f"{FIRST}\n\n{SECOND}"


def test_a_mail_that_only_passes_on_a_release_stands_for_it():
    mail = make_mail(
        "FYI\n\n---------- Forwarded message ---------\nFrom: Ministry <m@mfa.example>\n"
        f"Date: Mon, 11 Mar 2024 10:00:00 +0100\nSubject: Norland opens port\nTo: all\n\n{FIRST}\n\n{SECOND}\n",
        Subject="Fwd: Norland opens port",
    )
    page = parse(mail)
    assert page.title == "Norland opens port"
    assert page.body == f"{FIRST}\n\n{SECOND}"
    assert date(2024, 3, 11) in {each.value for each in page.dates}


def test_a_message_that_carries_another_as_its_only_content_stands_for_that():
    outer = EmailMessage()
    outer["Subject"], outer["Message-ID"] = "Fwd: x", "<outer@x.example>"
    outer.make_mixed()
    outer.add_attachment(make_mail())
    page = parse(outer)
    assert page.title == "Norland opens port"


def test_a_message_is_known_by_its_id_or_by_where_it_is_archived():
    assert open_message(wrap(make_mail().as_bytes())).url == "mid:a1@mfa.example"
    archived = make_mail(Archived_At="<https://lists.mfa.example/press/17>")
    assert open_message(wrap(archived.as_bytes())).url == "https://lists.mfa.example/press/17"
    assert open_message(wrap(make_mail(Message_ID="").as_bytes())).url == "file:///m.eml"
    assert find_message_url(b"Message-ID: <a b>\n\n") == ""
    assert find_message_url(b"Message-ID: <../../x/?y#z@h>\n\n") == "mid:..%2F..%2Fx%2F%3Fy%23z@h"


def test_a_page_the_mail_calls_canonical_is_its_address():
    html = HTML.replace(
        "<body>", "<head><link rel='canonical' href='https://mfa.example/r/1'></head><body>"
    )
    assert parse(make_mail("", html)).canonical_url == "https://mfa.example/r/1"


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n\nx\n--b--\n",
        b"Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!\n",
        b"Subject: x\n\n",
        b"Content-Type: multipart/mixed; boundary=b\n" + b"Content-Type: x\n" * 2_000,
        b"\x00\xff" * 50,
    ],
)
def test_a_message_without_words_is_rejected_with_its_reason(raw: bytes):
    reading = read(raw)
    assert reading.rejection is not None
    assert reading.rejection.reason


def test_hostile_headers_cost_no_time():
    raw = (
        b"Subject: "
        + b"=?utf-8?q?" * 20_000
        + b"\nFrom: "
        + b'"\\' * 50_000
        + b"\nDate: "
        + b"9" * 50_000
        + b"\nMessage-ID: "
        + b"<" * 50_000
        + f"\n\n{FIRST}\n\n{SECOND}\n".encode()
    )
    assert read(raw).rejection is None or read(raw).rejection.reason


def test_documents_attached_are_found_by_type_or_name():
    mail = make_mail()
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    mail.add_attachment(b"PK", maintype="application", subtype="octet-stream", filename="b.DOCX")
    mail.add_attachment(b"x", maintype="image", subtype="png", filename="c.png")
    raw = mail.as_bytes()
    found = list_attachments(raw)
    assert [(each.number, each.media_type.rpartition(".")[2]) for each in found] == [
        (2, "application/pdf"),
        (3, "document"),
    ]
    assert read_attachment(raw, "2", "x") == ("application/pdf", b"%PDF-1.7")
    assert parse(raw).body == f"{FIRST}\n\n{SECOND}"


def test_attachments_nobody_reads_are_counted(tmp_path: Path):
    mail = make_mail()
    mail.add_attachment(b"PK", maintype="application", subtype="x-zip", filename="a.docx")
    path = tmp_path / "m.eml"
    path.write_bytes(mail.as_bytes())
    listing = list_container(path, "eml")
    attached = [link for link in listing.links if link.url != "mid:a1@mfa.example"]
    assert bool(attached) != bool(listing.notes)


def test_a_message_is_known_by_its_first_lines_where_its_name_does_not_tell(tmp_path: Path):
    path = tmp_path / "saved message"
    path.write_bytes(b"Received: by mx\n\tfor us\n" + make_mail().as_bytes())
    assert find_kind(path) == "eml"
    assert read_local(path.as_uri(), 100_000).media_type == "message/rfc822"
    for words in (
        b"Title: a release\nDate: 1 May 2024\n\nWords",
        b"Note: received: yes",
        b"a" * 4_096,
    ):
        path.write_bytes(words)
        assert find_kind(path) is None


# mbox and Maildir


def make_mbox(path: Path, mails: list[bytes]) -> Path:
    lines = [
        b"From press@mfa.example Tue Mar 12 09:12:00 2024\n" + mail + b"\n\n" for mail in mails
    ]
    path.write_bytes(b"".join(lines))
    return path


@pytest.mark.parametrize("name", ["press.mbox", "INBOX"])
def test_every_message_of_an_mbox_is_a_document(tmp_path: Path, name: str):
    mails = [make_mail(Message_ID=f"<{n}@x.example>").as_bytes() for n in range(3)]
    mails[1] = mails[1].replace(b"The port", b">From now on the port")
    path = make_mbox(tmp_path / name, mails)
    kind = find_kind(path)
    assert kind == "mbox"
    links = list_container(path, kind).links
    assert [link.url for link in links] == [f"mid:{n}@x.example" for n in range(3)]
    answers = [read_local(link.origin, 100_000) for link in links]
    assert [find_message_url(answer.body) for answer in answers] == [link.url for link in links]
    assert b"\nFrom now on the port" in answers[1].body
    assert {answer.media_type for answer in answers} == {"message/rfc822"}


def test_words_that_look_like_a_border_do_not_part_a_message(tmp_path: Path):
    mail = make_mail(f"{FIRST}\n\nFrom Norland with love.\n").as_bytes()
    path = make_mbox(tmp_path / "m.mbox", [mail])
    assert len(list_container(path, "mbox").links) == 1


def test_a_message_of_a_maildir_keeps_its_address_when_its_flags_change(tmp_path: Path):
    folder = tmp_path / "Maildir"
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "new" / "17.M1.host").write_bytes(make_mail(Message_ID="").as_bytes())
    (folder / "cur" / "18.M2.host:2,S").write_bytes(
        make_mail(Message_ID="<2@x.example>").as_bytes()
    )
    (folder / "tmp" / "19").write_bytes(b"half")
    assert find_containers(str(tmp_path)) == [folder]
    before = list_container(folder, "maildir").links
    (folder / "new" / "17.M1.host").rename(folder / "cur" / "17.M1.host:2,FS")
    after = list_container(folder, "maildir").links
    assert [link.url for link in after] == [link.url for link in before]
    assert before[0].url == f"{folder.as_uri()}!/17.M1.host"
    assert find_message_url(read_local(after[1].origin, 100_000).body) == "mid:2@x.example"
    assert read_local(after[0].url, 100_000).media_type == "message/rfc822"


def test_one_message_of_a_maildir_may_be_named_by_itself(tmp_path: Path):
    folder = tmp_path / "Maildir"
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    for number in range(3):
        (folder / "cur" / f"{number}.host:2,S").write_bytes(make_mail().as_bytes())
    path = folder / "cur" / "1.host:2,S"
    assert find_containers(str(path)) == [path]
    (link,) = list_container(path, "letter").links
    assert link.origin == f"{folder.as_uri()}!/1.host"


def test_no_text_in_a_message_is_a_read_error():
    with pytest.raises(ReadError, match="holds no text"):
        open_message(wrap(b"Content-Type: image/png\n\nx"))
