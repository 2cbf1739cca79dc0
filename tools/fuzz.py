"""`make fuzz`: a million mutated inputs for each format, for how recordings are framed, and for lists of zones and
flights: no crash, no hang, bounded memory, nothing that is nonsense.

    python tools/fuzz.py [FORMAT ...] [--inputs N] [--seed N] [--processes N]

Inputs are the samples of the tests, changed: octets, numbers, pieces left out, doubled, put in from other inputs. What
makes a decoder say something that it had not said before (a reason, a kind of item) is changed further. The decoder is
fed as a stream and as datagrams, by several links, and is begun anew now and then. An input that fails is kept in
`build/fuzz`, with the seed; the exit code is 1.
"""

import argparse
import hashlib
import random
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import numpy as np

from formats.test_contract import fresh, in_order
from samples_of import samples
from sargas.errors import DecodeError
from sargas.files import Texts, flights_in, zones_in
from sargas.formats.framing import FRAMINGS, read
from sargas.formats.registry import BUILT_IN
from sargas.model.fault import Fault
from sargas.model.record import Chunk

ROOT = Path(__file__).resolve().parents[1]
BESIDES = ("framing", "lists")
"""What is no format that a feed has."""
SUBJECTS = (*BUILT_IN, *BESIDES)
INPUTS = 1_000_000
VILNIUS_DEG = (54.69, 25.28)
LONGEST_S = 5.0
"""CPU seconds that one input may take: a hundred thousand times what most do."""
STATE_BYTES, GROWTH_BYTES = 4 << 20, 300 << 20
LIFE, TOGETHER, SEEDS, LARGEST = 200, 20, 4_000, 1 << 16
"""Inputs that one decoder lives for; inputs in one call; inputs that are kept; octets of one."""
KEPT = ROOT / "build" / "fuzz"
_WORDS = (
    b"\x00", b"\xff", b"\x7f", b"\x80", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\x00\x00", b"-1", b"0",
    b"1e999", b"NaN", b"null", b"true", b"{}", b"[]", b'"', b"\\u0000", b"9" * 30, b"<", b">", b"&lt;", b"]]>", b"\n",
    b"\r\n", b"\xc3\x28", b"{" * 50, b"[" * 50, b"\xbf\x01\xbf", b"\x1a", b"\x1a\x1a", b";", b"*", b"@",
)  # fmt: skip


class Opening:
    """How recordings are framed, as if it were a decoder: each payload is a recording, opened as what it seems to be
    and as what it is not."""

    def feed(self, chunks: list[Chunk]) -> list[Any]:
        """Faults of the recordings; times must be numbers that never go back."""
        items: list[Any] = []
        for payload in (chunk.payload for chunk in chunks):
            for kind in ("auto", sorted(FRAMINGS)[len(payload) % len(FRAMINGS)]):
                try:
                    recording = read(payload, kind)
                    last_s = 0.0
                    for framed in recording:
                        assert framed.time_s is None or last_s <= framed.time_s < 1e11
                        last_s = framed.time_s or last_s
                except DecodeError:
                    continue
                items += recording.faults()
        return items

    def flush(self) -> list[Any]:
        """Nothing: a recording ends with itself."""
        return []

    def checkpoint(self) -> bytes:
        """Nothing is kept."""
        return b""


class Listing(Opening):
    """Files of zones and of flights, as if they were a decoder: each payload is one, read as a site reads it."""

    def feed(self, chunks: list[Chunk]) -> list[Any]:
        """Findings and notes, without the names that are in them; zones and flights must be on the Earth."""
        items: list[Any] = []
        for payload in (chunk.payload for chunk in chunks):
            texts, said = Texts(Path(), Path(), {"x": payload.decode(errors="replace")}), list[str]()
            zones, called = zones_in(["x"], texts, [VILNIUS_DEG], said, said, said)
            flights = flights_in(["x"], texts, [VILNIUS_DEG], zones, called, ("1200",), said, said)
            shapes = [(zone.polygons, zone.hours) for zone in zones]
            shapes += [(flight.polygons, ((flight.begin_s, flight.end_s),)) for flight in flights]
            for polygons, hours in shapes:
                places = np.array([place for rings in polygons for ring in rings for place in ring]).reshape(-1, 2)
                assert np.all(np.abs(places) <= (180.0, 90.0)), "a place that is none"
                assert all(begin_s <= end_s for begin_s, end_s in hours), "a time that is none"
            items += [*zones, *flights, *(_finding(line) for line in said)]
        return items


def _finding(line: str) -> Fault:
    """A line for people as a fault, without the names and numbers that are in it."""
    return Fault("lists", re.sub(r"[^a-z ]+", "", line.rpartition(": ")[2])[:60], 0.0)


def begun(name: str, stream: bool) -> Any:
    """A new decoder."""
    if name in BESIDES:
        return Opening() if name == "framing" else Listing()
    return fresh(name, stream)


def seeds_of(name: str) -> list[bytes]:
    """Inputs that are right."""
    made = samples(name)
    return [bytes(sample) for sample in (made.RECORDINGS.values() if name == "framing" else made.SAMPLES)]


class TooLong(BaseException):
    """One input took LONGEST_S."""


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TooLong


def mutated(chance: random.Random, seeds: list[bytes]) -> bytes:
    """One of the inputs with one to eight changes; sometimes nothing but noise."""
    if chance.random() < 0.02:
        return chance.randbytes(chance.randrange(400))
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4, 8))):
        at = chance.randrange(len(data) + 1)
        act = chance.randrange(8)
        if act == 0 and at < len(data):
            data[at] = chance.randrange(256)
        elif act == 1 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif act == 2:
            del data[at : at + chance.choice((1, 2, 4, 16, 200))]
        elif act == 3:
            data[at:at] = data[max(at - chance.randrange(1, 64), 0) : at]
        elif act == 4:
            word = chance.choice(_WORDS)
            data[at : at + chance.choice((0, 1, len(word)))] = word
        elif act == 5:
            other = chance.choice(seeds)
            begin = chance.randrange(len(other) + 1)
            data[at : at + chance.randrange(64)] = other[begin : begin + chance.randrange(256)]
        elif act == 6:
            number = chance.choice((0, 1, 2**31, 2**32 - 1, 2**63, chance.getrandbits(16)))
            data[at : at + 4] = (number & 0xFFFFFFFF).to_bytes(4, chance.choice(("big", "little")))
        else:
            del data[at:]
    return bytes(data[:LARGEST])


def said(items: list[Any]) -> Iterator[str]:
    """What is new to say of these items."""
    for item in items:
        yield f"{item.source}: {item.reason}" if isinstance(item, Fault) else type(item).__name__


def fuzz(name: str, inputs: int, seed: int) -> str:
    """One line of what was found; raises AssertionError with where the input is that fails."""
    chance = random.Random(f"{name} {seed}")
    seeds = seeds_of(name)
    first, time_s = len(seeds), getattr(samples(name), "TIME_S", 0.0)
    heard: set[str] = set()
    signal.signal(signal.SIGVTALRM, _too_long)
    began_s, memory = time.process_time(), _memory()
    done, slowest_s = 0, 0.0
    while done < inputs:
        stream = chance.random() < 0.5
        decoder = begun(name, stream)
        life = 0
        while life < LIFE and done < inputs:
            parts = [mutated(chance, seeds) for _ in range(chance.randrange(1, TOGETHER))]
            links = [chance.choice(("", "", "1", "a/b")) for _ in parts]
            ends = [chance.random() < 0.02 for _ in parts]
            chunks = [
                Chunk(k, time_s + k, b"" if ended else part, link, ended)
                for k, (part, link, ended) in enumerate(zip(parts, links, ends, strict=True))
            ]
            before_s = time.process_time()
            signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_S)
            try:
                items = decoder.feed(chunks)
                if chance.random() < 0.1:
                    items += decoder.flush()
                if name not in BESIDES:
                    in_order(name, items)
            except BaseException as error:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
                if isinstance(error, KeyboardInterrupt):
                    raise
                raise AssertionError(_keep(name, seed, parts, stream)) from None
            signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
            slowest_s = max(slowest_s, time.process_time() - before_s)
            if fresh_words := set(said(items)) - heard:
                heard |= fresh_words
                seeds += parts
                del seeds[first:-SEEDS]
            done += len(parts)
            life += len(parts)
        if len(decoder.checkpoint()) > STATE_BYTES or _memory() - memory > GROWTH_BYTES:
            raise AssertionError(f"{name}: state of {len(decoder.checkpoint())} bytes, {_memory() >> 20} MB in all")
    cpu_s = time.process_time() - began_s
    calls = f"slowest call of up to {TOGETHER - 1} inputs {slowest_s * 1e3:.0f} ms"
    return (
        f"{name}: {done} inputs in {cpu_s:.0f} CPU s, {calls}, {len(heard)} things said, "
        f"{(_memory() - memory) >> 20} MB more memory"
    )


def _memory() -> int:
    """Most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _keep(name: str, seed: int, parts: list[bytes], stream: bool) -> str:
    KEPT.mkdir(parents=True, exist_ok=True)
    data = b"\x00\xff\x00--next--\x00".join(parts)
    path = KEPT / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    kind = "as a stream" if stream else "as datagrams"
    return f"{name} (seed {seed}), {len(parts)} inputs {kind} in {path.relative_to(ROOT)}\n{traceback.format_exc()}"


def _run(task: tuple[str, int, int]) -> tuple[bool, str]:
    try:
        return True, fuzz(*task)
    except AssertionError as error:
        return False, str(error)


def main() -> int:
    parser = argparse.ArgumentParser(description="Mutated inputs for decoders.")
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=f"of {', '.join(SUBJECTS)}; all")
    parser.add_argument("--inputs", type=int, default=INPUTS, help="for each format (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="%(default)s")
    parser.add_argument("--processes", type=int, default=2, help="%(default)s")
    given = parser.parse_args()
    for name in given.formats:
        if name not in SUBJECTS:
            parser.error(f"{name!r} is none of {', '.join(SUBJECTS)}")
    tasks = [(name, given.inputs, given.seed) for name in given.formats or SUBJECTS]
    failed = 0
    with ProcessPoolExecutor(given.processes, max_tasks_per_child=1) as pool:  # one that dies raises BrokenProcessPool
        for done in as_completed([pool.submit(_run, task) for task in tasks]):
            is_right, line = done.result()
            print(line, flush=True)
            failed += not is_right
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
