"""States as CAT034 and CAT065: read back the same, and nothing said in another's name."""

import pytest

from oracle.items import NOON_S, chunks, statuses
from oracle.rewriting import blocks_of
from sargas.formats.asterix.columns import read
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.settings import ExportSettings, Settings, Source
from sargas.formats.asterix.tables import EDITIONS, table_of
from sargas.formats.asterix.write_statuses import end_of_batch, own_status
from sargas.model.label import Label
from sargas.model.released import Released, Simulated
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus

RADAR, OURS = Sensor("radar", "f", "ssr", {"sac": 1, "sic": 2}), Sensor("we", "f", "system", {"sac": 70, "sic": 16})
SETTINGS = Settings(feed="f", sources={"radar": Source(1, 2)})
EXPORT = ExportSettings(feed="to", sac=70, sic=16)


def through(status: SensorStatus, settings: Settings = SETTINGS) -> list[SensorStatus]:
    told = Encoder(settings).encode(Released(status, "partner", Label()))
    return statuses(Decoder([RADAR], settings).feed(chunks(told)))


@pytest.mark.parametrize("edition", EDITIONS[34])
@pytest.mark.parametrize(
    ("status", "detail"),
    [
        ("ok", ""),
        ("not_for_operational_use", "operational use inhibited"),
        ("not_for_operational_use", "operational use inhibited, PSR overload"),
        ("time_invalid", "time source invalid"),
        ("time_invalid", "time source invalid, processor overload, monitoring disconnected"),
        ("degraded", "transmission overload, SSR overload, Mode S monitoring disconnected"),
    ],
)
def test_a_radars_state_is_read_back_the_same(status: str, detail: str, edition: str) -> None:
    said = SensorStatus("radar", NOON_S, status, detail, rotation_s=4.0, record_number=0)
    assert through(said, Settings(feed="f", sources=SETTINGS.sources, editions={"034": edition})) == [said]


@pytest.mark.parametrize("status", ["fault", "maintenance"])
def test_what_is_out_is_not_for_operational_use(status: str) -> None:
    (told,) = through(SensorStatus("radar", NOON_S, status, "mast is down"))
    assert (told.status, told.rotation_s) == ("not_for_operational_use", None)


@pytest.mark.parametrize(
    ("status", "detail", "state"),
    [
        ("degraded", "remote station 7 out", None),
        ("degraded", "degraded", None),
        ("degraded", "PSR no-go, processor overload", None),
        ("degraded", "processor overload", "8010"),
        ("ok", "", None),
        ("time_invalid", "", "8002"),
        ("time_invalid", "time source invalid, mast tilted", "8002"),
        ("maintenance", "until noon", "8080"),
    ],
)
def test_no_radar_is_told_as_sound_that_is_not_known_to_be(status: str, detail: str, state: str | None) -> None:
    """I034/050 COM of a radar without NOGO and trouble releases it for operational use: nobody said that."""
    (block,) = Encoder(SETTINGS).encode(Released(SensorStatus("radar", NOON_S, status, detail), "partner", Label()))
    made = read(blocks_of([block]), table_of(34))[0][0]
    assert [bool(made.has(f"050/{part}")[0]) for part in ("COM/NOGO", "PSR/OVL")] == [state is not None, False]
    assert block.hex().endswith(state or "546000")


@pytest.mark.parametrize("status", ["silent", "unknown"])
def test_a_silent_radar_says_nothing(status: str) -> None:
    assert through(SensorStatus("radar", NOON_S, status)) == []


def test_a_simulated_radar_speaks_as_a_real_one_does() -> None:
    assert len(Encoder(SETTINGS).encode(Simulated(SensorStatus("radar", NOON_S, "ok")))) == 1
    marked = SensorStatus("radar", NOON_S, "ok", simulated=True)
    assert len(Encoder(SETTINGS).encode(Simulated(marked))) == 1
    assert Encoder(SETTINGS).encode(Released(marked, "partner", Label())) == [], "CAT034 cannot say that it is"
    with pytest.raises(ValueError, match="no SAC/SIC is configured for other"):
        Encoder(SETTINGS).encode(Simulated(SensorStatus("other", NOON_S, "ok")))


@pytest.mark.parametrize("edition", EDITIONS[65])
def test_our_own_state(edition: str) -> None:
    table = table_of(65, edition)
    plain = own_status(table, EXPORT, NOON_S, runs=True)
    operational = ExportSettings(feed="to", sac=70, sic=16, operational=True)
    later = [own_status(table, operational, NOON_S + at_s, runs) for at_s, runs in ((2.0, True), (4.0, False))]
    found = statuses(Decoder([OURS], SETTINGS).feed(chunks([*plain, *later[0], *later[1]])))
    told = [(status.status, status.time_s - NOON_S) for status in found]
    assert told == [("unknown", 0.0), ("ok", 2.0), ("unknown", 4.0)]
    assert b"not for engagement" in plain[0]
    (end,) = end_of_batch(table, EXPORT, NOON_S)
    # 010 000 015 030 020: of 70/16, type 2, service 1, noon, batch 0.
    assert end.hex() == "41000c" + "f8" + "4610" + "02" + "01" + "546000" + "00"
