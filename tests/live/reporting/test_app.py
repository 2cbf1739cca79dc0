"""The page's server: what it takes, what it turns away, and what is written down."""

import asyncio
import base64
import io
import json
import ssl
import time

import pytest
from PIL import Image
from starlette.requests import Request

from live.bench import SETTINGS, run
from live.reporting.bench import Page
from live.reporting.test_photos import made
from live.test_tcp import certificates
from sargas.journal import Reader
from sargas.live.reporting import app, parent, photos
from sargas.live.reporting.app import address_of, origin_of
from sargas.live.serving import network_of


def play(page, act):
    async def whole():
        async with page:
            await act(page)

    run(whole())


def test_a_report_is_written_down_before_it_is_answered_and_once(tmp_path):
    async def act(page):
        answer = await page.post(text="a buzz", contact="8-600-12345")
        assert (answer.status_code, answer.json()) == (200, {"kept": "a1", "photo": True})
        ((feed, payload),) = page.stored()
        told = json.loads(payload)
        assert (feed, told["id"], told["text"], told["contact"]) == ("f", "a1", "a buzz", "8-600-12345")
        assert (await page.post()).status_code == 200
        assert len(page.stored()) == 1, "the same again is answered and not written"
        assert (await page.post(id="a2")).status_code == 200
        first, second = (json.loads(payload) for _, payload in page.stored())
        assert first["origin"] == second["origin"] != ""
        assert "127.0.0.1" not in first["origin"]

    play(Page(tmp_path / "j"), act)
    assert all(record.personal for record in Reader(tmp_path / "j") if record.payload.startswith(b'{"id"'))


def test_the_page_is_served_and_kept_to_itself(tmp_path):
    async def act(page):
        answer = await page.ask("GET")
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "server" not in answer.headers
        (script,) = [part.split('"')[0] for part in answer.text.split('src="./')[1:]]
        assert (await page.ask("GET", f"/{script}")).status_code == 200
        answer = await page.ask("GET", "/map.json")
        assert {"box", "land", "lakes", "rivers", "borders", "places"} == set(answer.json())
        for path in ("/assets/../app.py", "/assets/%2e%2e/%2e%2e/app.py", "/api/state", "/x", "/map.json/"):
            assert (await page.ask("GET", path)).status_code in (404, 405)
        assert (await page.ask("GET", "/report")).status_code == 405

    play(Page(tmp_path / "j"), act)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"content-type": "text/plain"}, 403),
        ({"content-type": "application/x-www-form-urlencoded"}, 403),
        ({"authorization": "Bearer nobody"}, 401),
    ],
)
def test_another_page_posts_nothing(tmp_path, headers, status):
    async def act(page):
        assert (await page.post(headers=headers)).status_code == status
        assert page.stored() == []

    play(Page(tmp_path / "j"), act)


def test_a_wrong_field_is_named_and_nothing_is_written(tmp_path):
    async def act(page):
        answer = await page.post(lat_deg=100.0)
        assert (answer.status_code, answer.json()) == (400, {"wrong": "lat_deg"})
        answer = await page.post(photo=base64.b64encode(b"no picture").decode())
        assert (answer.status_code, answer.json()) == (400, {"wrong": "photo"})
        assert page.stored() == []

    play(Page(tmp_path / "j"), act)


def test_a_picture_is_kept_without_what_it_hides(tmp_path):
    async def act(page):
        answer = await page.post(photo=base64.b64encode(made()).decode())
        assert answer.json() == {"kept": "a1", "photo": True}
        ((_, payload),) = page.stored()
        kept = base64.b64decode(json.loads(payload)["photo"])
        assert not Image.open(io.BytesIO(kept)).getexif()
        assert b"Maker" not in kept

    play(Page(tmp_path / "j"), act)


def test_more_pictures_than_there_is_room_for_are_left_out_and_that_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "PHOTO_BYTES", len(made()) + 10)
    monkeypatch.setattr(app, "PHOTO_BYTES_PER_S", 1)

    async def act(page):
        photo = base64.b64encode(made()).decode()
        assert (await page.post(photo=photo)).json()["photo"]
        assert not (await page.post(id="a2", photo=photo)).json()["photo"]
        first, second = (json.loads(payload) for _, payload in page.stored())
        assert "photo" in first
        assert "photo" not in second

    play(Page(tmp_path / "j"), act)


def test_too_much_is_not_read(tmp_path):
    async def act(page):
        assert (await page.post(text="x" * (app.MOST_BYTES + 1))).status_code == 413
        assert (await page.post()).status_code == 200

    play(Page(tmp_path / "j"), act)


def test_who_comes_too_often_waits_and_a_patrol_does_not(tmp_path):
    (tmp_path / "patrols").write_text("guards 0123456789abcdef\n")

    async def act(page):
        answers = [await page.post(id=f"a{k}") for k in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert 0 < int(answers[-1].headers["retry-after"]) <= 61
        patrol = {"authorization": "Bearer 0123456789abcdef"}
        answers = [await page.post(headers=patrol, id=f"p{k}") for k in range(5)]
        assert [answer.status_code for answer in answers] == [200] * 5
        assert [feed for feed, _ in page.stored()] == ["f"] * 3 + ["f#guards"] * 5
        assert page.partition.counters()["feeds"]["f"]["turned_away"] == 2

    play(Page(tmp_path / "j", f"?burst=3&every=60&patrols={tmp_path / 'patrols'}"), act)


def test_behind_a_proxy_people_are_told_apart(tmp_path):
    async def act(page):
        for k, status in enumerate((200, 429, 200, 429)):
            said = f"203.0.113.9, 198.51.100.{k // 2}"
            assert (await page.post(id=f"a{k}", headers={"x-forwarded-for": said})).status_code == status
        first, second = (json.loads(payload)["origin"] for _, payload in page.stored())
        assert first != second

    play(Page(tmp_path / "j", "?burst=1&every=60&proxy=127.0.0.1"), act)


@pytest.mark.parametrize(
    ("peer", "said", "who"),
    [
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
        ("127.0.0.1", ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7:4711"], "198.51.100.7"),
        ("127.0.0.1", ["[2001:db8:1:2:3:4:5:6]:4711"], "2001:db8:1:2::/64"),
        ("127.0.0.1", ["nonsense"], ""),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", [], "192.0.2.1"),
    ],
)
def test_who_posts_is_an_address_that_nobody_can_choose(peer, said, who):
    headers = [(b"x-forwarded-for", line.encode()) for line in said]
    request = Request({"type": "http", "client": (peer, 1), "headers": headers})
    assert address_of(request, "127.0.0.1") == who


def test_a_proxy_is_known_however_its_address_is_written():
    headers = [(b"x-forwarded-for", b"198.51.100.7")]
    request = Request({"type": "http", "client": ("::1", 1), "headers": headers})
    assert address_of(request, "0:0:0:0:0:0:0:1") == "198.51.100.7"


def test_with_ipv6_one_person_has_a_network_of_48_bits():
    assert origin_of(network_of("2001:db8:1:2::3")) == origin_of(network_of("2001:db8:1:ffff::3")) == "2001:db8:1::/48"
    assert origin_of(network_of("2001:db8:2::3")) != "2001:db8:1::/48"
    assert origin_of("192.0.2.1") == "192.0.2.1"


def test_over_tls(tmp_path):
    certificates(tmp_path)
    trusted = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))

    async def act(page):
        answer = await page.post(verify=trusted)
        assert answer.status_code == 200
        assert "max-age" in answer.headers["strict-transport-security"]

    more = f"?cert={tmp_path / 'own.pem'}&key={tmp_path / 'own.pem'}"
    play(Page(tmp_path / "j", more, scheme="https"), act)


def test_what_cannot_be_written_down_is_not_acknowledged(tmp_path, monkeypatch):
    monkeypatch.setattr(parent, "ROOM_S", 0.3)

    async def act(page):
        await page.post()

        async def stall():
            await asyncio.Event().wait()

        monkeypatch.setattr(page.partition._sinks["f"], "durable", stall)
        answer = await page.post(id="a2")
        assert (answer.status_code, answer.json()) == (503, {"wrong": "time"})
        assert answer.headers["retry-after"]

    play(Page(tmp_path / "j", settings=SETTINGS), act)


def test_a_flood_takes_nothing_from_patrols(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "ALL_BURST", 5.0)
    monkeypatch.setattr(app, "ALL_EVERY_S", 60.0)
    (tmp_path / "patrols").write_text("guards 0123456789abcdef\n")

    async def act(page):
        for k in range(8):
            assert (await page.post(id="", headers={"x-forwarded-for": f"198.51.100.{k}"})).status_code == 400
        answers = [await page.post(id=f"a{k}", headers={"x-forwarded-for": f"198.51.100.{k}"}) for k in range(8)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3, "what is wrong took nobody's turn"
        patrol = {"authorization": "Bearer 0123456789abcdef", "x-forwarded-for": "198.51.100.9"}
        assert (await page.post(id="p1", headers=patrol)).status_code == 200

    play(Page(tmp_path / "j", f"?proxy=127.0.0.1&patrols={tmp_path / 'patrols'}"), act)


def test_tokens_are_not_guessed_for_long(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "GUESSES", 3.0)
    (tmp_path / "patrols").write_text("guards 0123456789abcdef\n")

    async def act(page):
        answers = [await page.post(headers={"authorization": f"Bearer {k}"}) for k in range(5)]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]

    play(Page(tmp_path / "j", f"?patrols={tmp_path / 'patrols'}"), act)


def test_who_looks_too_often_waits(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "LOOKS", 6.0)
    monkeypatch.setattr(app, "LOOK_EVERY_S", 60.0)

    async def act(page):
        answers = [(await page.ask("GET", "/map.json")).status_code for _ in range(8)]
        assert answers == [200] * 6 + [429] * 2

    play(Page(tmp_path / "j"), act)


def test_the_same_report_three_times_at_once_is_one(tmp_path):
    async def act(page):
        await page.ask("GET")
        answers = await asyncio.gather(*(page.post(photo=base64.b64encode(made()).decode()) for _ in range(3)))
        assert {answer.status_code for answer in answers} <= {200, 503}
        assert (await page.post()).json() == {"kept": "a1", "photo": True}
        assert len(page.stored()) == 1

    play(Page(tmp_path / "j"), act)


def test_a_picture_that_takes_too_long_holds_up_nobody_s_words(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "PAINT_S", 0.2)
    monkeypatch.setattr(photos, "clean", lambda content: time.sleep(1.0) or content)

    async def act(page):
        await page.ask("GET")
        photo = base64.b64encode(made()).decode()
        answers = await asyncio.gather(*(page.post(id=f"a{k}", photo=photo) for k in range(8)))
        assert {answer.status_code for answer in answers} == {200}
        assert not any(answer.json()["photo"] for answer in answers)
        assert len(page.stored()) == 8

    play(Page(tmp_path / "j"), act)
