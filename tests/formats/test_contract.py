"""What every format promises (`sargas/formats/format.py`), held against the registry and one of a third party."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samples_of import samples
from sargas.formats import framing
from sargas.formats.format import Decoder, Format
from sargas.formats.registry import format_named, names
from sargas.model.batch import Item
from sargas.model.columns import Columns
from sargas.model.fault import Fault
from sargas.model.label import Label
from sargas.model.notice import Notice
from sargas.model.plot import ECHOES, PURPOSES
from sargas.model.plots import GEODETIC, HAS, POLAR, Plots
from sargas.model.record import Chunk
from sargas.model.released import Released, Simulated
from sargas.model.status import NewSensor, SensorStatus
from sargas.model.tracks import HAS as TRACK_HAS
from sargas.model.tracks import Tracks
from sargas.model.weather import Qnh, Wind

NAMES = [*names(), "invented"]
EVERY = pytest.mark.parametrize("name", NAMES)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def form(name: str) -> Format:
    found: Format = samples("invented").FORMAT if name == "invented" else format_named(name)
    return found


def settings_of(name: str, stream: bool) -> Any:
    given_too = getattr(samples(name), "SETTINGS", {})
    return msgspec.convert({"feed": "feed", "stream": stream, **given_too}, form(name).settings)


def fresh(name: str, stream: bool = True) -> Decoder:
    return form(name).decoder(samples(name).SENSORS, settings_of(name, stream))


def chunks(name: str, payloads: Iterable[bytes]) -> list[Chunk]:
    return [Chunk(1, samples(name).TIME_S, payload) for payload in payloads]


def said(items: Sequence[Item]) -> dict[str, Any]:
    """Items in a form that can be compared: columns as bytes, Faults counted by their key, the rest in order."""
    out: dict[str, Any] = {}
    for kind in (Plots, Tracks):
        parts = [item for item in items if isinstance(item, kind)]
        sources = sorted({source for part in parts for source in part.sources})
        joined: Columns = kind.concatenate(parts, sources)
        out[kind.__name__] = {column: array.tobytes() for column, array in joined.arrays().items()}
    faults: Counter[tuple[str, str]] = Counter()
    for item in items:
        if isinstance(item, Fault):
            faults[item.source, item.reason] += item.count
    out["faults"] = faults
    out["others"] = [item for item in items if not isinstance(item, Plots | Tracks | Fault)]
    return out


def whole(name: str) -> bytes:
    return b"".join(samples(name).SAMPLES)


def decoded(name: str, payloads: Sequence[bytes], stream: bool) -> list[Item]:
    decoder = fresh(name, stream)
    return decoder.feed(chunks(name, payloads)) + decoder.flush()


@EVERY
def test_samples_say_something(name: str) -> None:
    items = decoded(name, samples(name).SAMPLES, stream=False)
    useful = [item for item in items if isinstance(item, Plots | Tracks | Wind | Qnh | Notice)]
    assert sum(len(item) if isinstance(item, Plots | Tracks) else 1 for item in useful) >= 3
    assert form(name).name == name


@EVERY
@FEW
@given(data=st.data())
def test_every_split_gives_the_same(name: str, data: st.DataObject) -> None:
    stream = whole(name)
    expected = said(decoded(name, [stream], stream=True))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    parts = [stream[a:b] for a, b in pairwise([0, *cuts, len(stream)])]
    assert said(decoded(name, parts, stream=True)) == expected
    one_by_one, items = fresh(name), list[Item]()
    for chunk in chunks(name, parts):
        items += one_by_one.feed([chunk])
    assert said(items + one_by_one.flush()) == expected


@EVERY
def test_byte_by_byte_gives_the_same(name: str) -> None:
    stream = whole(name)[:1500]
    parts = [stream[k : k + 1] for k in range(len(stream))]
    assert said(decoded(name, parts, stream=True)) == said(decoded(name, [stream], stream=True))


def damaged(name: str, data: st.DataObject) -> bytes:
    """A sample with bytes changed, left out, doubled or put in; or nothing but noise."""
    if data.draw(st.integers(0, 4)) == 0:
        return data.draw(st.binary(max_size=400))
    stream = bytearray(data.draw(st.sampled_from(samples(name).SAMPLES)))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, max(len(stream) - 1, 0)))
        act = data.draw(st.integers(0, 3))
        if act == 0 and stream:
            stream[at] = data.draw(st.integers(0, 255))
        elif act == 1:
            del stream[at : at + data.draw(st.integers(1, 20))]
        elif act == 2:
            stream[at:at] = stream[max(at - 9, 0) : at + 9]
        else:
            stream[at:at] = data.draw(st.binary(max_size=8))
    return bytes(stream)


@EVERY
@FEW
@given(data=st.data())
def test_garbage_never_raises_and_is_no_nonsense(name: str, data: st.DataObject) -> None:
    stream = data.draw(st.booleans())
    parts = [damaged(name, data) for _ in range(data.draw(st.integers(1, 3)))]
    items = decoded(name, parts, stream)
    in_order(name, items)
    assert said(decoded(name, parts, stream)) == said(items)
    if stream:
        assert said(decoded(name, [b"".join(parts)], True)) == said(items)


@EVERY
def test_recordings_of_every_kind_never_raise(name: str, corpus: Path) -> None:
    """Each format is fed each recording: one of its own, and all those that are not."""
    patterns = ("radar/*", "adsb/*.bin", "adsb/*.csv", "adsb/b*.gz")
    for path in sorted(path for pattern in patterns for path in corpus.glob(pattern)):
        with path.open("rb") as file:
            payloads = [framed.payload for framed in islice(framing.read(file, name=path.name), 300)]
        for stream in (True, False):
            in_order(name, decoded(name, payloads, stream))


@EVERY
@FEW
@given(data=st.data())
def test_a_checkpoint_has_the_identical_future(name: str, data: st.DataObject) -> None:
    stream = whole(name)
    at = data.draw(st.integers(0, len(stream)))
    first = fresh(name)
    first.feed(chunks(name, [stream[:at]]))
    saved = first.checkpoint()
    second = fresh(name)
    second.restore(saved)
    assert second.checkpoint() == saved
    rest = chunks(name, [stream[at:]])
    assert said(first.feed(rest) + first.flush()) == said(second.feed(rest) + second.flush())
    assert first.checkpoint() == second.checkpoint()


@EVERY
def test_the_same_input_gives_the_same_output(name: str) -> None:
    first, second = fresh(name, stream=False), fresh(name, stream=False)
    arrived = chunks(name, samples(name).SAMPLES)
    assert said(first.feed(arrived)) == said(second.feed(arrived))
    assert first.checkpoint() == second.checkpoint()


@EVERY
def test_memory_is_bounded(name: str) -> None:
    """100 MB: noise, zeros, a line or a message that never ends, samples with holes. State never exceeds 4 MB."""
    noise = np.random.default_rng(5).integers(0, 256, 1 << 18, np.uint8).tobytes()
    holes = b"".join(whole(name)[k : k + 97] for k in range(0, len(whole(name)) * 4, 101))[: 1 << 16]
    endless = b'{"x":' * (1 << 18)
    for piece, times in ((noise, 16), (bytes(1 << 20), 30), (endless, 36), (b"\xff" * (1 << 20), 30), (holes, 8)):
        decoder = fresh(name)
        for chunk in chunks(name, [piece]) * times:
            decoder.feed([chunk])
            assert len(decoder.checkpoint()) < 4 << 20


def in_order(name: str, items: Sequence[Item]) -> None:
    """Units in range, nothing that is no number, missing is zero, sensors are those that were given."""
    known = {sensor.id for sensor in samples(name).SENSORS}
    for item in items:
        if isinstance(item, Plots | Tracks):
            in_range(item)
        if isinstance(item, Plots):
            assert set(item.sources) <= known
        elif isinstance(item, Fault):
            assert item.reason
            assert "\n" not in item.reason
            assert item.count > 0
            assert item.source in known | {"feed"}
        elif isinstance(item, SensorStatus):
            assert item.sensor in known
        elif isinstance(item, NewSensor):
            assert item.feed == "feed"
        elif isinstance(item, Wind | Qnh):
            assert 0 <= item.time_s < 1e11
            assert abs(item.lat_deg) <= 90
            assert abs(item.lon_deg) <= 180
            assert all(np.isfinite(value) for value in msgspec.structs.astuple(item))
        elif isinstance(item, Notice):
            assert item.feed == "feed"
            assert 0 <= item.sent_s < 1e11
            for area in (area for block in item.blocks for area in block.areas):
                places = [place for ring in area.polygons for place in ring]
                places += [(circle.lat_deg, circle.lon_deg) for circle in area.circles]
                assert all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in places)
                assert all(0 <= circle.radius_m < 3e7 for circle in area.circles)


def in_range(item: Plots | Tracks) -> None:
    for name, array in item.arrays().items():
        if array.dtype.kind == "f":
            assert np.isfinite(array).all(), name
    for name in HAS if isinstance(item, Plots) else TRACK_HAS:
        if name in item.SPEC:
            column = getattr(item, name)
            assert not column[~item.given(name)].astype(bool).any(), f"{name} is missing and not zero"
    assert (item.time_s >= 0).all()
    assert (item.time_s < 1e11).all()
    assert (np.abs(item.lat_deg) <= 90).all()
    assert (np.abs(item.lon_deg) <= 180).all()
    assert (item.mode_s < 1 << 24).all()
    assert (item.mode_3a < 1 << 12).all()
    if isinstance(item, Plots):
        polar = item.kind == POLAR
        assert (item.range_m[polar] >= 0).all()
        assert ((item.azimuth_deg >= 0) & (item.azimuth_deg < 360)).all()
        assert (item.lat_deg[item.kind != GEODETIC] == 0).all()
        assert (item.echo < len(ECHOES)).all()
        assert (item.purpose < len(PURPOSES)).all()
        for name in (column for column in HAS if column.startswith("sigma_")):
            assert (getattr(item, name)[item.given(name)] > 0).all()


@EVERY
def test_units_of_the_samples_are_in_range(name: str) -> None:
    for stream in (True, False):
        items = decoded(name, samples(name).SAMPLES, stream)
        in_order(name, items)
        for item in items:
            if isinstance(item, Plots | Tracks):
                assert (np.abs(item.time_s - samples(name).TIME_S) < 86_400).all()
                assert (np.abs(item.height_m) < 40_000).all()


def again(name: str, items: Sequence[Item], wrap: type) -> list[Item]:
    """Decode(encode(items)) for the items that the format writes."""
    make = form(name).encoder
    assert make is not None
    encoder = make(settings_of(name, stream=False))
    out: list[Item] = []
    for item in items:
        if isinstance(item, Notice) or (isinstance(item, Plots | Tracks) and len(item)):
            wrapped = Simulated(item) if wrap is Simulated else Released(item, "partner", Label())
            out += decoded(name, encoder.encode(wrapped), stream=False)
    return out


ENCODED = pytest.mark.parametrize("name", [name for name in NAMES if form(name).encoder is not None])


@ENCODED
def test_what_is_encoded_decodes_to_itself(name: str) -> None:
    items = [item for payload in samples(name).ENCODED for item in decoded(name, [payload], stream=False)]
    items = [item for item in items if isinstance(item, Plots | Tracks | Notice)]
    assert items
    assert said(again(name, items, Released)) == said(items)


@ENCODED
def test_simulated_stays_simulated_and_nothing_else_becomes_it(name: str) -> None:
    real = [item for payload in samples(name).SAMPLES for item in decoded(name, [payload], stream=False)]
    real = [item for item in real if isinstance(item, Plots | Tracks)]
    said = [item for payload in samples(name).ENCODED for item in decoded(name, [payload], stream=False)]
    notices = [item for item in said if isinstance(item, Notice)]  # not every one that is read may be written
    exercised = [msgspec.structs.replace(item, status="Exercise", note="Exercise") for item in notices]
    made = again(name, [*real, *exercised], Simulated)
    assert sum(len(item) if isinstance(item, Plots | Tracks) else isinstance(item, Notice) for item in made) >= 1
    assert all(np.all(item.simulated) for item in made if isinstance(item, Plots | Tracks | Notice))
    kept = [item for item in again(name, made, Released) if isinstance(item, Plots | Tracks | Notice)]
    assert kept
    assert all(np.all(item.simulated) for item in kept)
    honest = [item.take(~item.simulated) for item in real]
    honest += [item for item in notices if not item.simulated]
    back = [item for item in again(name, honest, Released) if isinstance(item, Plots | Tracks | Notice)]
    assert not any(np.any(item.simulated) for item in back)
