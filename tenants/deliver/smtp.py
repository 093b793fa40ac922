"""Letters by SMTP: the only door to ``smtplib``.

The letter itself is sent in two parts, the text and the line with the dot that ends it. Whatever breaks before the dot, the server
cannot have taken the letter; only a silence after it is unclear.
"""

import select
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from tenants.deliver.message import address
from tenants.deliver.terms import Answer, Envelope, HandingError, Pulse, quiet

STALL_S = 20.0
"""How long a server may be silent at any step."""
VERDICT_S = 90.0
"""How long it may look at the whole letter before it says that it has it: many scan letters first, and a silence cannot be taken back."""
_PIECE = 1 << 16
_WAIT_S = 5.0
_SIGN_IN = frozenset({530, 534, 535, 538})
_MISSPOKEN = range(500, 505)
_GO_AHEAD = 354


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """One mail server. ``starttls`` and ``implicit_tls`` check its certificate; without either the line is not encrypted."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    implicit_tls: bool = False
    stall_s: float = STALL_S
    verdict_s: float = VERDICT_S

    @classmethod
    def from_url(cls, url: str, *, stall_s: float = STALL_S, verdict_s: float = VERDICT_S) -> "SmtpTransport":
        """Read ``smtp://user:pass@host:port?starttls`` or ``smtps://...``; raises ``ValueError`` for anything else."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("SMTP_URL must be smtp://host:port, smtps://host:port or file:///folder")
        implicit = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if implicit else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starttls="starttls" in parse_qs(parts.query, keep_blank_values=True),
            implicit_tls=implicit,
            stall_s=stall_s,
            verdict_s=verdict_s,
        )

    @contextmanager
    def open(self, envelope: Envelope, pulse: Pulse = quiet) -> Iterator["_Conversation"]:
        """Connect, sign in, offer sender and recipient; hang up at the end. Raises ``HandingError``."""
        sender, recipient = address(envelope.sender).addr_spec, address(envelope.recipient).addr_spec
        server = self._connect()
        try:
            with _classified():
                pulse()
                self._greet(server, pulse)
                _expect(server.mail(sender), 250)
                pulse()
                _expect(server.rcpt(recipient), 250, 251, 252)
                pulse()
            yield _Conversation(server, pulse, self.verdict_s)
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        with _classified():
            if self.implicit_tls:
                return smtplib.SMTP_SSL(self.host, self.port, timeout=self.stall_s, context=ssl.create_default_context())
            return smtplib.SMTP(self.host, self.port, timeout=self.stall_s)

    def _greet(self, server: smtplib.SMTP, pulse: Pulse) -> None:
        server.ehlo_or_helo_if_needed()
        pulse()
        if self.starttls:
            try:
                server.starttls(context=ssl.create_default_context())
            except (smtplib.SMTPException, ssl.SSLError) as error:
                # Never in the clear where encryption was asked for, whoever took it away.
                raise HandingError(Answer.LATER, "delivery.no_tls", str(error)) from error
            server.ehlo()
            pulse()
        if self.user:
            try:
                server.login(self.user, self.password)
            except smtplib.SMTPException as error:
                raise HandingError(Answer.LATER, "delivery.sign_in", _words(error)) from error
            pulse()


@dataclass(frozen=True, slots=True)
class _Conversation:
    """A server that has accepted sender and recipient."""

    server: smtplib.SMTP
    pulse: Pulse
    verdict_s: float

    def data(self, content: bytes) -> None:
        """Send the letter, and wait for the server's word that it has it."""
        with _classified():
            _expect(self.server.docmd("DATA"), _GO_AHEAD)
            whole = memoryview(_stuffed(content))
            # Piece by piece: a slow line may take longer for the whole than a server may be silent.
            for start in range(0, len(whole), _PIECE):
                self.server.send(whole[start : start + _PIECE])
                self.pulse()
        try:
            self.server.send(b".\r\n")
            self._wait()
            answer = self.server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise HandingError(Answer.UNCLEAR, "delivery.unclear", str(error)) from error
        _expect(answer, 250)

    def _wait(self) -> None:
        """Wait until the server says something, with a pulse now and then; what it does not say in time raises ``TimeoutError``."""
        until = time.monotonic() + self.verdict_s
        line = self.server.sock
        if line is None:
            raise smtplib.SMTPServerDisconnected("the server hung up")
        while not (isinstance(line, ssl.SSLSocket) and line.pending()):
            left = until - time.monotonic()
            if select.select([line], [], [], max(0.0, min(left, _WAIT_S)))[0]:
                return
            if left <= 0:
                raise TimeoutError("no answer after the whole letter")
            self.pulse()


def _stuffed(content: bytes) -> bytes:
    """The letter as it travels: lines end in CRLF, and one that begins with a dot gets a second one (RFC 5321, 4.5.2)."""
    lines = content.replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)


@contextmanager
def _classified() -> Iterator[None]:
    """Turn what the network and ``smtplib`` raise before the letter is sent into one answer."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise refusal(error.smtp_code, _words(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise HandingError(Answer.LATER, "delivery.unreachable", str(error)) from error


def _expect(answer: tuple[int, bytes], *wanted: int) -> None:
    code, words = answer
    if code not in wanted:
        raise refusal(code, words.decode(errors="replace"))


def refusal(code: int, words: str) -> HandingError:
    """Classify a server's refusal by its code (RFC 5321, 4.2.1): 4xx later; 5xx never; bad syntax is ours; a bad sign-in can be mended."""
    text = f"{code} {words}"
    if code in _SIGN_IN:
        return HandingError(Answer.LATER, "delivery.sign_in", text)
    if code in _MISSPOKEN:
        return HandingError(Answer.BUG, "delivery.protocol", text)
    if 500 <= code < 600:
        return HandingError(Answer.NEVER, "delivery.refused", text)
    return HandingError(Answer.LATER, "delivery.busy" if 400 <= code < 500 else "delivery.unreachable", text)


def _words(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return str(error)
