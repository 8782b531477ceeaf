"""A real IMAP server (pymap) on loopback, with its own certificate, and TLS before it for imaps."""

import datetime as dt
import imaplib
import ipaddress
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pysasl.hashing import BuiltinHash

from tests.tasks.rawserver import serve_connections

USER = "press@norland.example"
PASSWORD = 'pa"ss\\wörd 7'  # noqa: S105 - of the server below
PYMAP = Path(sys.executable).parent / "pymap"


@dataclass
class MailServer:
    """Where it answers, and whom it trusts."""

    port: int
    folder: Path
    certificate: Path
    appended: list[bytes] = field(default_factory=list)

    def append(self, message: bytes, mailbox: str = "INBOX") -> None:
        """Put a message into a folder, as another mail program would."""
        with _log_in(self) as client:
            if mailbox != "INBOX":
                client.create(mailbox)
            state, answer = client.append(mailbox, "", "", message)
            assert state == "OK", answer

    def list_flags(self) -> list[bytes]:
        """Flags of all messages, as the server keeps them."""
        with _log_in(self) as client:
            client.select("INBOX", readonly=True)
            return [item for item in client.fetch("1:*", "(FLAGS)")[1] if item]

    def delete_first(self) -> None:
        """Delete the oldest message for good."""
        with _log_in(self) as client:
            client.select("INBOX")
            client.store("1", "+FLAGS", r"(\Deleted)")
            client.expunge()


def make_certificate(folder: Path, host: str = "localhost") -> Path:
    """Write a certificate of our own, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "communique test")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName(host)]
    if host == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@contextmanager
def serve_mail(folder: Path, *, starttls: bool = True) -> Generator[MailServer]:
    """Run the server until the block ends; without STARTTLS it takes logins in the clear."""
    base = folder / "mail"
    if not base.exists():
        base.mkdir()
        digest = BuiltinHash(rounds=1000).hash(PASSWORD)
        (base / "pymap-etc-passwd").write_text(f"{USER}:x::::press:\n")
        (base / "pymap-etc-shadow").write_text(f"{USER}:{digest}:::::::\n")
    certificate = folder / "localhost.pem"
    if not certificate.exists():
        make_certificate(folder)
    port = _find_port()
    security = ["--cert", certificate, "--key", certificate] if starttls else ["--no-tls"]
    command = [PYMAP, "--host", "127.0.0.1", "--port", str(port), *security, "maildir", base]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log)
        try:
            _await_port(port, process, folder / "server.log")
            yield MailServer(port, base, certificate)
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def wrap_tls(port: int, certificate: Path) -> Generator[int]:
    """Speak TLS on a port of its own, and pass the words on to another."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def pass_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def answer(plain: socket.socket, _stopped: threading.Event) -> None:
        with (
            context.wrap_socket(plain, server_side=True) as secure,
            socket.create_connection(("127.0.0.1", port)) as inner,
        ):
            back = threading.Thread(target=pass_on, args=(inner, secure), daemon=True)
            back.start()
            pass_on(secure, inner)
            back.join(5)

    with serve_connections(answer) as own_port:
        yield own_port


@contextmanager
def serve_lines(answers: Sequence[bytes | float]) -> Generator[int]:
    """A server that greets, then sends one scripted answer a line it gets; `TAG` is the line's."""

    def answer(connection: socket.socket, _stopped: threading.Event) -> None:
        connection.sendall(b"* OK ready\r\n")
        lines = connection.makefile("rb")
        for step in answers:
            line = lines.readline()
            if isinstance(step, float):
                time.sleep(step)
                return
            connection.sendall(step.replace(b"TAG", line.split(b" ")[0]))
        lines.read()

    with serve_connections(answer) as port:
        yield port


@contextmanager
def _log_in(server: MailServer) -> Generator[imaplib.IMAP4]:
    with imaplib.IMAP4("127.0.0.1", server.port, 10) as client:
        if "STARTTLS" in client.capabilities:
            context = ssl.create_default_context(cafile=str(server.certificate))
            client.starttls(context)
        client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        yield client


def _find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await_port(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, log.read_text()
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 1)):
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text())
