"""A mail server of another's making on loopback (aiosmtpd), for tests: what it took, and what it answers instead."""

import contextlib
import email
import ssl
from email import policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Mailbox:
    """What came. `answers`: what is said to the next mails instead of taking them; `refuses`: recipients."""

    def __init__(self):
        self.mails, self.envelopes, self.answers, self.refuses = [], [], [], []
        self.logins = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answers:
            return self.answers.pop(0)
        self.envelopes.append(envelope)
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def may(self, server, session, envelope, mechanism, data):
        said = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else ()
        self.logins.append(said)
        return AuthResult(success=said == ("sargas", "secret"), handled=False)

    @property
    def subjects(self):
        return [mail["subject"] for mail in self.mails]


@contextlib.contextmanager
def mailbox(port, folder=None, implicit=False, auth=False):
    """A server on a port of loopback; with `folder` over TLS, by the certificate of `test_tcp.certificates` there."""
    box, more = Mailbox(), {}
    if folder is not None:
        secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        secure.load_cert_chain(folder / "own.pem")
        more = {"ssl_context": secure} if implicit else {"tls_context": secure, "require_starttls": True}
    if auth:
        more |= {"authenticator": box.may, "auth_required": True, "auth_require_tls": not implicit}
    controller = Controller(box, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
