"""A forecast in a file becomes lines that a feed reads."""

import contextlib
import sys
from pathlib import Path

import msgspec
import pytest

from conftest import absent
from sargas.commands.winds import run_winds
from sargas.errors import ConfigError
from sargas.formats.weather import FORMAT
from sargas.model.record import Chunk
from sargas.model.weather import Wind

try:
    import netCDF4
except ImportError:
    netCDF4 = None


@pytest.fixture
def forecast(tmp_path: Path) -> Path:
    """10 m/s from the west at 850 hPa, in 3 by 3 places and 2 times."""
    if netCDF4 is None:
        absent("no netCDF4: it is in requirements-dev.lock")
    path = tmp_path / "forecast.nc"
    with netCDF4.Dataset(str(path), "w") as data:
        axes = (
            ("time", [0, 6], "hours since 2026-12-01 00:00:00Z"),
            ("level", [850.0], "hPa"),
            ("latitude", [54.0, 54.5, 55.0], "degrees_north"),
            ("longitude", [25.0, 25.5, 26.0], "degrees_east"),
        )
        for name, values, units in axes:
            data.createDimension(name, len(values))
            axis = data.createVariable(name, "f4", (name,))
            axis.units, axis[:] = units, values
        for name, value in (("u", 10.0), ("v", 0.0)):
            field = data.createVariable(name, "f4", [name for name, *_ in axes])
            field.units, field[:] = "m s**-1", value
    return path


def test_lines_that_the_format_weather_reads(
    forecast: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "wind.csv"
    assert run_winds(forecast, "54.6,25.4", 500e3, 6000.0, out, True) == 0
    said = msgspec.json.decode(capsys.readouterr().out)
    assert (said["winds"], said["out"]) == (18, str(out))
    assert out.read_text().startswith(
        "# forecast.nc: 2 times, 1 levels, heights by the standard atmosphere, 9 places\n"
    )
    decoder = FORMAT.decoder((), FORMAT.settings(feed="met"))
    winds = decoder.feed([Chunk(0, 0.0, out.read_bytes())])
    assert len(winds) == 18
    assert winds[0] == Wind(1_796_083_200.0, 54.0, 25.0, 1457.0, pytest.approx(10.0), pytest.approx(0.0, abs=1e-9))
    assert run_winds(forecast, "54.6,25.4", 40e3, 6000.0, out, False) == 0
    assert capsys.readouterr().err.startswith("4 winds: 2 times, 1 levels")


@pytest.mark.parametrize("around", ["Vilnius", "54.6", "54.6,25.4,3", "95,25", "nan,25"])
def test_a_place_that_is_none(around: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--around"):
        run_winds(tmp_path / "x.nc", around, 1e5, 6000.0, tmp_path / "out", False)


def test_what_cannot_be_read_is_one_line(forecast: Path, tmp_path: Path) -> None:
    (tmp_path / "text.nc").write_text("no grid at all")
    for path, around, words in (
        (tmp_path / "no.nc", "54,25", "no such file"),
        (tmp_path / "text.nc", "54,25", "is no NetCDF"),
        (forecast, "10,25", "no wind of it is near the site"),
    ):
        with pytest.raises(ConfigError, match=words) as caught:
            run_winds(path, around, 100e3, 6000.0, tmp_path / "out", False)
        assert "\n" not in str(caught.value)
    with pytest.raises(ConfigError, match="--top-m 20000 is outside"):
        run_winds(forecast, "54,25", 100e3, 20_000.0, tmp_path / "out", False)
    with pytest.raises(ConfigError, match="No such file"):
        run_winds(forecast, "54,25", 100e3, 6000.0, tmp_path / "none" / "out", False)


def test_damaged_files_never_do_more_than_say_so(forecast: Path, tmp_path: Path) -> None:
    """Each of the file's bytes is spoilt once, some together."""
    whole, out, damaged = forecast.read_bytes(), tmp_path / "out", tmp_path / "damaged.nc"
    for at in range(0, len(whole), 97):
        damaged.write_bytes(whole[:at] + bytes(255 - octet for octet in whole[at : at + 3]) + whole[at + 3 :])
        with contextlib.suppress(ConfigError):
            run_winds(damaged, "54.6,25.4", 100e3, 6000.0, out, True)


def test_without_the_library_the_extra_is_named(
    forecast: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "netCDF4", None)
    with pytest.raises(ConfigError, match=r"pip install 'sargas\[grids\]'"):
        run_winds(forecast, "54.6,25.4", 100e3, 6000.0, tmp_path / "out", False)
