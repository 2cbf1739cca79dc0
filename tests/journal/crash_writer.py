"""Appends and commits until it is killed, and prints the last acknowledged number after each commit."""

import random
import sys
from pathlib import Path

from sargas.journal import Journal, Settings
from sargas.model.record import RecordKind


def main(folder: str, seed: int) -> None:
    chance = random.Random(seed)
    with Journal(Path(folder), "live", b"config", lambda: b"s" * 3000, Settings(segment_bytes=200_000)) as journal:
        print("recovered", journal.recovery.last_number, journal.recovery.cut_bytes, flush=True)
        number = journal.recovery.last_number
        while True:
            for _ in range(chance.randrange(1, 20)):
                record = journal.append(float(number), "radar-lan", RecordKind.BYTES, b"")
                number = record.number + 1
                payload = number.to_bytes(8) * chance.randrange(1, 600)
                journal.append(float(number), "radar-lan", RecordKind.BYTES, payload)
                number += 1
            print(journal.commit()[-1].number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
