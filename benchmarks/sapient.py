"""SAPIENT: detection reports a CPU second from the bytes of a connection to plots, each held against every rule, and
from released tracks to frames.

A report has a place with its errors, a velocity with its errors, a class with a sub-class and a confidence: 300 octets.
The peer is the protobuf library alone (sapient-msg): it reads the same frames and checks nothing.
"""

import sys
import time
import uuid
from collections.abc import Callable

from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

import msgspec
from sapient_msg.bsi_flex_335_v2_0.sapient_message_pb2 import SapientMessage

from picture.scene import rows
from samples_of import samples
from sargas.formats.sapient.decoder import Decoder
from sargas.formats.sapient.replies import Replies
from sargas.formats.sapient.session import Session
from sargas.formats.sapient.settings import Settings
from sargas.model.label import Label
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.released import Released

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

    parents = Replies("99999999-0000-4000-8000-000000000009")
    ours = Settings("to", node_id=MADE.NEIGHBOUR)
    track = rows(MADE.TIME_S, {"number": 4, "height_m": 321.0, "east_mps": 12.0, "callsign": b"LYABC"}).track(0)
    told = [
        Released(msgspec.structs.replace(track, number=k, uid=str(uuid.UUID(int=k))), "POL", Label())
        for k in range(1, OBJECTS + 1)
    ]

    def encoded() -> int:
        session = Session(ours)
        session.open(MADE.TIME_S)
        session.hear(parents.registration_ack(ours.own_id, MADE.TIME_S, []), MADE.TIME_S)
        return sum(len(session.tell(told, MADE.TIME_S, MADE.TIME_S)) for _ in range(REPORTS // OBJECTS))

    messages = [SapientMessage.FromString(frame[4:]) for frame in frames[:OBJECTS]]

    def written() -> int:
        return sum(len(messages[k % OBJECTS].SerializeToString()) > 0 for k in range(REPORTS))

    return {
        "sapient_decode_validate_per_s": best(decoded),
        "sapient_encode_per_s": best(encoded),
        "peer_sapient_msg_parse_per_s": best(parsed),
        "peer_sapient_msg_serialise_per_s": best(written),
    }


if __name__ == "__main__":
    print(figures())
