"""Mode S receivers: Beast frames cut a CPU second, and frames turned into plots; beside rs1090 alone.

The stream is the corpus' Beast recording where it is there (2,000 extended squitters), else squitters of the tests'
encoder; over and over, in pieces as a socket gives them. The peer reads the same frames one batch a piece and makes no
plots of them.
"""

import sys
import time
from collections.abc import Callable

import rs1090
from measure import ROOT, Figures, corpus, note

sys.path.insert(0, str(ROOT / "tests"))

from samples_of import samples
from sargas.formats.format import Settings
from sargas.formats.framing.framed import Findings
from sargas.formats.framing.messages import Cutter
from sargas.formats.modes.decoder import Decoder
from sargas.formats.modes.wire import beast_frame
from sargas.model.record import Chunk

MADE = samples("modes")
PIECE, FRAMES, DECODED = 16_384, 200_000, 200


def stream() -> tuple[bytes, str]:
    """A stream of frames, and what it is."""
    folder = corpus()
    if folder is not None and (folder / "adsb/sample_beast.bin").exists():
        return (folder / "adsb/sample_beast.bin").read_bytes(), "the corpus' recording"
    frames = [MADE.airborne(0x480000 + k, 52.0 + k / 1000, 4.0, 30_000, k % 2 == 1) for k in range(2_000)]
    return b"".join(MADE.beast([frame]) for frame in frames), "squitters of the tests' encoder"


def best(of: Callable[[], int]) -> float:
    """Frames a CPU second, best of three."""
    rates = []
    for _ in range(3):
        began_s = time.process_time()
        count = of()
        rates.append(count / (time.process_time() - began_s))
    return max(rates)


def figures() -> Figures:
    once, what = stream()
    count = len(Cutter(Findings()).feed(once))
    data = once * (FRAMES // count)
    pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
    note(f"modes: {count * (FRAMES // count)} Beast frames, {what}, in pieces of {PIECE} octets")
    cutter = Cutter(Findings())
    hexes = [[beast_frame(frame).hex() for frame in cutter.feed(piece)] for piece in pieces[:DECODED]]

    def cut() -> int:
        cutter = Cutter(Findings())
        return sum(len(cutter.feed(piece)) for piece in pieces)

    def decoded() -> int:
        decoder = Decoder(MADE.SENSORS, Settings("feed", stream=True))
        for k, piece in enumerate(pieces[:DECODED]):
            decoder.feed([Chunk(k, MADE.TIME_S + k / 10, piece)])
        return sum(map(len, hexes))

    return {
        "beast_frames_per_s": best(cut),
        "modes_decode_per_s": best(decoded),
        "peer_rs1090_decode_per_s": best(lambda: sum(len(rs1090.decode(frames)) for frames in hexes)),
    }


if __name__ == "__main__":
    print(figures())
