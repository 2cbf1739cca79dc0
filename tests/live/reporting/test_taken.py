"""A post as it is written down: the listed fields, the rest falls."""

import base64
import json

import pytest

from live.reporting.bench import REPORT
from sargas.formats.citizen.reports import reported
from sargas.live.reporting.taken import Wrong, kept, picture, posted

NOW_S = 1_753_679_400.0


def taken(patrol=None, photo=None, **fields):
    return kept(posted(json.dumps({**REPORT, **fields}).encode()), NOW_S, patrol, "0f0f", photo)


def test_the_decoder_reads_what_is_kept() -> None:
    one = reported(taken(age_s=60.5, kind="bird"), 3_000.0, 2_000.0)
    assert (one.id, one.by, one.origin, one.time_s) == ("a1", "citizen", "0f0f", NOW_S - 60.5)
    assert one.words == 1 << 19


def test_what_is_not_listed_falls_and_nobody_says_who_he_is() -> None:
    told = json.loads(taken(by="patrol", origin="me", time="2001-01-01T00:00:00Z", evil={"a": [1]}, name="J"))
    assert told == {
        "id": "a1", "what": "heard", "lat_deg": 54.64, "lon_deg": 25.28, "accuracy_m": 15.0, "azimuth_deg": 90.0,
        "time": "2025-07-28T05:10:00.000Z", "origin": "0f0f",
    }  # fmt: skip


def test_a_patrol_has_a_name_of_ours_and_no_pseudonym() -> None:
    told = json.loads(taken(patrol="guards"))
    assert told["by"] == "patrol"
    assert "origin" not in told


def test_words_are_one_line_of_what_can_be_printed() -> None:
    told = json.loads(taken(text="two\nlines\x00\x1b[31m\u202e<b>", contact="+370" + "0" * 200))
    assert told["text"] == "two lines  [31m <b>"
    assert len(told["contact"]) == 100


def test_a_picture_goes_beside_it() -> None:
    assert picture(posted(json.dumps({**REPORT, "photo": base64.b64encode(b"dots").decode()}).encode())) == b"dots"
    assert json.loads(taken(photo=b"anew", photo_of="x"))["photo"] == base64.b64encode(b"anew").decode()
    with pytest.raises(Wrong, match="photo"):
        picture(posted(json.dumps({**REPORT, "photo": "<svg>"}).encode()))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"what": "felt"}, "what"),
        ({"kind": "ufo"}, "kind"),
        ({"lat_deg": 95.0}, "lat_deg"),
        ({"lon_deg": "east"}, "lon_deg"),
        ({"lat_deg": None}, "lat_deg"),
        ({"accuracy_m": -1.0}, "accuracy_m"),
        ({"distance_m": 1e9}, "distance_m"),
        ({"azimuth_deg": 1e9}, "azimuth_deg"),
        ({"age_s": -5.0}, "age_s"),
        ({"age_s": 1e6}, "age_s"),
        ({"id": ""}, "id"),
        ({"id": "x" * 65}, "id"),
        ({"text": 7}, "text"),
    ],
)
def test_a_wrong_field_is_named(fields, wrong) -> None:
    with pytest.raises(Wrong) as caught:
        taken(**fields)
    assert str(caught.value) == wrong


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"id": 1e999}', b"{}"])
def test_what_is_no_post(body) -> None:
    with pytest.raises(Wrong) as caught:
        posted(body)
    assert str(caught.value) in ("post", "id")
