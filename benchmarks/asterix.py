"""ASTERIX bytes to columns and to objects, CAT048 and CAT062, on one core (CPU seconds of one thread).

`columns`: cutting and reading every element that the model takes. `all_columns`: every element of the edition.
`objects`: through the feed's Decoder to one Plot or Track object a record. `rows`: the same Decoder, columns of plots.
"""

import numpy as np
import traffic
from measure import Figures, best_rate, note, recording

from sargas.commands.offline import sensors_of
from sargas.formats.asterix import FORMAT
from sargas.formats.asterix.columns import cut, read
from sargas.formats.asterix.decoder import _table
from sargas.formats.asterix.tables import EDITIONS, table_of
from sargas.formats.asterix.tables.layout import Table
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.status import NewSensor
from sargas.model.tracks import Tracks

RECORDS = 200_000
"""Read in one go, about: what a minute of a busy centre brings."""
BATCH_RECORDS = 2_000
"""Given to the Decoder at once."""


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
    found |= _of(48, radar)
    system = recording("baltic_cat062_15min.ff")
    if system is None:
        reason = "no recording with CAT062 here: SARGAS_CORPUS says where they are"
        found |= {
            f"asterix_{what}_cat062_records_per_s": reason for what in ("columns", "all_columns", "rows", "objects")
        }
    else:
        found |= _of(62, system)
        note("asterix: CAT062 of a recorded centre, repeated")
    for what in ("columns", "objects"):
        both = [found[f"asterix_{what}_cat{category}_records_per_s"] for category in ("048", "062")]
        numbers = [value for value in both if not isinstance(value, str)]
        found[f"asterix_{what}_records_per_s"] = min(numbers) if len(numbers) == 2 else "one of its two is missing"
    return found
