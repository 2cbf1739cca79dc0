"""CAP: alerts a CPU second to notices, and notices to alerts, rules and all; lxml alone on the same octets."""

import sys
import time
from collections.abc import Callable

import msgspec
from lxml import etree
from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

from samples_of import samples
from sargas.formats.cap.decoder import Decoder
from sargas.formats.cap.encoder import Encoder
from sargas.formats.cap.settings import Settings
from sargas.model.label import Label
from sargas.model.notice import Notice
from sargas.model.record import Chunk
from sargas.model.released import Released

MADE = samples("cap")
ALERTS, AT_ONCE = 3_000, 20


def best(of: Callable[[], int]) -> float:
    """Alerts a CPU second, best of three."""
    rates = []
    for _ in range(3):
        began_s = time.process_time()
        assert of() == ALERTS
        rates.append(ALERTS / (time.process_time() - began_s))
    return max(rates)


def figures() -> Figures:
    octets: bytes = MADE.ENCODED[0]
    note(f"cap: {ALERTS} alerts of {len(octets)} octets, one language, one area; {AT_ONCE} a tick")
    named = (octets.replace(b"lt-met-17", b"lt-met-%d" % (1_000 + k)) for k in range(ALERTS))  # none is said twice
    chunks = [Chunk(k, MADE.TIME_S, one) for k, one in enumerate(named)]

    def decoded() -> int:
        decoder = Decoder((), Settings("feed"))
        ticks = (chunks[k : k + AT_ONCE] for k in range(0, ALERTS, AT_ONCE))
        return sum(isinstance(item, Notice) for tick in ticks for item in decoder.feed(tick))

    (notice,) = Decoder((), Settings("feed")).feed(chunks[:1])
    assert isinstance(notice, Notice)
    released = Released(msgspec.structs.replace(notice, feed=""), "partner", Label())

    def encoded() -> int:
        encoder = Encoder(Settings("feed"))
        return sum(len(encoder.encode(released)) for _ in range(ALERTS))

    def parsed() -> int:
        parser = etree.XMLParser(resolve_entities=False)
        return sum(etree.fromstring(octets, parser).tag.endswith("}alert") for _ in range(ALERTS))

    return {
        "cap_decode_per_s": best(decoded),
        "cap_encode_per_s": best(encoded),
        "peer_lxml_parse_cap_per_s": best(parsed),
    }


if __name__ == "__main__":
    print(figures())
