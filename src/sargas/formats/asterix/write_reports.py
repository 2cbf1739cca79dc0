"""Places and bearings as records: claims as CAT021 (ADS-B) and CAT129 (UAS identification), what multilateration
measured as CAT020, bearings as CAT205 (direction finders).

Rule: nothing is written that was not told, and an accuracy only where the target told it: one of the bounds of
I021/090 NACp, or I129/110. CAT021 has four items that are never absent: of a target without an address (I021/080)
nothing is written; I021/090 is 0, which is unknown, where no quality was told; I021/040 says that the altitude's step
and the confidence are not known, and ATP 0 that an address is of 24 bits, as each is taken here. A vertical rate is in
neither I021/155 nor /157: whether it is of pressure or of satellites is not kept. CAT129 cannot say that something is
simulated: such plots are not written in it, nor names that did not come by it. CAT205 cannot either: bearings are
written for an exercise alone, as sensor data reports (type 5).
Source: EUROCONTROL-SPEC-0149-12, -29, -14 and -31; the reading side, with the same items, is `plots`,
`identification`, `multilateration` and `directions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sargas.formats.asterix import pack
from sargas.formats.asterix.identification import CEP_SIGMAS, MOST_CEP_M, SERIAL_OCTETS, parts_of
from sargas.formats.asterix.plots import CIRCLE_95, EPU_M, MILITARY
from sargas.formats.asterix.text import DAY_LSBS, to_eight_bit, to_six_bit
from sargas.geo.geoid import undulation_m
from sargas.model.plot import ECHOES, PURPOSES
from sargas.model.plots import GEODETIC, Plots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sargas.formats.asterix.tables import Table

_UNKNOWN_STEP, _NO_CONFIDENCE = 2, 2
"""Of I021/040 ARC and CL."""
Names = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""SAC and SIC of each row."""


def claims_021(plots: Plots) -> NDArray[np.bool_]:
    """Which plots CAT021 has a place for."""
    rows: NDArray[np.bool_] = (plots.kind == GEODETIC) & (plots.echo == ECHOES.index("adsb")) & plots.given("mode_s")
    return rows


def claims_129(plots: Plots, simulated: bool) -> NDArray[np.bool_]:
    """Which plots CAT129 has a place for."""
    rows: NDArray[np.bool_] = (plots.kind == GEODETIC) & plots.given("remote_id") & ~plots.simulated
    named = [fits and parts_of(bytes(name)) is not None for fits, name in zip(rows, plots.remote_id, strict=True)]
    return rows & np.array(named, np.bool_) & (not simulated)


def _begin(table: Table, plots: Plots, names: Names, time: str) -> pack.Draft:
    always = np.ones(len(plots), np.bool_)
    draft = pack.Draft(len(plots))
    draft.put("010", always, SAC=names[0], SIC=names[1])
    draft.put(time, always, TOD=_raw(table, f"{time}/TOD", plots.time_s) % DAY_LSBS)
    return draft


def _raw(table: Table, name: str, values: NDArray[Any]) -> NDArray[np.int64]:
    """To the nearest least significant bit, within what the document allows."""
    column = table.columns[name]
    low, high = table.bounds(name)
    result: NDArray[np.int64] = np.round(values.astype(np.float64) / column.lsb).astype(np.int64)
    return result if name.endswith("/TOD") else np.clip(result, low, high)


def _fits(table: Table, name: str, values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a value is within what the document allows: what is not, is left out."""
    low, high = table.bounds(name)
    steps = np.round(values.astype(np.float64) / table.columns[name].lsb)
    rows: NDArray[np.bool_] = (steps >= low) & (steps <= high)
    return rows


def draft_021(table: Table, plots: Plots, names: Names, simulated: bool) -> pack.Draft:
    """Claims of position as CAT021 records of edition 2.1 or later."""
    draft = _begin(table, plots, names, "071")
    always = np.ones(len(plots), np.bool_)
    sim = plots.simulated | simulated
    test, reference = (plots.purpose == PURPOSES.index(name) for name in ("test", "reference"))
    bits = {"RAB": reference, "SIM": sim, "TST": test}
    known = {"ARC": np.full(len(plots), _UNKNOWN_STEP), "CL": np.full(len(plots), _NO_CONFIDENCE)}
    draft.put("040", always, **known, **{name: bit.astype(np.int64) for name, bit in bits.items()})
    draft.octets["040"] = np.where(sim | test, 2, 1)
    lat = _raw(table, "131/LAT", plots.lat_deg)
    draft.put("131", always, LAT=lat, LON=_raw(table, "131/LON", plots.lon_deg))
    for path, element, column in (
        ("080", "ADR", "mode_s"),
        ("070", "MODE3A", "mode_3a"),
        ("132", "MAM", "amplitude_db"),
        ("140", "GH", "height_m"),
        ("145", "FL", "pressure_altitude_m"),
    ):
        name, values = f"{path}/{element}", getattr(plots, column)
        draft.put(path, plots.given(column) & _fits(table, name, values), **{element: _raw(table, name, values)})
    track = plots.sensor_track.astype(np.int64)
    draft.put("161", plots.given("sensor_track") & (track >= 0) & (track < 4096), TRNUM=track)
    east, north = plots.east_mps.astype(np.float64), plots.north_mps.astype(np.float64)
    course = _raw(table, "160/TA", np.degrees(np.arctan2(east, north)) % 360.0) % 65536
    speed = np.hypot(east, north)
    moving = plots.given("east_mps") & plots.given("north_mps") & _fits(table, "160/GS", speed)
    draft.put("160", moving, GS=_raw(table, "160/GS", speed), TA=course)
    draft.put("170", plots.given("callsign"), TI=to_six_bit(plots.callsign))
    military = plots.emergency == MILITARY
    status = np.where(military, 0, plots.emergency).astype(np.int64)
    draft.put("200", plots.given("emergency"), PS=status, ME=military.astype(np.int64))
    bounds = np.isclose(plots.sigma_horizontal_m[:, None], EPU_M / CIRCLE_95, rtol=1e-5, atol=0.0)
    told = plots.given("sigma_horizontal_m") & bounds.any(axis=1)
    draft.put("090", always, NACP=np.argmax(bounds, axis=1))
    draft.octets["090"] = np.where(told, 2, 1)
    return draft


def draft_129(table: Table, plots: Plots, names: Names) -> pack.Draft:
    """What drones say of themselves as CAT129 records; every name has parts (`identification`)."""
    draft = _begin(table, plots, names, "070")
    always = np.ones(len(plots), np.bool_)
    parts = [parts_of(bytes(name)) or (b"", b"", b"", b"") for name in plots.remote_id]
    for k, (path, element, octets) in enumerate(
        (("050", "COUNTRY", 2), ("020", "MANUFACTURER", 3), ("030", "MODEL", 3))
    ):
        texts = np.array([part[k] for part in parts], f"S{octets}")
        draft.put(path, texts != b"", **{element: to_eight_bit(texts, octets)})
    serials = [part[3].ljust(SERIAL_OCTETS) for part in parts]
    first, last = (np.array([int.from_bytes(serial[a : a + 6], "big") for serial in serials], np.int64) for a in (0, 6))
    draft.put("040", always, FIRST=first, LAST=last)
    lat = _raw(table, "080/LAT", plots.lat_deg)
    draft.put("080", always, LAT=lat, LON=_raw(table, "080/LON", plots.lon_deg))
    amsl_m = plots.height_m - undulation_m(plots.lat_deg, plots.lon_deg)
    high = plots.given("height_m") & _fits(table, "090/AMSL", amsl_m)
    draft.put("090", high, AMSL=_raw(table, "090/AMSL", amsl_m))
    half_m = _raw(table, "110/CEP", plots.sigma_horizontal_m * CEP_SIGMAS)
    told = plots.given("sigma_horizontal_m") & (half_m > 0) & (half_m <= MOST_CEP_M)
    draft.put("110", told, CEP=half_m)
    east, north = (_raw(table, f"185/{name}", v) for name, v in (("HVX", plots.east_mps), ("HVY", plots.north_mps)))
    draft.put("185", plots.given("east_mps") & plots.given("north_mps"), HVX=east, HVY=north)
    draft.put("220", plots.given("up_mps"), VV=_raw(table, "220/VV", plots.up_mps))
    return draft


_MEASURED = tuple(ECHOES.index(echo) for echo in ("ssr", "mode_s"))


def places_020(plots: Plots) -> NDArray[np.bool_]:
    """Which plots CAT020 has a place for: transponders that others measured."""
    rows: NDArray[np.bool_] = (plots.kind == GEODETIC) & np.isin(plots.echo, _MEASURED)
    return rows


def draft_020(table: Table, plots: Plots, names: Names, simulated: bool) -> pack.Draft:
    """Places as CAT020 records."""
    draft = _begin(table, plots, names, "140")
    always = np.ones(len(plots), np.bool_)
    sim = plots.simulated | simulated
    test, reference = (plots.purpose == PURPOSES.index(name) for name in ("test", "reference"))
    mode_s = plots.given("mode_s")
    bits = {"MS": mode_s, "SSR": ~mode_s, "RAB": reference, "SIM": sim, "TST": test}
    draft.put("020", always, **{name: bit.astype(np.int64) for name, bit in bits.items()})
    draft.octets["020"] = np.where(sim | test | reference, 2, 1)
    draft.put("041", always, LAT=_raw(table, "041/LAT", plots.lat_deg), LON=_raw(table, "041/LON", plots.lon_deg))
    for path, element, column in (
        ("070", "MODE3A", "mode_3a"),
        ("090", "FL", "pressure_altitude_m"),
        ("105", "HGT", "height_m"),
        ("220", "ADR", "mode_s"),
    ):
        name, values = f"{path}/{element}", getattr(plots, column)
        draft.put(path, plots.given(column) & _fits(table, name, values), **{element: _raw(table, name, values)})
    track = plots.sensor_track.astype(np.int64)
    draft.put("161", plots.given("sensor_track") & (track >= 0) & (track < 4096), TRN=track)
    draft.put("245", plots.given("callsign"), CHR=to_six_bit(plots.callsign))
    sigma = plots.sigma_horizontal_m
    told = plots.given("sigma_horizontal_m") & _fits(table, "500/SDP/X", sigma)
    steps = _raw(table, "500/SDP/X", sigma)
    draft.put("500/SDP", told, X=steps, Y=steps)
    high = plots.given("sigma_height_m") & _fits(table, "500/SDH/SDH", plots.sigma_height_m)
    draft.put("500/SDH", high, SDH=_raw(table, "500/SDH/SDH", plots.sigma_height_m))
    return draft


SENSOR_DATA = 5
"""Of I205/000: what one finder measured."""


def draft_205(table: Table, plots: Plots, names: Names) -> pack.Draft:
    """Bearings as CAT205 records."""
    draft = _begin(table, plots, names, "030")
    always = np.ones(len(plots), np.bool_)
    draft.put("000", always, TYP=np.full(len(plots), SENSOR_DATA))
    draft.put("070", always, THETA=_raw(table, "070/THETA", plots.azimuth_deg) % 36_000)
    elevated = plots.given("elevation_deg") & _fits(table, "200/ELEVATION", plots.elevation_deg)
    draft.put("200", elevated, ELEVATION=_raw(table, "200/ELEVATION", plots.elevation_deg))
    return draft
