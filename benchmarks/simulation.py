"""DIS: PDUs a CPU second, from datagrams (or a stream) to foreign tracks, and from released tracks to Entity States.
(Python has a module `dis` of its own, which a file of that name would hide.)

An Entity State has 144 octets. In: a datagram each, a second of 200 entities in one call. Out: every track each second.
Peer: opendis (in the environment of peers, where that is made) reads one Entity State into its classes, and writes it.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable

from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

from formats.dis.test_reports import track
from picture.scene import NOON_S
from samples_of import samples
from sargas.formats.dis.decoder import Decoder
from sargas.formats.dis.session import Session
from sargas.formats.dis.settings import Settings
from sargas.model.label import Label
from sargas.model.record import Chunk
from sargas.model.released import Released

MADE = samples("dis")
PDUS, ENTITIES, PIECE = 100_000, 200, 65_536
PEERS = ROOT / ".venvs" / "peers" / "bin" / "python"


def best(of: Callable[[], int]) -> float:
    """PDUs a CPU second, best of three."""
    rates = []
    for _ in range(3):
        began_s = time.process_time()
        assert of() == PDUS
        rates.append(PDUS / (time.process_time() - began_s))
    return max(rates)


def decoded(stream: bool) -> Callable[[], int]:
    entities = [MADE.state(number) for number in range(1, ENTITIES + 1)]
    if stream:
        whole = b"".join(entities) * (PDUS // ENTITIES)
        calls = [[Chunk(at, MADE.TIME_S, whole[at : at + PIECE])] for at in range(0, len(whole), PIECE)]
    else:
        calls = [[Chunk(k, MADE.TIME_S, octets) for k, octets in enumerate(entities)]] * (PDUS // ENTITIES)

    def run() -> int:
        decoder = Decoder(MADE.SENSORS, Settings("feed", stream=stream))
        return sum(len(item) for chunks in calls for item in decoder.feed(chunks) if hasattr(item, "lat_deg"))

    return run


def told() -> int:
    label = Label("UNCLASSIFIED", ("POL",))
    items = [Released(track(number=number), "POL", label) for number in range(1, ENTITIES + 1)]
    session, count = Session(Settings("to", site=1, application=9)), 0
    for second in range(PDUS // ENTITIES):
        session.tick(MADE.TIME_S + second)
        count += len(session.tell(items, MADE.TIME_S + second, NOON_S + 1.0))
    return count


def figures() -> Figures:
    note(f"dis: {PDUS} Entity States of {len(MADE.state())} octets, {ENTITIES} entities")
    found: Figures = {
        "dis_decode_per_s": best(decoded(stream=False)),
        "dis_decode_stream_per_s": best(decoded(stream=True)),
        "dis_encode_per_s": best(told),
    }
    if PEERS.exists() and not subprocess.run([PEERS, "-c", "import opendis"], capture_output=True).returncode:
        task = json.dumps({"rate": MADE.state().hex()})
        script = ROOT / "tests" / "oracle" / "opendis_peer.py"
        answer = subprocess.run([PEERS, script], input=task, capture_output=True, text=True, check=True)
        rates = json.loads(answer.stdout)
        found["peer_opendis_read_per_s"] = rates["read_per_s"]
        found["peer_opendis_write_per_s"] = rates["written_per_s"]
    return found


if __name__ == "__main__":
    print(figures())
