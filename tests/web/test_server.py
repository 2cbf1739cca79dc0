"""The server itself: where it listens and how it ends."""

import asyncio
import ssl

import httpx
import pytest
import trustme

from sargas.errors import Unavailable
from sargas.web.server import Server
from sargas.web.settings import Settings
from web.bench import TOKEN, Bench, run


def test_a_port_that_is_taken_is_said_in_one_line():
    async def play():
        app = Bench().app
        first = Server(app, Settings(port=0))
        url = await first.start()
        port = int(url.rsplit(":", 1)[1])
        assert port > 0
        with pytest.raises(Unavailable, match=f"cannot listen on 127.0.0.1:{port}: Address already in use"):
            await Server(app, Settings(port=port)).start()
        await first.stop()

    run(play())


def test_it_listens_on_loopback_only_and_is_gone_after_the_stop():
    assert Settings().host == "127.0.0.1"

    async def play():
        server = Server(Bench().app, Settings(port=0))
        url = await server.start()
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(url + "/healthz")).json() == {"status": "ok"}
            await server.stop()
            with pytest.raises(httpx.ConnectError):
                await client.get(url + "/healthz")

    run(play())


def test_a_certificate_that_is_none_is_said_in_one_line(tmp_path):
    (tmp_path / "cert.pem").write_text("none")
    for name in ("cert.pem", "missing.pem"):
        settings = Settings(port=0, certificate=str(tmp_path / name), key=str(tmp_path / "cert.pem"))
        with pytest.raises(Unavailable, match=r"web\.certificate"):
            Server(Bench().app, settings)


def test_old_versions_of_tls_are_refused(tmp_path):
    own = trustme.CA().issue_cert("127.0.0.1")
    own.private_key_and_cert_chain_pem.write_to_path(tmp_path / "own.pem")
    settings = Settings(port=0, certificate=str(tmp_path / "own.pem"), key=str(tmp_path / "own.pem"))
    secure = Server(Bench().app, settings)._secure
    assert secure.minimum_version == ssl.TLSVersion.TLSv1_2


def test_open_event_streams_do_not_hold_up_the_stop():
    async def play():
        bench = Bench()
        server = Server(bench.app, Settings(port=0))
        url = await server.start()
        address = f"{url}/api/events?token={TOKEN}"
        async with httpx.AsyncClient(trust_env=False) as client, client.stream("GET", address) as answer:
            assert answer.status_code == 200
            bench.screens.close()
            async with asyncio.timeout(5.0):
                await server.stop()

    run(play())
