"""Mail against a real server of another's making: what arrives, over what, and what becomes of what is refused."""

import asyncio
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.bench import free_port, kinds
from live.mailbox import mailbox
from live.test_exporting import Exporting
from live.test_tcp import certificates
from sargas.errors import Unavailable
from sargas.live import smtp
from sargas.live.address import address
from sargas.live.intake import FeedCounters
from sargas.model.record import RecordKind

WHO = "from=sargas@vilnius.example&to=duty@112.example,mayor@town.example"


def noted(folder):
    return [p for kind, _, p in kinds(folder) if kind == RecordKind.CONNECT and b"noted" in p]


def mail(folder, to, condition):
    async def play():
        async with Exporting(folder, to) as bench:
            await bench.until(lambda: bench.partition.state().phase == "running")
            bench.send(1, 100)
            await bench.until(condition)

    asyncio.run(asyncio.wait_for(play(), 60.0))


def test_each_message_is_a_mail_to_all_who_are_named(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    with mailbox(port) as box:
        mail(tmp_path, f"smtp://127.0.0.1:{port}?{WHO}", lambda: "track 1" in box.subjects)
    first = box.mails[0]
    assert (first["subject"], first["from"]) == ("hello", "sargas@vilnius.example")
    assert first["to"] == "duty@112.example, mayor@town.example"
    assert box.envelopes[0].rcpt_tos == ["duty@112.example", "mayor@town.example"]
    assert first["auto-submitted"] == "auto-generated"
    assert first.get_content_type() == "text/plain"
    assert "track 100" not in box.subjects, "what is not released is not mailed"


def test_over_starttls_with_a_login(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    certificates(tmp_path)
    (tmp_path / "login").write_text("sargas\nsecret\n")
    with mailbox(port, tmp_path, auth=True) as box:
        to = f"smtp://127.0.0.1:{port}?{WHO}&ca={tmp_path}/ca.pem&login={tmp_path}/login"
        mail(tmp_path / "j", to, lambda: box.mails)
    assert box.logins[0] == ("sargas", "secret")
    assert b"secret" not in b"".join(payload for _, _, payload in kinds(tmp_path / "j"))


def test_over_tls_from_the_first_octet(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    certificates(tmp_path)
    with mailbox(port, tmp_path, implicit=True) as box:
        mail(tmp_path / "j", f"smtps://127.0.0.1:{port}?{WHO}&ca={tmp_path}/ca.pem", lambda: box.mails)


@pytest.mark.parametrize("answer", ["451 try later", "421 busy"])
def test_what_is_refused_for_now_is_mailed_again_as_the_same(tmp_path, answer):
    port = free_port(socket.SOCK_STREAM)
    with mailbox(port) as box:
        box.answers = [answer, answer]
        mail(tmp_path, f"smtp://127.0.0.1:{port}?{WHO}", lambda: "hello" in box.subjects)
        assert not box.answers


def test_what_is_refused_for_good_holds_up_no_other_and_is_told(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    with mailbox(port) as box:
        box.answers = ["554 5.7.1 looks like spam"]
        mail(tmp_path, f"smtp://127.0.0.1:{port}?{WHO}", lambda: "track 1" in box.subjects)
    assert "hello" not in box.subjects
    assert b"refused for good: answered 554 5.7.1 looks like spam" in noted(tmp_path)[0]


def test_one_recipient_that_is_refused_does_not_cost_the_others(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    with mailbox(port) as box:
        box.refuses = ["mayor@town.example"]
        mail(tmp_path, f"smtp://127.0.0.1:{port}?{WHO}", lambda: "track 1" in box.subjects)
    assert box.envelopes[0].rcpt_tos == ["duty@112.example"]
    assert b"not mailed to: mayor@town.example" in noted(tmp_path)[0]


class Ear:
    """A sink that only listens."""

    media_type, counters, ways = "", FeedCounters(), None

    def tell(self, event, detail=""):
        pass

    def opened(self, way, link=""):
        self.ways = way

    def closed(self, link=""):
        pass


def mailed(to, payload=b"x\n"):
    async def play():
        ear = Ear()
        task = asyncio.create_task(smtp.send(address(to), ear))
        while ear.ways is None:
            await asyncio.sleep(0)
        ear.ways.send(payload)
        await asyncio.wait_for(task, 20.0)

    asyncio.run(play())


def test_whoever_offers_no_tls_is_told_nothing(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    certificates(tmp_path)
    with mailbox(port) as box, pytest.raises(Unavailable, match="offers no TLS"):
        mailed(f"smtp://127.0.0.1:{port}?{WHO}&ca={tmp_path}/ca.pem")
    assert box.mails == []


def test_a_server_of_another_authority_is_told_nothing(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    certificates(tmp_path)
    (tmp_path / "other").mkdir()
    certificates(tmp_path / "other")
    with mailbox(port, tmp_path) as box, pytest.raises(OSError, match="certificate verify failed"):
        mailed(f"smtp://127.0.0.1:{port}?{WHO}&ca={tmp_path}/other/ca.pem")
    assert box.mails == []


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda box: box.refuses.extend(["duty@112.example", "mayor@town.example"]), "every recipient is refused: 550"),
        (lambda box: box.answers.append("452 full"), "answered 452 full"),
    ],
)
def test_what_somebody_mends_is_tried_again(prepare, reason):
    port = free_port(socket.SOCK_STREAM)
    with mailbox(port) as box:
        prepare(box)
        with pytest.raises(Unavailable, match=reason):
            mailed(f"smtp://127.0.0.1:{port}?{WHO}")


def test_a_wrong_login_is_told_as_one(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    certificates(tmp_path)
    (tmp_path / "login").write_text("sargas\nwrong\n")
    with mailbox(port, tmp_path, auth=True), pytest.raises(Unavailable, match="answered 535"):
        mailed(f"smtp://127.0.0.1:{port}?{WHO}&ca={tmp_path}/ca.pem&login={tmp_path}/login")


def test_a_server_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(smtp, "TAKE_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unavailable, match="no answer of SMTP"):
        mailed(f"smtp://127.0.0.1:{silent.getsockname()[1]}?{WHO}")


@given(st.binary(max_size=400))
def test_nothing_in_a_message_is_a_header(payload):
    made = smtp.mail_of(payload, "a@b.example", ["c@d.example"], 0.0)
    octets = bytes(made)
    head = octets.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    known = b"From To Subject Date Message-ID Auto-Submitted Content-Type MIME-Version Content-Transfer-Encoding"
    assert sorted(names) == sorted(known.split())
    assert len(made["Subject"]) <= smtp.MOST_SUBJECT
    assert smtp.mail_of(payload, "a@b.example", ["c@d.example"], 9.0)["Message-ID"] == made["Message-ID"]


def test_a_subject_that_tries_is_one_line():
    made = smtp.mail_of("WARNING\r\nBcc: x@y\n\ntext ąž".encode(), "a@b.example", ["c@d.example"], 0.0)
    assert made["Subject"] == "WARNING"
    assert made["Bcc"] is None
    assert "text ąž" in made.get_content()
    coded = smtp.mail_of(b"=?utf-8?q?hi=0d=0aBcc:_evil=40x.example?=", "a@b.example", ["c@d.example"], 0.0)
    assert b"\r\nBcc:" not in bytes(coded)
    assert smtp.mail_of(b"a\x0bBcc: x@y", "a@b.example", ["c@d.example"], 0.0)["Subject"] == "a Bcc: x@y"


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("smtp://mail.example:587?from=a@b.example", "needs to"),
        ("smtp://mail.example:587?from=a@b.example&to=x", "'x' is no address of mail"),
        ("smtp://mail.example:587?from=a@b.example&to=x@y%0ABcc:z@y", "no address of mail"),
        ("smtp://mail.example:587?from=A <a@b.example>&to=x@y.example", "no address of mail"),
        ("smtp://mail.example?from=a@b.example&to=x@y.example", "needs a port"),
        ("smtp://mail.example:25?from=a@b.example&to=" + ",".join(["x@y.example"] * 21), "at most 20"),
    ],
)
def test_addresses_that_cannot_be(to, reason):
    with pytest.raises(ValueError, match=reason):
        address(to)


def test_mail_goes_on_to_others():
    assert not address(f"smtp://127.0.0.1:25?{WHO}").stays_here
    assert smtp.recipients_of(address(f"smtp://127.0.0.1:25?{WHO}")) == ["duty@112.example", "mayor@town.example"]
