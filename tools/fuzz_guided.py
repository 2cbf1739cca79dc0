"""`make fuzz-guided`: the same as tools/fuzz.py, but led by what of the code an input reaches (libFuzzer, by atheris).

    python tools/fuzz_guided.py [FORMAT ...] [--inputs N] [--seed N]

Each format in a process of its own, its modules instrumented as they are imported; compiled kernels are not. What was
found to reach something new is kept in `build/fuzz/corpus/FORMAT` and is where the next run begins; an input that fails
is kept in `build/fuzz`, the exit code is 1. Each input is a decoder's whole life: the first octet says whether it is a
stream and how it is cut.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_IS_COMPILED = re.compile(r"^@(kernel|leaf)\b", re.MULTILINE)
COMPILED = [
    "sargas.formats.asterix.wire",  # knows nothing of ours: kernels.py compiles it
    *(
        ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        for path in sorted((ROOT / "src/sargas").rglob("*.py"))
        if _IS_COMPILED.search(path.read_text())
    ),
]
"""Modules whose functions numba compiles: a function with hooks in it cannot be."""
LONGEST_S, MEMORY_MB, LARGEST = 5, 2_000, 1 << 14


def life(name, data):
    """One decoder fed with one input; what it says must hold."""
    from fuzz import BESIDES, begun

    from formats.test_contract import in_order
    from samples_of import samples
    from sargas.model.record import Chunk

    head, content = data[0] if data else 0, data[1:]
    decoder = begun(name, bool(head & 1))
    step = max(len(content) // (1 + (head >> 1 & 3)), 1)
    time_s = getattr(samples(name), "TIME_S", 0.0)
    chunks = [Chunk(k, time_s + k, content[at : at + step]) for k, at in enumerate(range(0, len(content), step))]
    items = [*decoder.feed(chunks), *decoder.flush()]
    if name not in BESIDES:
        in_order(name, items)


def lead(name, inputs, seed, folder):
    """In this process; libFuzzer ends it."""
    import atheris

    sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]
    with atheris.instrument_imports(include=["sargas"], exclude=COMPILED):
        from fuzz import begun, seeds_of

        begun(name, True).feed([])
    corpus = folder / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(seeds_of(name)):
        for head in range(8):
            (corpus / f"seed-{number}-{head}").write_bytes(bytes([head]) + content)
    options = [
        f"-runs={inputs}",
        f"-seed={seed}",
        f"-timeout={LONGEST_S}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={LARGEST}",
        f"-artifact_prefix={folder}/{name}-",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: life(name, data))
    atheris.Fuzz()


def main() -> int:
    if sys.argv[1:2] == ["--here"]:  # nothing may be imported yet
        lead(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
    sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]
    from fuzz import SUBJECTS

    parser = argparse.ArgumentParser(description="Inputs led by the code that they reach.")
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=f"of {', '.join(SUBJECTS)}; all")
    parser.add_argument("--inputs", type=int, default=1_000_000, help="for each format (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="%(default)s")
    parser.add_argument("--kept", type=Path, default=ROOT / "build" / "fuzz", help="folder (%(default)s)")
    given = parser.parse_args()
    for name in given.formats:
        if name not in SUBJECTS:
            parser.error(f"{name!r} is none of {', '.join(SUBJECTS)}")
    failed = 0
    for name in given.formats or SUBJECTS:
        command = [sys.executable, __file__, "--here", name, str(given.inputs), str(given.seed), given.kept]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
        failed += done.returncode != 0
        told = _line(done.stderr) if done.returncode == 0 else done.stdout[-3000:] + done.stderr[-1000:]
        print(f"{name}: {told}", flush=True)
    return 1 if failed else 0


def _line(log):
    """What libFuzzer reached, in words."""
    reached = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)/", log)
    runs = re.findall(r"number_of_executed_units: (\d+)|Done (\d+) runs in (\d+)", log)
    if not reached or not runs:
        return log[-400:]
    (first, _, _), (edges, features, kept) = reached[0], reached[-1]
    reach = f"{edges} edges reached ({first} by the first sample), {features} features"
    return f"{runs[0][1] or runs[0][0]} inputs, {reach}, {kept} kept"


if __name__ == "__main__":
    sys.exit(main())
