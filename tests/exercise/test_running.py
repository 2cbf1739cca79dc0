import itertools

from exercise.small import read
from sargas.commands.exercise import site_of
from sargas.exercise.running import PARTITION, Entry, Run, numbered
from sargas.ingest import Ingest
from sargas.model.decision import Initiate
from sargas.model.record import Record, RecordKind


def run(entries: list[Entry]) -> Run:
    one = read()
    site = site_of(one)
    sensors = site.sensors_of(PARTITION)
    number = numbered()

    def keep(more: list[Entry]) -> list[Record]:
        entries.extend(more)
        return number(more)

    ingest = Ingest(site.feeds_of(PARTITION), sensors, "exercise")
    return Run(one.scenario, {"asterix": "asterix"}, ingest, site.core_of(PARTITION, sensors), keep=keep)


def test_records_come_in_order_a_tick_closes_each_batch_and_an_act_is_a_record_before_its_tick() -> None:
    entries: list[Entry] = []
    playing = run(entries)
    steps = list(itertools.islice(playing, 800))
    times = [entry[0] for entry in entries]
    assert times == sorted(times)
    assert [step.batch.time_s for step in steps] == [entry[0] for entry in entries if entry[2] == RecordKind.TICK]
    assert all(abs(b.batch.time_s - a.batch.time_s - 0.1) < 1e-6 for a, b in itertools.pairwise(steps))
    _, acted = [step for step in steps if step.decisions]
    assert isinstance(acted.decisions[0].act, Initiate)  # the first acknowledged
    assert [d.act for d in acted.batch.decisions] == [d.act for d in acted.decisions]
    assert any(entry[2] == RecordKind.OUTPUT for entry in entries)


def test_the_same_bytes_and_the_same_changes_every_time() -> None:
    digests = []
    for _ in range(2):
        playing = run([])
        list(itertools.islice(playing, 600))
        digests.append((playing.bytes_sha256.hexdigest(), playing.changes_sha256.hexdigest()))
    assert digests[0] == digests[1]


def test_it_ends_with_the_scenario_though_nothing_is_sent_any_more() -> None:
    playing = run([])
    steps = list(playing)
    scenario = playing.scenario
    assert 0.0 <= steps[-1].batch.time_s - scenario.start_s - scenario.duration_s <= 0.2
    assert playing.came["asterix"] > 400
