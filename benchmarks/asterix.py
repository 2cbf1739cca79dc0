"""ASTERIX bytes to columns and to objects, CAT048 and CAT062, on one core (CPU seconds of one thread).

`columns`: cutting and reading every element that the model takes. `all_columns`: every element of the edition.
`objects`: through the feed's Decoder to one Plot or Track object a record. `rows`: the same Decoder, columns of plots.
`encode`: columns of plots or tracks to bytes. `export`: released Track objects to the bytes of one recipient.
Peer: libasterix makes the same octets of the same numbers, a record at a time, in the environment of the oracle.
"""

import json
import os
import subprocess
from pathlib import Path

import msgspec
import numpy as np
import traffic
from measure import ROOT, Figures, best_rate, note, recording

from sargas.formats.asterix import FORMAT, pack
from sargas.formats.asterix.columns import cut, read
from sargas.formats.asterix.decoder import _table
from sargas.formats.asterix.settings import ExportSettings, Source
from sargas.formats.asterix.tables import EDITIONS, table_of
from sargas.formats.asterix.tables.layout import Table
from sargas.formats.recorded import sensors_of
from sargas.model.label import Label
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.released import Released
from sargas.model.status import NewSensor
from sargas.model.tracks import ENDED, Tracks

RECORDS = 200_000
"""Read in one go, about: what a minute of a busy centre brings."""
BATCH_RECORDS = 2_000
"""Given to the Decoder and the Encoder at once."""
TOLD = 200
"""Tracks told to a recipient at once."""
ORACLE = Path(os.environ.get("SARGAS_ORACLE_PYTHON", ROOT / ".venvs" / "oracle" / "bin" / "python"))
DECODER = ROOT / ".venvs" / "decoder" / "bin" / "python"
FREE = Label("UNCLASSIFIED", ("POL",))


def _count(payloads: list[bytes], category: int) -> int:
    """Records of the category in these payloads."""
    blocks = _blocks(payloads).of(category)
    return sum(len(slab) for slab in read(blocks, table_of(category, EDITIONS[category][-1]))[0])


def _blocks(payloads: list[bytes]):
    data = np.frombuffer(b"".join(payloads), np.uint8)
    ends = np.cumsum([len(payload) for payload in payloads])
    return cut(data, ends - [len(payload) for payload in payloads], ends)[0]


def _only(payloads: list[bytes], category: int) -> list[bytes]:
    """The data blocks of one category, each a payload."""
    blocks = _blocks(payloads).of(category)
    octets = b"".join(payloads)
    return [octets[s - 3 : e] for s, e in zip(blocks.start.tolist(), blocks.end.tolist(), strict=True)]


def _columns(payloads: list[bytes], records: int, category: int, table: Table) -> float:
    data = np.frombuffer(b"".join(payloads), np.uint8)
    sizes = np.array([len(payload) for payload in payloads], np.int64)
    ends = np.cumsum(sizes)

    def work() -> None:
        blocks, _ = cut(data, ends - sizes, ends)
        slabs, _ = read(blocks.of(category), table)
        assert sum(map(len, slabs)) == records

    return best_rate(records, work)


def _decoded(payloads: list[bytes], records: int, objects: bool) -> float:
    chunks = [Chunk(k, 0.0, payload) for k, payload in enumerate(payloads)]
    items = FORMAT.decoder((), FORMAT.settings(feed="bench")).feed(chunks)
    sensors = sensors_of([item.suggestion for item in items if isinstance(item, NewSensor)])
    step = max(1, BATCH_RECORDS * len(chunks) // records)

    def work() -> None:
        decoder, seen = FORMAT.decoder(sensors, FORMAT.settings(feed="bench")), 0
        for at in range(0, len(chunks), step):
            for item in decoder.feed(chunks[at : at + step]):
                if isinstance(item, Plots | Tracks):
                    seen += sum(1 for _ in item) if objects else len(item)
        assert seen > 0.9 * records, f"only {seen} of {records} records became rows"

    return best_rate(records, work, repeats=2 if objects else 5)


def _encoded(payloads: list[bytes]) -> Figures:
    """Of recorded records as columns, written again; of tracks also as they are told to a recipient."""
    items = FORMAT.decoder((), FORMAT.settings(feed="bench")).feed([Chunk(0, 0.0, payload) for payload in payloads])
    sensors = sensors_of([item.suggestion for item in items if isinstance(item, NewSensor)])
    sources = {sensor.id: Source(int(sensor.match["sac"]), int(sensor.match["sic"])) for sensor in sensors}
    chunks = [Chunk(k, 1_700_000_000.0, payload) for k, payload in enumerate(payloads)]
    found = FORMAT.decoder(sensors, FORMAT.settings(feed="bench")).feed(chunks)
    columns = next(item for item in found if isinstance(item, Plots | Tracks))
    columns = columns.take(np.arange(BATCH_RECORDS) % len(columns))
    settings = FORMAT.settings(feed="bench", sac=70, sic=16, sources=sources)
    assert FORMAT.encoder is not None
    encoder = FORMAT.encoder(settings)
    category = "cat048" if isinstance(columns, Plots) else "cat062"
    figures: Figures = {
        f"asterix_encode_{category}_records_per_s": best_rate(
            BATCH_RECORDS, lambda: encoder.encode(Released(columns, "POL", FREE))
        )
    }
    if isinstance(columns, Tracks):
        assert FORMAT.session is not None
        session = FORMAT.session(ExportSettings(feed="bench", sac=70, sic=16))
        alive = columns.take(columns.status != ENDED)
        tracks = [msgspec.structs.replace(alive.track(k), number=k) for k in range(TOLD)]
        told = [Released(track, "POL", FREE) for track in tracks]
        now_s = max(track.time_s for track in tracks)
        figures["asterix_export_cat062_records_per_s"] = best_rate(TOLD, lambda: session.tell(told, now_s, now_s))
    return figures


def _peer() -> Figures:
    """A record of place, velocity, number and status, ours and libasterix's: the same octets of the same numbers."""
    items = {
        "010": [["SAC", 70], ["SIC", 16]],
        "015": 1,
        "070": 5_529_600,
        "105": [["LAT", 10_234_102], ["LON", 4_641_696]],
        "185": [["VX", -40], ["VY", 22]],
        "040": 5_003,
        "080": [0],
    }
    table, always = table_of(62), np.ones(BATCH_RECORDS, np.bool_)
    names = {"015": "SI", "070": "TOD", "040": "TRN"}

    def work() -> list[bytes]:
        draft = pack.Draft(BATCH_RECORDS)
        for number, item in items.items():
            elements = [] if number == "080" else item if isinstance(item, list) else [[names[number], item]]
            draft.put(number, always, **{name: np.full(BATCH_RECORDS, value) for name, value in elements})
        return pack.records(table, draft)

    ours = best_rate(BATCH_RECORDS, work)
    if not ORACLE.exists():
        return {"asterix_pack_cat062_records_per_s": ours, "peer_libasterix_cat062_records_per_s": "no libasterix here"}
    script = Path(__file__).with_name("peer_libasterix.py")
    done = subprocess.run([ORACLE, "-P", script], input=json.dumps(items), capture_output=True, check=True, text=True)
    answer = json.loads(done.stdout)
    assert work()[0].hex() == answer["octets"], "not the same record"
    return {"asterix_pack_cat062_records_per_s": ours, "peer_libasterix_cat062_records_per_s": answer["records_per_s"]}


def _readers(payloads: list[bytes], records: int) -> Figures:
    """The same blocks read by others, each in its own environment."""
    found: Figures = {}
    blocks = json.dumps([payload.hex() for payload in payloads])
    for name, python in (("decoder", DECODER), ("libasterix", ORACLE)):
        figure = f"peer_{'asterix_decoder' if name == 'decoder' else name}_read_cat048_records_per_s"
        if not python.exists():
            found[figure] = f"no {name} here"
            continue
        command = [python, "-P", Path(__file__).with_name("peer_asterix_reading.py"), name]
        answer = json.loads(subprocess.run(command, input=blocks, capture_output=True, check=True, text=True).stdout)
        assert answer["records"] == records, "not the same records"
        found[figure] = answer["records_per_s"]
    return found


def _of(category: int, once: list[bytes]) -> Figures:
    once = _only(once, category)
    count = _count(once, category)
    many = once * (RECORDS // count + 1)
    records = count * (RECORDS // count + 1)
    edition = EDITIONS[category][-1]
    fewer = once * (RECORDS // 5 // count + 1)
    of_fewer = count * (RECORDS // 5 // count + 1)
    name = f"cat{category:03d}_records_per_s"
    return {
        f"asterix_columns_{name}": _columns(many, records, category, _table(category, edition)),
        f"asterix_all_columns_{name}": _columns(many, records, category, table_of(category, edition)),
        f"asterix_rows_{name}": _decoded(many, records, objects=False),
        f"asterix_objects_{name}": _decoded(fewer, of_fewer, objects=True),
    }


def figures() -> Figures:
    found: Figures = {}
    radar = recording("ifsnop_068test_bds30.gps")
    if radar is None:
        radar = [payload for _, _, payload in traffic.arrivals(3, 500, 20.0)[0]]
        note("asterix: CAT048 of our own encoder (no recordings here)")
    else:
        note("asterix: CAT048 of a recorded Mode S radar (with BDS registers), repeated")
    found |= _of(48, radar) | _encoded(_only(radar, 48))
    found |= _readers(_only(radar, 48), _count(_only(radar, 48), 48))
    system = recording("baltic_cat062_15min.ff")
    if system is None:
        reason = "no recording with CAT062 here: SARGAS_CORPUS says where they are"
        found |= {
            f"asterix_{what}_cat062_records_per_s": reason
            for what in ("columns", "all_columns", "rows", "objects", "encode", "export")
        }
    else:
        found |= _of(62, system) | _encoded(_only(system, 62))
        note("asterix: CAT062 of a recorded centre, repeated")
    found |= _peer()
    for what in ("columns", "objects"):
        both = [found[f"asterix_{what}_cat{category}_records_per_s"] for category in ("048", "062")]
        numbers = [value for value in both if not isinstance(value, str)]
        found[f"asterix_{what}_records_per_s"] = min(numbers) if len(numbers) == 2 else "one of its two is missing"
    return found
