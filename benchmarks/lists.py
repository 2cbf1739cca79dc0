"""Lists and reports of a day: tracks held against a list of flights, METARs to winds and QNH; a CPU second."""

import sys

from measure import ROOT, Figures, best_rate, note

sys.path.insert(0, str(ROOT / "tests"))

from incursion.land import zone
from picture.scene import NOON_S, rows
from sargas.formats import lists
from sargas.formats.weather import FORMAT
from sargas.incursion import Settings
from sargas.incursion.flights import Flights
from sargas.model.flight import Flight
from sargas.model.place import Site
from sargas.model.record import Chunk

FLIGHTS, ZONES, TRACKS, METARS = 1_000, 50, 100, 5_000
ROUTE = "54.0 25.0 55.0 26.0 56.0 21.0 width 50 km"


def held() -> float:
    """Rows a second, as many as change in a tick; each names a flight and is within its corridor."""
    corridor = tuple(tuple(tuple(ring) for ring in rings) for rings in lists.shape(ROUTE))
    flights = [
        Flight(str(k), "flight_plan", NOON_S, NOON_S + 9e3, callsign=f"LOT{k}", polygons=corridor)
        for k in range(FLIGHTS)
    ]
    judge = Flights(flights, [zone(id=str(k)) for k in range(ZONES)], Settings())
    said = [{"number": k + 1, "callsign": f"LOT{k}".encode()} for k in range(TRACKS)]
    for time_s in (NOON_S, NOON_S + 4.0):
        tracks = rows(time_s, *said)
        tracks.lat_deg[:], tracks.lon_deg[:] = 54.5, 25.5
        lawful = judge.lawful(tracks)
    assert lawful.all()
    return best_rate(TRACKS, lambda: judge.lawful(tracks))


def reported() -> float:
    """METARs a second, all of them new."""
    stations = {f"EY{k // 26 + 65:c}{k % 26 + 65:c}": Site(54.0, 25.0) for k in range(676)}
    lines = [
        f"METAR {name} 1422{k % 60:02d}Z 24012G25KT 210V270 9999 SCT020 BKN030 12/08 Q1013 NOSIG=\n"
        for k, name in zip(range(METARS), list(stations) * 8, strict=False)
    ]
    chunk = Chunk(1, 1_700_000_000.0, "".join(lines).encode())

    def work() -> None:
        decoder = FORMAT.decoder((), FORMAT.settings("feed", stations=stations))
        assert len(decoder.feed([chunk])) == 2 * METARS

    return best_rate(METARS, work)


def figures() -> Figures:
    note(f"lists: {FLIGHTS} flights, {ZONES} zones, {TRACKS} tracks a tick; {METARS} METARs")
    return {"flights_tracks_per_cpu_s": held(), "weather_metars_per_cpu_s": reported()}


if __name__ == "__main__":
    print({name: f"{value:,.0f}" for name, value in figures().items()})
