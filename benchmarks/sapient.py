"""SAPIENT: detection reports a CPU second from the bytes of a connection to plots, each held against every rule.

A report has a place with its errors, a velocity with its errors, a class with a sub-class and a confidence: 300 octets.
The peer is the protobuf library alone (sapient-msg): it reads the same frames and checks nothing.
"""

import sys
import time
from collections.abc import Callable

from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

from sapient_msg.bsi_flex_335_v2_0.sapient_message_pb2 import SapientMessage

from samples_of import samples
from sargas.formats.sapient.decoder import Decoder
from sargas.formats.sapient.settings import Settings
from sargas.model.plots import Plots
from sargas.model.record import Chunk

MADE = samples("sapient")
REPORTS, OBJECTS, PIECE = 20_000, 100, 65_536


def reports() -> list[bytes]:
    """Frames of 100 objects in turn."""
    kinds = [
        MADE.frame(
            MADE.detection(
                MADE.RADAR,
                f"drone {k}",
                location=MADE.place(54.0 + 1e-3 * k),
                enuVelocity=MADE.VELOCITY,
                classification=MADE.drone(),
                detectionConfidence=0.9,
            )
        )
        for k in range(OBJECTS)
    ]
    return [kinds[k % OBJECTS] for k in range(REPORTS)]


def best(of: Callable[[], int]) -> float:
    """Reports a CPU second, best of three."""
    rates = []
    for _ in range(3):
        began_s = time.process_time()
        assert of() == REPORTS
        rates.append(REPORTS / (time.process_time() - began_s))
    return max(rates)


def figures() -> Figures:
    frames = reports()
    stream = b"".join(frames)
    pieces = [stream[at : at + PIECE] for at in range(0, len(stream), PIECE)]
    registrations = b"".join(map(MADE.frame, MADE.REGISTRATIONS))
    note(f"sapient: {REPORTS} detection reports of {len(frames[0])} octets, {OBJECTS} objects, in pieces of {PIECE}")

    def decoded() -> int:
        decoder = Decoder(MADE.SENSORS, Settings("feed", stream=True))
        decoder.feed([Chunk(0, MADE.TIME_S, registrations)])
        items = [item for k, piece in enumerate(pieces) for item in decoder.feed([Chunk(k, MADE.TIME_S, piece)])]
        assert all(isinstance(item, Plots) for item in items)
        return sum(map(len, items))

    def parsed() -> int:
        return sum(SapientMessage.FromString(frame[4:]).HasField("detection_report") for frame in frames)

    return {"sapient_decode_validate_per_s": best(decoded), "peer_sapient_msg_parse_per_s": best(parsed)}


if __name__ == "__main__":
    print(figures())
