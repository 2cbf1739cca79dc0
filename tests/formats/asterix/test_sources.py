"""Sensors by SAC and SIC."""

import tomllib

import numpy as np

from sargas.formats.asterix.sources import Sources
from sargas.model.sensor import Sensor


def sensor(name: str, **match: int | str) -> Sensor:
    return Sensor(name, "lan", "ssr", match=match)


def test_the_closest_match_wins() -> None:
    sources = Sources("lan", [sensor("any"), sensor("area", sac=70), sensor("one", sac=70, sic=3)])
    keys = np.array([70 << 8 | 3, 70 << 8 | 4, 25 << 8 | 3, 70 << 8 | 3])
    assert [sources.ids[i] for i in sources.index(keys)] == ["one", "area", "any", "one"]


def test_no_match() -> None:
    sources = Sources("lan", [sensor("one", sac=70, sic=3), sensor("other", node_id="x")])
    assert sources.index(np.array([1, 2], np.int64)).tolist() == [-1, -1]
    assert sources.index(np.zeros(0, np.int64)).tolist() == []


def test_the_suggested_entry_matches() -> None:
    stanza = Sources("lan", []).stanza(25 << 8 | 201, 48)
    entry = tomllib.loads(stanza)["sensors"][0]
    assert entry["match"] == {"sac": 25, "sic": 201}
    # Pasted as it is, the entry puts the radar nowhere rather than in a wrong place.
    assert "site" not in entry
    assert stanza.splitlines()[-1].startswith("# site = { lat_deg = ..., lon_deg = ..., height_m = ... }  # fill in")
    found = Sources("lan", [sensor(entry["id"], **entry["match"])])
    assert found.find(25 << 8 | 201) == 0
    assert tomllib.loads(Sources("lan", []).stanza(1, 62))["sensors"][0]["kind"] == "system"
