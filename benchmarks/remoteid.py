"""Remote ID: messages a CPU second to plots, from hex lines, receivers' JSON and octets; packs of six messages."""

import sys
import time

from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

from samples_of import samples
from sargas.formats.format import Settings
from sargas.formats.remoteid.decoder import Decoder
from sargas.model.record import Chunk

MADE = samples("remoteid")
PACKS, DRONES, AT_ONCE = 20_000, 500, 200


def rate(payloads: list[bytes]) -> float:
    """Messages a CPU second, best of three; `AT_ONCE` payloads a tick."""
    best = 0.0
    for _ in range(3):
        decoder = Decoder(MADE.SENSORS, Settings("feed"))
        chunks = [Chunk(k, MADE.TIME_S, payload) for k, payload in enumerate(payloads)]
        began_s = time.process_time()
        plots = 0
        for k in range(0, len(chunks), AT_ONCE):
            plots += sum(len(item) for item in decoder.feed(chunks[k : k + AT_ONCE]) if hasattr(item, "lat_deg"))
        assert plots == len(payloads)
        best = max(best, 6 * len(payloads) / (time.process_time() - began_s))
    return best


def figures() -> Figures:
    def packed(k: int) -> bytes:
        of = MADE.basic_id(b"1596F%015d" % (k % DRONES)), MADE.location(54.0 + 1e-5 * (k % 1000))
        return MADE.pack(*of, MADE.AUTHENTICATION, MADE.SELF_ID, MADE.system(), MADE.OPERATOR_ID)

    packs = [packed(k) for k in range(PACKS)]
    note(f"remoteid: {PACKS} packs of 6 messages, {DRONES} drones, {AT_ONCE} packs a tick")
    return {
        "remoteid_decode_per_s": rate([b"84:cc:a8:60:43:24 " + pack.hex().encode() + b"\n" for pack in packs]),
        "remoteid_octets_per_s": rate(packs),
        "remoteid_json_per_s": rate([MADE.line(pack) for pack in packs]),
    }


if __name__ == "__main__":
    print(figures())
