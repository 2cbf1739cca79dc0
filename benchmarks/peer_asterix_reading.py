"""Run by the Python of a peer: CAT048 records a CPU second that it reads of blocks (standard input, JSON, hex).

With -P: beside it lies an `asterix.py` of ours.
`decoder`: asterix-decoder, C++, blocks to dicts of every element. `libasterix`: its Python, to records of unread items.
"""

import json
import sys
import time


def by_decoder(blocks):
    import asterix

    return sum(len(asterix.parse(block, verbose=False)) for block in blocks)


def by_libasterix(blocks):
    from asterix import base, generated

    profile = generated.Cat_048_1_31.cv_uap
    found = 0
    for block in blocks:
        for raw in base.RawDatablock.parse(base.Bits.from_bytes(block)):
            found += len(profile.parse(raw.get_raw_records()))
    return found


if __name__ == "__main__":
    blocks = [bytes.fromhex(text) for text in json.load(sys.stdin)]
    read = {"decoder": by_decoder, "libasterix": by_libasterix}[sys.argv[1]]
    rates = []
    for _ in range(3):
        began_s = time.process_time()
        records = read(blocks)
        rates.append(records / (time.process_time() - began_s))
    print(json.dumps({"records": records, "records_per_s": max(rates)}))
