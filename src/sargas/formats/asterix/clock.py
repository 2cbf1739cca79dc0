"""The clock inside a recording: the time of day that a block tells, for framings that keep no time.

Source: the time items of each category (I048/140, I034/030, I062/070, ...), all at 1/128 s since UTC midnight.
"""

import numpy as np

from sargas.formats.asterix import wire
from sargas.formats.asterix.columns import cut, read
from sargas.formats.asterix.tables import table_of
from sargas.formats.asterix.tables.layout import select

_TIMES = {
    2: "030/TOD",
    4: "020/TOD",
    10: "140/TOD",
    15: "145/TOA",
    19: "140/TOD",
    20: "140/TOD",
    21: "077/TOD",
    23: "070/TOD",
    34: "030/TOD",
    48: "140/TOD",
    62: "070/TOD",
    63: "030/TOD",
    65: "030/TOD",
    129: "070/TOD",
    205: "030/TOD",
}


def time_of_day_s(payload: bytes) -> float | None:
    """Seconds since UTC midnight of the first record that tells them, or None.

    Read interpreted and by the newest edition: one block is not worth compiling for.
    """
    data = np.frombuffer(payload, np.uint8)
    whole = np.array([0], np.int64), np.array([len(payload)], np.int64)
    blocks, _ = cut(data, *whole, loop=wire.cut)
    for category, name in _TIMES.items():
        of_category = blocks.of(category)
        if not len(of_category):
            continue
        slabs, _ = read(of_category, select(table_of(category), [name]), loop=wire.walk)
        for slab in slabs:
            told = slab.quantity(name)[slab.has(name) & (slab.unlikely < 0)]
            if len(told):
                return float(told[0])
    return None
