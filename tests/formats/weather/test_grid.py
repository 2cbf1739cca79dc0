"""Grids of winds, written here by the library as models write them: what comes out is what was put in, where it was."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import absent
from sargas.formats.weather import wire
from sargas.formats.weather.grid import Area, Grid, read, standard_height_m, text_of
from sargas.sensing.wind import KEPT_S, MOST

try:
    import netCDF4
except ImportError:
    netCDF4 = None

SITE = Area(54.63, 25.28, 150e3, 6_000.0, MOST, 2.0 * KEPT_S)
BEGIN_S = 1_796_083_200.0  # 2026-12-01T00:00Z
LEVELS_HPA = (1000.0, 925.0, 850.0, 700.0, 500.0, 300.0)
LAT, LON = np.arange(60.0, 49.9, -0.25), np.arange(18.0, 32.1, 0.25)


def wind_of(hour: float, height_m: Any, lat: Any, lon: Any) -> tuple[Any, Any]:
    """A wind that tells where and when it is: (east, north) in m/s."""
    return 5.0 + height_m / 1000.0 + 0.1 * (lat - 55.0) + 0.2 * hour, -3.0 + 0.5 * (lon - 25.0) + 0.0 * lat * height_m


class Model:
    """A forecast in a file. `order` of the axes, `level` "pressure" in hPa, Pa or "height"."""

    def __init__(self, path: Path, **said: Any) -> None:
        self.said = {"kind": "NETCDF4", "hours": (0, 3, 6), "levels": LEVELS_HPA, "level": "hPa", "lon": LON, **said}
        self.path = path
        with netCDF4.Dataset(str(path), "w", format=self.said["kind"]) as data:
            self.write(data)

    def write(self, data: Any) -> None:
        hours, levels, lon = self.said["hours"], np.array(self.said["levels"]), self.said["lon"]
        vertical = {"standard_name": "air_pressure", "units": self.said["level"]}
        stored = levels * (100.0 if self.said["level"] == "Pa" else 1.0)
        height_m = self.said.get("height_m", standard_height_m(levels))
        if self.said["level"] == "height":
            vertical, height_m = {"standard_name": "altitude", "units": "m", "positive": "up"}, levels
        axes = {
            "time": (np.array(hours), {"standard_name": "time", "units": "hours since 2026-12-01 00:00:00"}),
            "z": (stored, vertical),
            "y": (LAT, {"standard_name": "latitude", "units": "degrees_north"}),
            "x": (lon, {"standard_name": "longitude", "units": "degrees_east"}),
            **self.said.get("axes", {}),
        }
        order = self.said.get("order", tuple(axes))
        for name, (values, attributes) in axes.items():
            data.createDimension(name, len(values))
            axis = data.createVariable(name, "f8", (name,))
            axis[:], _ = values, axis.setncatts(attributes)
        grid = np.meshgrid(np.array(hours, float), height_m, LAT, lon, indexing="ij")
        fields = {"eastward_wind": wind_of(*grid)[0], "northward_wind": wind_of(*grid)[1]}
        if "geopotential" in self.said:
            units, scale = {"geopotential": ("m2 s-2", 9.80665), "geopotential_height": ("m", 1.0)}[
                self.said["geopotential"]
            ]
            fields[self.said["geopotential"]] = grid[1] * scale
        for k, (name, values) in enumerate(fields.items()):
            field = data.createVariable(f"f{k}", "f8", order, fill_value=-9e9)
            field.setncatts({"standard_name": name, "units": "m s-1" if "wind" in name else units})
            extra = [len(axes[name][0]) for name in list(axes)[4:]]
            values = np.broadcast_to(values.reshape(*values.shape, *[1] * len(extra)), (*values.shape, *extra))
            field[:] = self.said.get("spoil", lambda v: v)(values.transpose([list(axes).index(n) for n in order]))

    def read(self, area: Area = SITE) -> Grid:
        with netCDF4.Dataset(str(self.path)) as data:
            return read(data, area)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    if netCDF4 is None:
        absent("no netCDF4: it is in requirements-dev.lock")
    return tmp_path / "forecast.nc"


def check(found: Grid, height_of: Any = lambda row: row.height_m) -> None:
    """Every row is the wind that was written there."""
    for row in found.rows:
        east_mps, north_mps = wind_of((row.timestamp - BEGIN_S) / 3600.0, height_of(row), row.lat_deg, row.lon_deg)
        assert row.speed_mps == pytest.approx(math.hypot(east_mps, north_mps))
        blown_to = math.radians(row.from_deg + 180.0)
        assert row.speed_mps * math.sin(blown_to) == pytest.approx(east_mps, abs=1e-6)
        assert row.speed_mps * math.cos(blown_to) == pytest.approx(north_mps, abs=1e-6)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"kind": "NETCDF3_CLASSIC"},
        {"level": "Pa"},
        {"order": ("x", "z", "time", "y")},
        {"lon": np.arange(0.0, 360.0, 0.25)},
        {"level": "height", "levels": (100.0, 500.0, 1500.0, 3000.0, 5500.0, 9000.0)},
        {"axes": {"member": (np.array([4.0]), {"units": "1"})}},
        {"hours": (6, 0, 3)},
    ],
    ids=str,
)
def test_what_is_near_comes_out_as_it_was_put_in(path: Path, said: dict) -> None:
    found = Model(path, **said).read()
    check(found)
    assert 200 < len(found.rows) <= MOST
    assert {row.timestamp for row in found.rows} == {BEGIN_S, BEGIN_S + 10_800.0, BEGIN_S + 21_600.0}
    assert len({row.height_m for row in found.rows}) == 5, "the highest level is above the top"
    for row in found.rows:
        north_m, east_m = (
            (row.lat_deg - 54.63) * 111_200.0,
            (row.lon_deg - 25.28) * 111_200.0 * math.cos(math.radians(54.63)),
        )
        assert math.hypot(north_m, east_m) <= 150e3
    assert (54.75, 25.25) in {(row.lat_deg, row.lon_deg) for row in found.rows} or (54.5, 25.25) in {
        (row.lat_deg, row.lon_deg) for row in found.rows
    }, "the place nearest to the site"
    assert "3 times, 5 levels" in found.said
    assert "of the grid in each direction" in found.said


def test_nothing_is_thinned_that_is_few_enough(path: Path) -> None:
    found = Model(path, hours=(0,)).read(SITE._replace(radius_m=40e3))
    near = [
        (lat, lon)
        for lat in LAT
        for lon in LON
        if math.hypot((lat - 54.63) * 111_200.0, (lon - 25.28) * 111_200.0 * math.cos(math.radians(54.63))) <= 40e3
    ]
    assert len(near) > 8
    assert sorted({(row.lat_deg, row.lon_deg) for row in found.rows}) == sorted(near)
    assert found.said == f"1 times, 5 levels, heights by the standard atmosphere, {len(near)} places"


@pytest.mark.parametrize("name", ["geopotential", "geopotential_height"])
def test_heights_are_the_geopotential_where_there_is_one(path: Path, name: str) -> None:
    high_m = np.array([120.0, 790.0, 1500.0, 3100.0, 5700.0, 9400.0])
    found = Model(path, geopotential=name, height_m=high_m).read()
    check(found)
    assert sorted({round(row.height_m, 3) for row in found.rows}) == high_m[:5].tolist()
    assert f"heights by the {name.replace('_', ' ')} of the file" in found.said


def test_a_long_forecast_is_thinned_by_what_is_known_at_once(path: Path) -> None:
    """Hours of two days: within twelve of them there are thirteen."""
    found = Model(path, hours=tuple(range(49))).read()
    check(found)
    times = np.array(sorted(row.timestamp for row in found.rows))
    at_once = np.searchsorted(times, times + 2.0 * KEPT_S, "right") - np.arange(len(times))
    assert 300 < at_once.max() <= MOST


def test_missing_values_are_left_out(path: Path) -> None:
    def spoil(values: Any) -> Any:
        values = np.ma.array(values, copy=True)
        values[:, 0] = np.ma.masked  # below the ground
        values[:, 1] = 9_999.0
        return values

    found = Model(path, spoil=spoil).read()
    assert {round(row.height_m) for row in found.rows} == {
        round(float(standard_height_m(p))) for p in (850.0, 700.0, 500.0)
    }
    check(found)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"axes": {"member": (np.arange(2.0), {"units": "1"})}}, "several values along member"),
        ({"axes": {"x": (LON, {"units": "m", "standard_name": "projection_x_coordinate"})}}, "not on axes of latitude"),
        ({"axes": {"y": (LAT, {"units": "degrees", "standard_name": "grid_latitude"})}}, "not on axes of latitude"),
        (
            {"axes": {"y": (LAT, {"units": "degrees_north", "standard_name": "grid_latitude"})}},
            "not on axes of latitude",
        ),
        (
            {"axes": {"z": (np.arange(6.0), {"standard_name": "atmosphere_hybrid_sigma_pressure_coordinate"})}},
            "not on axes",
        ),
        ({"axes": {"time": (np.arange(3.0), {"units": "1"})}}, "several values along time"),
        ({"levels": (300.0,)}, "near the site and low enough"),
        ({"lon": np.arange(0.0, 10.0, 0.25)}, "near the site and low enough"),
    ],
)
def test_what_cannot_be_read_says_why(path: Path, said: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Model(path, **said).read()


def test_a_file_without_winds_says_so(path: Path) -> None:
    with netCDF4.Dataset(str(path), "w") as data, pytest.raises(ValueError, match="nothing called u"):
        read(data, SITE)
    with netCDF4.Dataset(str(path), "a") as data:
        data.createVariable("u", "f8", ()).setncatts({"units": "knots"})
    with netCDF4.Dataset(str(path)) as data, pytest.raises(ValueError, match="u is not on axes"):
        read(data, SITE)


@pytest.mark.parametrize("which", ["f0", "f1"])
@pytest.mark.parametrize("units", ["kt", "km h-1", ""])
def test_winds_in_knots_or_in_nothing_are_refused(path: Path, which: str, units: str) -> None:
    model = Model(path)
    with netCDF4.Dataset(str(path), "a") as data:
        data.variables[which].units = units
    with pytest.raises(ValueError, match=f"{which} is not in metres a second"):
        model.read()
    with netCDF4.Dataset(str(path), "a") as data:
        del data.variables[which].units
    with pytest.raises(ValueError, match=f"{which} is not in metres a second"):
        model.read()


@pytest.mark.parametrize("name", ["geopotential", "geopotential_height"])
@pytest.mark.parametrize("units", ["dam", "km", ""])
def test_a_geopotential_in_other_units_is_refused(path: Path, name: str, units: str) -> None:
    model = Model(path, geopotential=name, height_m=np.array([120.0, 790.0, 1500.0, 3100.0, 5700.0, 9400.0]))
    with netCDF4.Dataset(str(path), "a") as data:
        data.variables["f2"].units = units
    with pytest.raises(ValueError, match=f"{name} is in {units or 'no unit'}: "):
        model.read()


@pytest.mark.parametrize(
    ("mapping", "upright"),
    [
        ("latitude_longitude", True),
        ("rotated_latitude_longitude", False),
        ("lambert_conformal_conic", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("written", ["crs", "crs: y x"])
def test_a_grid_that_is_turned_by_its_mapping_alone_is_refused(
    path: Path, mapping: str, upright: bool, written: str
) -> None:
    model = Model(path)
    with netCDF4.Dataset(str(path), "a") as data:
        data.variables["f0"].grid_mapping = written
        if mapping:
            data.createVariable("crs", "i4", ()).grid_mapping_name = mapping
    if upright:
        check(model.read())
    else:
        with pytest.raises(ValueError, match="turned against latitude"):
            model.read()


@pytest.mark.parametrize("standard", ["depth", "height", "altitude"])
def test_heights_that_count_downwards_are_refused(path: Path, standard: str) -> None:
    attributes = {"standard_name": standard, "units": "m", "positive": "down", "axis": "Z"}
    model = Model(path, axes={"z": (np.arange(6.0) * 100.0, attributes)})
    with pytest.raises(ValueError, match="not on axes of latitude, longitude and height"):
        model.read()


@pytest.mark.parametrize(
    ("pressure_hpa", "height_m"),
    [(1013.25, 0.0), (1000.0, 110.9), (850.0, 1457.3), (700.0, 3012.2), (500.0, 5574.4), (300.0, 9163.9)],
)
def test_the_standard_atmosphere(pressure_hpa: float, height_m: float) -> None:
    """ICAO Doc 7488, table 5."""
    assert float(standard_height_m(np.array(pressure_hpa))) == pytest.approx(height_m, abs=0.3)


def test_the_lines_are_read_as_any_others(path: Path) -> None:
    found = Model(path).read()
    lines = text_of(found.rows).encode().splitlines()
    assert len(lines) == len(found.rows)
    read_again = [wire.row(line) for line in lines]
    times = [row.timestamp for row in read_again if row is not None]
    assert times == sorted(times)
    for row, before in zip(read_again, sorted(found.rows, key=lambda row: row.timestamp), strict=True):
        assert isinstance(row, wire.WindRow)
        assert row.speed_mps == pytest.approx(before.speed_mps, abs=0.006)
        assert row.from_deg % 360.0 == pytest.approx(before.from_deg, abs=0.06)
        assert row.height_m == pytest.approx(before.height_m, abs=0.51)
