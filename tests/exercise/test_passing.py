from exercise.small import read
from sargas.commands.exercise import site_of
from sargas.exercise.passing import Passing, Step, again
from sargas.exercise.running import PARTITION, Entry, numbered, run
from sargas.ingest import Ingest
from sargas.model.record import Record


def passing() -> Passing:
    site = site_of(read())
    sensors = site.sensors_of(PARTITION)
    ingest = Ingest(site.feeds_of(PARTITION), sensors, "exercise")
    core = site.core_of(PARTITION, sensors)
    return Passing({"asterix": "asterix"}, ingest, core, (), read().scenario.start_s)


def test_what_was_kept_gives_the_same_again() -> None:
    kept: list[Record] = []
    number = numbered()

    def keep(entries: list[Entry]) -> list[Record]:
        records = number(entries)
        kept.extend(records)
        return records

    first, second = passing(), passing()
    steps: list[Step] = list(run(read().scenario, first, keep))
    assert len(list(again(kept, second))) == len(steps)
    assert second.changes_sha256.hexdigest() == first.changes_sha256.hexdigest()
    assert second.bytes_sha256.hexdigest() == first.bytes_sha256.hexdigest()
    assert second.came == first.came
