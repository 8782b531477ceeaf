import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from schemas.document import Known
from schemas.errors import FetchError, InputError
from schemas.source import Bounds, Channel, Source
from tasks.channels.discover import discover_source
from tasks.channels.inputs import describe_inputs
from tasks.containers.mailbox import Mailboxes
from tasks.network.fetch import Fetcher
from tasks.publishers.account import Place, name_variable, parse_place
from tests.tasks.mailserver import (
    PASSWORD,
    USER,
    MailServer,
    make_certificate,
    serve_lines,
    serve_mail,
    wrap_tls,
)

WORDS = "The Minister of Foreign Affairs of Norland opened the new port with forty delegations."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with serve_mail(tmp_path_factory.mktemp("imap")) as server:
        for number in range(3):
            server.append(make_message(number))
        yield server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(deadline=5, retries=0) as fetcher:
        yield fetcher


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORLAND_MAIL", PASSWORD)


def make_message(number: int) -> bytes:
    return (
        f"Message-ID: <{number}@norland.example>\r\nSubject: =?utf-8?q?=C3=96ffnung?= {number}\r\n"
        f"Date: Tue, 12 Mar 2024 09:1{number % 10}:00 +0100\r\nFrom: Press <{USER}>\r\n\r\n{WORDS}\r\n"
    ).encode()


def place(port: int, folder: str = "INBOX", scheme: str = "imap") -> Place:
    return parse_place(f"{scheme}://localhost:{port}/{folder}", USER, "NORLAND_MAIL")


def test_messages_are_listed_and_read_over_starttls(
    server: MailServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    links = fetcher.mailboxes.list_messages(place(server.port), [])
    assert [link.url for link in links] == [f"mid:{n}@norland.example" for n in range(3)]
    assert links[1].hints.title == "Öffnung 1"
    assert links[1].hints.published == "Tue, 12 Mar 2024 09:11:00 +0100"
    answers = [fetcher.get(link.url, origin=link.origin) for link in links]
    assert [answer.final_url for answer in answers] == [link.url for link in links]
    assert all(WORDS.encode() in answer.body for answer in answers)
    assert {answer.media_type for answer in answers} == {"message/rfc822"}
    assert all(b"Seen" not in flags for flags in server.list_flags())


def test_messages_are_read_over_tls(
    tmp_path: Path, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    with serve_mail(tmp_path, starttls=False) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        server.append(make_message(1), "Presse")
        with wrap_tls(server.port, server.certificate) as port:
            (link,) = fetcher.mailboxes.list_messages(place(port, "Presse", "imaps"), [])
            assert WORDS.encode() in fetcher.get(link.url, origin=link.origin).body
            fetcher.close()


def test_a_certificate_nobody_vouches_for_ends_before_the_password(
    server: MailServer, fetcher: Fetcher
):
    with pytest.raises(FetchError, match="no secure connection: self-signed certificate") as caught:
        fetcher.mailboxes.list_messages(place(server.port), [])
    assert caught.value.kind == "tls"


def test_a_certificate_for_another_host_is_refused(
    tmp_path: Path, server: MailServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    certificate = make_certificate(tmp_path, "other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with wrap_tls(server.port, certificate) as port:
        with pytest.raises(FetchError, match="Hostname mismatch") as caught:
            fetcher.mailboxes.list_messages(place(port, scheme="imaps"), [])
        assert caught.value.kind == "tls"


def test_a_second_look_asks_only_for_what_is_new(
    tmp_path: Path, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    with serve_mail(tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        for number in range(2):
            server.append(make_message(number))
        first = fetcher.mailboxes.list_messages(place(server.port), [])
        server.append(make_message(7))
        server.delete_first()
        second = fetcher.mailboxes.list_messages(place(server.port), [])
        assert [link.origin for link in second[:1]] == [link.origin for link in first[1:]]
        assert second[1].url == "mid:7@norland.example"
        known = Known(url=second[0].url, raw_digest="0" * 64)
    # The server is gone: what is known is not asked for again.
    assert fetcher.get(second[0].url, known, origin=second[0].origin).unchanged
    with pytest.raises(FetchError):
        fetcher.get(second[1].url, origin=second[1].origin)


def test_a_folder_numbered_anew_gives_the_same_documents_and_no_wrong_ones(
    tmp_path: Path, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    with serve_mail(tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        server.append(make_message(1))
        (before,) = fetcher.mailboxes.list_messages(place(server.port), [])
        fetcher.close()
    (tmp_path / "mail" / "press" / "dovecot-uidlist").unlink()
    with serve_mail(tmp_path) as server:
        (after,) = fetcher.mailboxes.list_messages(place(server.port), [])
        assert after.url == before.url
        stale = before.origin.replace(before.origin.split(":")[2].split("/")[0], str(server.port))
        with pytest.raises(FetchError, match="numbered anew"):
            fetcher.get(before.url, origin=stale)
        fetcher.close()


def test_documents_attached_are_taken_where_a_reader_is_and_counted_where_not(
    tmp_path: Path, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    mail = EmailMessage()
    mail["Message-ID"] = "<4@norland.example>"
    mail.set_content(WORDS)
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    with serve_mail(tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        server.append(mail.as_bytes())
        notes: list[str] = []
        monkeypatch.setattr("tasks.containers.mailbox.READABLE", frozenset[str]())
        assert len(fetcher.mailboxes.list_messages(place(server.port), notes)) == 1
        assert "attachments not read: 1 application/pdf" in notes[0]
        monkeypatch.setattr("tasks.containers.mailbox.READABLE", frozenset({"application/pdf"}))
        message, attached = fetcher.mailboxes.list_messages(place(server.port), [])
        assert attached.url == "mid:4@norland.example/2"
        assert fetcher.get(message.url, origin=message.origin).media_type == "message/rfc822"
        answer = fetcher.get(attached.url, origin=attached.origin)
        assert (answer.media_type, answer.body) == ("application/pdf", b"%PDF-1.7")
        fetcher.close()


def test_a_mailbox_is_a_channel_and_an_input(
    server: MailServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    monkeypatch.setenv("COMMUNIQUE_MAIL_LOCALHOST", PASSWORD)
    url = f"imap://localhost:{server.port}"
    channel = Channel(
        kind="mail", url=url, user=USER, auth_variable="NORLAND_MAIL", exclude="mid:1@"
    )
    source = Source(id="norland", name="Norland", channels=(channel,), bounds=Bounds())
    items = discover_source(source, fetcher).items
    assert [item.url for item in items] == ["mid:0@norland.example", "mid:2@norland.example"]
    (one,) = describe_inputs(
        [f"imap://{USER.replace('@', '%40')}@localhost:{server.port}"], fetcher
    )
    assert [item.url for item in one.discovery.items] == [
        f"mid:{n}@norland.example" for n in range(3)
    ]


def test_a_wrong_password_is_told_without_showing_it(
    server: MailServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    monkeypatch.setenv("NORLAND_MAIL", "wrong-secret")
    with pytest.raises(FetchError, match="refuses the login") as caught:
        fetcher.mailboxes.list_messages(place(server.port), [])
    assert caught.value.kind == "login"
    assert "wrong-secret" not in str(caught.value)


def test_a_missing_password_names_its_variable(
    server: MailServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    monkeypatch.delenv("NORLAND_MAIL")
    with pytest.raises(FetchError, match="set the environment variable NORLAND_MAIL"):
        fetcher.mailboxes.list_messages(place(server.port), [])


def test_a_folder_that_is_not_there_is_told(
    server: MailServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    for name in ("No such", 'a"b\\c', "Entwürfe"):
        with pytest.raises(FetchError, match="no such folder"):
            fetcher.mailboxes.list_messages(place(server.port, name), [])


LOGIN = (
    b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n",
    b"TAG OK logged in\r\n",
    b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7]\r\nTAG OK [READ-ONLY] done\r\n",
)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (LOGIN[:1], "timeout"),
        ((*LOGIN, b"* 1 FETCH (UID 1 BODY[] {999999999999}\r\n"), "too-large"),
        ((*LOGIN, (b"* OK " + b"x" * 900_000 + b"\r\n") * 10), "too-large"),
        ((*LOGIN, b"* OK " + b"x" * 1_100_000 + b"\r\n"), "connection"),
        ((*LOGIN, b"TAG NO try later\r\n"), "connection"),
        ((*LOGIN, b"TAG OK nothing\r\n"), "no-entries"),
        ((*LOGIN[:2], b"TAG BAD what\r\n"), "connection"),
        ((b"nonsense\r\n",), "connection"),
        ((LOGIN[0], b"TAG NO plain-secret is wrong\r\n"), "login"),
        ((60.0,), "timeout"),
    ],
)
def test_a_server_that_misbehaves_ends_in_a_typed_error(
    answers: tuple[bytes | float, ...], kind: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tasks.containers.mailbox.LISTING_SECONDS", 1.0)
    monkeypatch.setenv("NORLAND_MAIL", "plain-secret")
    with (
        serve_lines(answers) as port,
        Fetcher(deadline=1, retries=0) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.mailboxes.list_messages(place(port), [])
    assert caught.value.kind == kind, caught.value
    assert "\n" not in str(caught.value)
    assert "plain-secret" not in str(caught.value)


def test_only_addresses_that_were_found_are_connected_to(server: MailServer):
    def refuse(host: str, port: int, _seconds: float) -> list[str]:
        raise FetchError("private", f"{host}:{port}: not connected to")

    with pytest.raises(FetchError, match="not connected to"):
        Mailboxes(5, 1_000, threading.Event(), refuse).list_messages(place(server.port), [])
    asked = Mailboxes(5, 1_000, threading.Event(), lambda *_: ["127.0.0.2", "::2"])
    with pytest.raises(FetchError) as caught:
        asked.list_messages(place(server.port), [])
    assert caught.value.kind in {"refused", "connection"}


def test_a_stop_ends_a_conversation_at_once():
    with serve_lines((60.0,)) as port, Fetcher(deadline=60, retries=0) as fetcher:
        stop_later(fetcher.stop)
        started = time.monotonic()
        with pytest.raises(FetchError):
            fetcher.mailboxes.list_messages(place(port), [])
        assert time.monotonic() - started < 30


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_name_that_is_not_found_in_time_ends_as_a_timeout(is_stopped: bool):
    def hang(_: str) -> Sequence[str]:
        done.wait(20)
        return ["127.0.0.1"]

    done = threading.Event()
    place = parse_place("imaps://jane@mail.example/INBOX")
    seconds = 20 if is_stopped else 0.3
    with Fetcher(resolve=hang, deadline=seconds, retries=0) as fetcher:
        if is_stopped:
            stop_later(fetcher.stop)
        started = time.monotonic()
        with pytest.raises(
            FetchError, match=r"imaps://mail\.example/INBOX: no whole answer"
        ) as one:
            fetcher.mailboxes.list_messages(place, [])
        assert one.value.kind == "timeout"
        with pytest.raises(FetchError, match=r"no whole answer|stopped"):
            fetcher.mailboxes.read(place.format_origin().replace("=0", "=1"))
        assert time.monotonic() - started < 15
    done.set()


def test_a_mail_server_nobody_knows_is_told_by_name():
    def miss(_: str) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    place = parse_place("imaps://jane@mail.example/INBOX")
    with Fetcher(resolve=miss, retries=0) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.mailboxes.list_messages(place, [])
    assert caught.value.kind == "dns"


def stop_later(stop: Callable[[], None]) -> None:
    timer = threading.Timer(0.3, stop)
    timer.daemon = True
    timer.start()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("imaps://jane:secret-word@mail.example/INBOX", "holds a password"),
        ("imaps://mail.example/INBOX", "no user"),
        ("imaps:///INBOX", "no mailbox"),
        ("imaps://jane@mail.example:99999/INBOX", "no mailbox"),
        ("imaps://jane@mail.example/a%0d%0aLOGOUT", "no mailbox"),
        ("imaps://ja%0d%0ane@mail.example/", "no mailbox"),
        ("imaps://jane@mail.example/?auth_variable=AWS_SECRET", "no mailbox"),
    ],
)
def test_a_slip_in_a_mailbox_address_is_told_in_one_line(address: str, words: str):
    with pytest.raises(InputError, match=words) as caught:
        parse_place(address)
    assert "secret-word" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_password_belongs_to_one_host():
    assert name_variable("mail.example") == "COMMUNIQUE_MAIL_MAIL_EXAMPLE"
    assert name_variable("mail-1.example") == "COMMUNIQUE_MAIL_MAIL__1_EXAMPLE"
    assert parse_place("imaps://jane@evil.example/").variable == "COMMUNIQUE_MAIL_EVIL_EXAMPLE"


def test_folders_and_users_keep_their_letters():
    place = parse_place("imaps://jane%40x.example@mail.example:1993/Presse/A%3BB%20%C3%A4")
    assert (place.user, place.port, place.folder) == ("jane@x.example", 1993, "Presse/A;B ä")
    assert str(place) == "imaps://mail.example:1993/Presse/A%3BB%20%C3%A4"
