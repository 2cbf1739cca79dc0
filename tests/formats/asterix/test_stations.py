"""What multilateration systems and ADS-B ground stations say of themselves."""

from pathlib import Path

import pytest

from oracle.items import NOON_S, block, chunks, faults, statuses
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.settings import Settings
from sargas.model.sensor import Sensor

SENSORS = [
    Sensor("wam", "f", "mlat", {"sac": 1, "sic": 3}),
    Sensor("ads", "f", "adsb", {"sac": 1, "sic": 9}),
]
TIME = (43_200 * 128).to_bytes(3, "big").hex()
STATION, SERVICE, STATISTICS = "d8 0109 01", "f180 0109 02", "f140 0109 03"


def said(*blocks: bytes):
    found = Decoder(SENSORS, Settings(feed="f")).feed(chunks(blocks))
    assert not faults(found)
    return statuses(found)


def station(state: str) -> bytes:
    return block(23, bytes.fromhex(f"{STATION} {TIME} {state}"))


def service(kind: int, state: int, number: int = 0) -> bytes:
    return block(23, bytes.fromhex(f"{SERVICE} {number:x}{kind:x} {TIME} {state << 1:02x}"))


@pytest.mark.parametrize(
    ("rest", "status", "detail"),
    [
        ("f0 0103 02 {t} 00", "ok", ""),
        ("f0 0103 02 {t} 40", "degraded", "degraded"),
        ("f0 0103 02 {t} 80", "not_for_operational_use", "not for operational use"),
        ("f0 0103 02 {t} c0", "unknown", "state undefined"),
        ("f0 0103 02 {t} 10", "time_invalid", "time source invalid"),
        ("f0 0103 02 {t} 28", "degraded", "overload, test target failure"),
        # Processor 1 executes and is faulted; 2 stands by and is faulted or not there.
        ("f8 0103 02 {t} 00 80", "degraded", "tracking processor 1 faulted"),
        ("f8 0103 02 {t} 00 d0", "ok", ""),
        # Remote stations: 6 good, 7 offline, 8 faulted.
        ("fc 0103 02 {t} 00 d0 03 066c 0768 0864", "degraded", "remote stations 7, 8 out"),
        ("fc 0103 02 {t} 90 d0 01 0768", "not_for_operational_use", "not for operational use, remote station 7 out"),
        ("f2 0103 02 {t} 00 c9 80", "degraded", "reference transponder 2 faulted, reference transponder 3 faulted"),
    ],
)
def test_state_of_a_multilateration_system(rest: str, status: str, detail: str) -> None:
    (told,) = said(block(19, bytes.fromhex(rest.format(t=TIME))))
    assert (told.sensor, told.status, told.detail, told.time_s) == ("wam", status, detail, NOON_S)


def test_of_many_remote_stations_some_are_named() -> None:
    out = "".join(f"{n:02x}68" for n in range(1, 13))
    (told,) = said(block(19, bytes.fromhex(f"f4 0103 02 {TIME} 00 0c {out}")))
    assert told.detail == "remote stations 1, 2, 3, 4, 5, 6, 7, 8 and 4 more out"


def test_an_update_cycle_says_that_the_system_is_alive() -> None:
    cycle = block(19, bytes.fromhex("e0 0103 01" + (43_202 * 128).to_bytes(3, "big").hex()))
    degraded = block(19, bytes.fromhex(f"f0 0103 02 {TIME} 40"))
    assert [(told.status, told.time_s - NOON_S) for told in said(degraded, cycle)] == [
        ("degraded", 0.0),
        ("degraded", 2.0),
    ]


def test_a_recorded_report(corpus: Path) -> None:
    octets = (corpus / "asterix_vectors/cat019ed1.3.bin").read_bytes()
    sensors = [Sensor("wam", "f", "mlat", {})]
    (told,) = statuses(Decoder(sensors, Settings(feed="f")).feed(chunks([octets])))
    assert (told.status, told.detail) == ("ok", "")


@pytest.mark.parametrize(
    ("state", "status", "detail"),
    [
        ("00", "ok", ""),
        ("10", "ok", ""),
        ("80", "not_for_operational_use", "operational use inhibited"),
        ("08", "time_invalid", "time source invalid"),
        ("04", "degraded", "spoofing suspected"),
        ("60", "degraded", "processor overload, transmission overload"),
        ("8c", "not_for_operational_use", "operational use inhibited, spoofing suspected"),
        ("050a", "degraded", "spoofing suspected"),
    ],
)
def test_state_of_a_ground_station(state: str, status: str, detail: str) -> None:
    (told,) = said(station(state))
    assert (told.sensor, told.status, told.detail, told.time_s) == ("ads", status, detail, NOON_S)


@pytest.mark.parametrize(
    ("services", "status", "detail"),
    [
        ([(2, 4)], "ok", ""),
        ([(2, 1)], "not_for_operational_use", "ADS-B 1090 failed"),
        ([(2, 2)], "not_for_operational_use", "ADS-B 1090 disabled"),
        ([(2, 5)], "not_for_operational_use", "ADS-B 1090 initialising"),
        ([(2, 3)], "degraded", "ADS-B 1090 degraded"),
        ([(2, 0)], "unknown", "ADS-B 1090 unknown"),
        ([(2, 7)], "unknown", "ADS-B 1090 undefined"),
        # One works, another does not; one that is disabled beside one that works is nothing wrong.
        ([(9, 1), (2, 4)], "degraded", "MLT failed"),
        ([(3, 2), (2, 4)], "ok", ""),
    ],
)
def test_services_of_a_ground_station(services: list[tuple[int, int]], status: str, detail: str) -> None:
    told = said(*(service(*one) for one in services))
    assert (told[-1].status, told[-1].detail) == (status, detail)


def test_services_that_send_to_aircraft_say_nothing_of_the_sensor() -> None:
    assert [told.status for told in said(service(2, 4), service(5, 1))] == ["ok"]


def test_the_worse_of_station_and_service_stands_until_it_is_said_anew() -> None:
    statistics = block(23, bytes.fromhex(f"{STATISTICS} 02 {TIME} 01 03 00 00000005"))
    told = said(service(2, 4), station("04"), service(2, 4), service(2, 1), statistics, station("00"), service(2, 4))
    assert [(one.status, one.detail) for one in told] == [
        ("ok", ""),
        ("degraded", "spoofing suspected"),
        ("not_for_operational_use", "spoofing suspected, ADS-B 1090 failed"),
        ("not_for_operational_use", "ADS-B 1090 failed"),
        ("ok", ""),
    ]


def test_what_was_said_is_kept_over_a_restart() -> None:
    first = Decoder(SENSORS, Settings(feed="f"))
    first.feed(chunks([service(9, 1), station("04")]))
    second = Decoder(SENSORS, Settings(feed="f"))
    second.restore(first.checkpoint())
    (told,) = statuses(second.feed(chunks([service(2, 4)])))
    assert (told.status, told.detail) == ("degraded", "spoofing suspected, MLT failed")
