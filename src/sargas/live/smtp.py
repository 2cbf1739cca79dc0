"""SMTP: each message of an export as one mail, plain text: its first line is the subject.

smtp://mail.example:587?from=A@B&to=C@D,E@F[&login=FILE][&ca=FILE][&cert=FILE&key=FILE]    STARTTLS, always
smtps://mail.example:465?...                                                                TLS from the first octet
smtp://127.0.0.1:25?from=A@B&to=C@D                        a server on this machine: in the clear, but with ca over TLS
A login is a file of two lines, name and password.

The same message is the same Message-ID: one that comes twice is known by it. A mail says that a machine wrote it, so
that no machine answers. A server that refuses the sender, the login or every recipient is tried again: somebody mends
that. A mail that it refuses for what it is, is told to the operator and not tried again; so is one of its recipients.
Source: RFC 5321, 5322, 3834.
"""

import asyncio
import contextlib
import email.utils
import hashlib
import smtplib
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.policy import SMTP

from sargas.errors import Unavailable
from sargas.live.address import Address
from sargas.live.intake import Sink, Way
from sargas.live.login import login
from sargas.live.outgoing import Outgoing
from sargas.live.secure import context

TAKE_S, WHOLE_S = 15.0, 45.0
"""For one answer of the server; for one mail."""
MOST_SUBJECT = 150
TOLD_S = 10.0
"""The operator is told of what was refused this often at most."""


def mail_of(payload: bytes, sender: str, recipients: list[str], now_s: float) -> EmailMessage:
    """The mail that says a message; nothing in the message can add a header, a recipient or a part."""
    text = payload.decode("utf-8", "replace")
    first, _, rest = text.partition("\n")
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = sender, ", ".join(recipients)
    plain = "".join(letter if letter.isprintable() else " " for letter in first)
    made["Subject"] = plain.replace("=?", "= ?")[:MOST_SUBJECT].strip()  # an encoded word could hold a line's end
    made["Date"] = email.utils.formatdate(now_s)
    made["Message-ID"] = f"<{hashlib.sha256(payload).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(rest.strip("\n") + "\n" if rest.strip() else text)
    return made


async def send(address: Address, sink: Sink) -> None:
    """Each message mailed, one after the other, until cancelled; OSError, TimeoutError or Unavailable when one is not
    taken."""
    outgoing, server = Outgoing(), _Server(address)
    told_s = -TOLD_S
    sink.tell("connected", f"{address.host}:{address.port}")
    sink.opened(Way(outgoing.put, outgoing.end, lambda: outgoing.unsent))
    try:
        while True:
            payload = await outgoing.next()
            refused = await server.take(payload)
            if refused and time.monotonic() - told_s >= TOLD_S:
                sink.tell("noted", refused)
                told_s = time.monotonic()
            outgoing.taken(payload)
    finally:
        sink.closed()
        server.close()


class _Server:
    """The library blocks: it works in a thread of the server's own, which nobody waits for."""

    def __init__(self, address: Address) -> None:
        options = address.options
        self._address = address
        self._sender = options["from"]
        self._recipients = recipients_of(address)
        self._login = login(options["login"]) if "login" in options else None
        in_clear = address.scheme == "smtp" and address.is_here and "ca" not in options
        self._secure = None if in_clear else context(address)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sargas-smtp")
        self._socket: socket.socket | None = None

    def close(self) -> None:
        """No more is mailed."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def take(self, payload: bytes) -> str:
        """Mails it; what was refused for good, "" for nothing. Raises OSError, TimeoutError or Unavailable."""
        made = mail_of(payload, self._sender, self._recipients, time.time())
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(WHOLE_S):
                return await loop.run_in_executor(self._thread, self._exchange, made)
        except smtplib.SMTPException as error:
            raise Unavailable(_said(error)) from None
        finally:
            if self._socket is not None:  # a thread that still reads from it is woken
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def _exchange(self, made: EmailMessage) -> str:
        with contextlib.closing(self._connected()) as server:
            if self._login is not None:
                server.login(*self._login)
            try:
                refused = server.send_message(made, self._sender, self._recipients)
            except smtplib.SMTPDataError as error:
                if error.smtp_code < 500:
                    raise
                return f"the mail was refused for good: {_said(error)}"
            with contextlib.suppress(smtplib.SMTPException, OSError):  # it has the mail
                server.quit()
            names = ", ".join(refused)
            return f"refused by the server, and not mailed to: {names}" if refused else ""

    def _connected(self) -> smtplib.SMTP:
        """A server that is greeted, over TLS where that is asked for."""
        host, port = self._address.host, self._address.port
        if self._address.scheme == "smtps":
            assert self._secure is not None
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TAKE_S, context=self._secure)
            self._socket = server.sock
            return server
        server = smtplib.SMTP(host, port, timeout=TAKE_S)
        self._socket = server.sock
        if self._secure is not None:
            try:
                server.starttls(context=self._secure)
            except BaseException:
                server.close()
                raise
            self._socket = server.sock
        return server


def recipients_of(address: Address) -> list[str]:
    """To whom it goes."""
    return [name for name in address.options["to"].split(",") if name]


def _said(error: smtplib.SMTPException) -> str:
    """What a server said, in one line that can be printed."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the server offers no TLS, or no login that we know"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"every recipient is refused: {code} {_line(words)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answered {error.smtp_code} {_line(error.smtp_error)}"
    return "no answer of SMTP" if isinstance(error, smtplib.SMTPServerDisconnected) else type(error).__name__


def _line(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return "".join(letter if letter.isprintable() else " " for letter in text)[:200]
