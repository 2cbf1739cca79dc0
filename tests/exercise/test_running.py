import itertools
from collections.abc import Iterator, Sequence

from exercise.small import read
from sargas.commands.exercise import site_of
from sargas.exercise.passing import Passing, Step
from sargas.exercise.running import PARTITION, Entry, numbered, run
from sargas.ingest import Ingest
from sargas.model.decision import Initiate
from sargas.model.record import Record, RecordKind


def playing(entries: list[Entry]) -> tuple[Iterator[Step], Passing]:
    one = read()
    site = site_of(one)
    sensors = site.sensors_of(PARTITION)
    number = numbered()

    def keep(more: Sequence[Entry]) -> list[Record]:
        entries.extend(more)
        return number(more)

    ingest = Ingest(site.feeds_of(PARTITION), sensors, "exercise")
    core = site.core_of(PARTITION, sensors)
    passing = Passing({"asterix": "asterix"}, ingest, core, (), one.scenario.start_s)
    return run(one.scenario, passing, keep), passing


def test_records_come_in_order_a_tick_closes_each_batch_and_an_act_is_a_record_before_its_tick() -> None:
    entries: list[Entry] = []
    steps = list(itertools.islice(playing(entries)[0], 800))
    times = [entry[0] for entry in entries]
    assert times == sorted(times)
    assert [step.batch.time_s for step in steps] == [entry[0] for entry in entries if entry[2] == RecordKind.TICK]
    assert all(abs(b.batch.time_s - a.batch.time_s - 0.1) < 1e-6 for a, b in itertools.pairwise(steps))
    _, acted = [step for step in steps if step.batch.decisions]
    assert isinstance(acted.batch.decisions[0].act, Initiate)  # the first acknowledged
    before = [entry for entry in entries if entry[0] == acted.batch.time_s and entry[2] != RecordKind.BYTES]
    assert [entry[2] for entry in before][:2] == [RecordKind.DECISION, RecordKind.TICK]
    assert any(entry[2] == RecordKind.OUTPUT for entry in entries)


def test_the_same_bytes_and_the_same_changes_every_time() -> None:
    digests = []
    for _ in range(2):
        steps, passing = playing([])
        list(itertools.islice(steps, 600))
        digests.append((passing.bytes_sha256.hexdigest(), passing.changes_sha256.hexdigest()))
    assert digests[0] == digests[1]


def test_it_ends_with_the_scenario_though_nothing_is_sent_any_more() -> None:
    steps, passing = playing([])
    scenario = read().scenario
    *_, last = steps
    assert 0.0 <= last.batch.time_s - scenario.start_s - scenario.duration_s <= 0.2
    assert passing.came["asterix"] > 400


def test_a_coarser_clock_says_the_same_later() -> None:
    def told(ticks_at_once: int) -> tuple[list[float], set[int]]:
        one = read()
        site = site_of(one)
        sensors = site.sensors_of(PARTITION)
        ingest, core = Ingest(site.feeds_of(PARTITION), sensors, "exercise"), site.core_of(PARTITION, sensors)
        passing = Passing({"asterix": "asterix"}, ingest, core, (), one.scenario.start_s)
        steps = list(itertools.islice(run(one.scenario, passing, None, ticks_at_once), 400 // ticks_at_once))
        opened = [i.opened_s - one.scenario.start_s for step in steps for i in step.changes.incidents if i.version == 1]
        return opened, {number for step in steps for number in step.changes.tracks.number.tolist()}

    (fine,), numbers = told(1)
    (coarse,), others = told(5)
    assert 0.0 <= coarse - fine < 0.5
    assert others == numbers
