"""CoT: events a CPU second, from the bytes of a stream to foreign tracks, and from released tracks to bytes.

An event has a place with its errors, course and speed, a call sign and remarks: 480 octets of XML, 220 of protobuf.
Peers: lxml alone reads the same XML and gives no event; takproto (in the environment of peers, where that is made)
turns the same XML into a TakMessage and leaves out who may see it.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

import msgspec
from lxml import etree

from picture.scene import rows
from samples_of import samples
from sargas.formats.cot.decoder import Decoder
from sargas.formats.cot.session import Session
from sargas.formats.cot.settings import Settings
from sargas.formats.cot.stream import streamed
from sargas.formats.cot.write import protobuf, xml
from sargas.model.label import Label
from sargas.model.record import Chunk
from sargas.model.released import Released

MADE = samples("cot")
EVENTS, OBJECTS, PIECE = 20_000, 200, 65_536
PEERS = ROOT / ".venvs" / "peers" / "bin" / "python"


def best(of: Callable[[], int]) -> float:
    """Events a CPU second, best of three."""
    rates = []
    for _ in range(3):
        began_s = time.process_time()
        assert of() == EVENTS
        rates.append(EVENTS / (time.process_time() - began_s))
    return max(rates)


def decoded(frames: list[bytes]) -> Callable[[], int]:
    stream = b"".join(frames[k % OBJECTS] for k in range(EVENTS))
    chunks = [Chunk(at, MADE.TIME_S, stream[at : at + PIECE]) for at in range(0, len(stream), PIECE)]

    def run() -> int:
        decoder = Decoder(MADE.SENSORS, Settings("feed", stream=True))
        return sum(len(item) for chunk in chunks for item in decoder.feed([chunk]) if hasattr(item, "lat_deg"))

    return run


def told(in_protobuf: bool) -> Callable[[], int]:
    track = rows(MADE.TIME_S, {"number": 4, "height_m": 321.0, "east_mps": 12.0, "callsign": b"LYABC"}).track(0)
    tracks = [msgspec.structs.replace(track, number=k, uid=f"0d8b2e9c-7f5e-5a51-8d3e-{k:012d}") for k in range(OBJECTS)]
    items = [Released(one, "POL", Label("UNCLASSIFIED", ("POL",))) for one in tracks]

    def run() -> int:
        session = Session(Settings("feed", stream=not in_protobuf, protobuf=in_protobuf))
        return sum(len(session.tell(items, MADE.TIME_S, MADE.TIME_S)) for _ in range(EVENTS // OBJECTS))

    return run


def figures() -> Figures:
    events = [MADE.event(f"riga-{k}", remarks="Situational awareness, not for engagement.") for k in range(OBJECTS)]
    texts = [xml(event) for event in events]
    note(f"cot: {EVENTS} events of {len(texts[0])} octets, {OBJECTS} objects, in pieces of {PIECE}")

    def parsed() -> int:
        parser = etree.XMLParser(resolve_entities=False)
        return sum(etree.fromstring(texts[k % OBJECTS], parser).tag == "event" for k in range(EVENTS))

    found: Figures = {
        "cot_decode_per_s": best(decoded(texts)),
        "cot_decode_protobuf_per_s": best(decoded([streamed(protobuf(event)) for event in events])),
        "cot_encode_per_s": best(told(False)),
        "cot_encode_protobuf_per_s": best(told(True)),
        "peer_lxml_parse_per_s": best(parsed),
    }
    if PEERS.exists():
        script = Path(__file__).with_name("peer_takproto.py")
        answer = subprocess.run([PEERS, script], input=texts[0], capture_output=True, check=True)
        found["peer_takproto_xml_to_protobuf_per_s"] = float(answer.stdout)
    return found


if __name__ == "__main__":
    print(figures())
