"""Run by the Python of the oracle: CAT062 records a CPU second that libasterix makes of numbers (standard input), and
the octets of one. With -P: beside it lies an `asterix.py` of ours.

In: one record's items as JSON, an item of several elements as a list of names and numbers, an extended one as [octet].
"""

import json
import sys
import time

from asterix.generated import Cat_062_1_21

RECORDS = 5_000

if __name__ == "__main__":
    told = json.load(sys.stdin)
    items = {
        name: tuple(map(tuple, item)) if isinstance(item, list) and isinstance(item[0], list) else item
        for name, item in told.items()
    }
    rates = []
    for _ in range(3):
        began_s = time.process_time()
        for _ in range(RECORDS):
            octets = Cat_062_1_21.cv_record.create(items).unparse().to_bytes()
        rates.append(RECORDS / (time.process_time() - began_s))
    print(json.dumps({"records_per_s": max(rates), "octets": octets.hex()}))
