import msgspec

from sargas.model.batch import Changes
from sargas.model.incident import Incident
from sargas.model.plots import Plots
from sargas.model.told import Told
from sargas.model.tracks import Tracks


def changes(*incidents: Incident) -> Changes:
    return Changes(10.0, Plots.empty(), Tracks.empty(), incidents=incidents)


def test_what_was_said_is_kept_and_silence_is_not() -> None:
    assert Told.of(7, changes()) is None
    incident = Incident(1, "z", "Z", (3,), "inside", "new", 1, 9.0, 10.0)
    told = Told.of(7, changes(incident))
    assert told == Told(7, (incident,))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(told), type=Told) == told


def test_what_was_written_before_there_were_warnings_is_read() -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode({"record": 3, "incidents": [], "alerts": []}), type=Told) == (
        Told(3)
    )
