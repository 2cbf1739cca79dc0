"""The commands and what they are told; the work is in `sargas.commands`, imported when asked for, so help is quick.

Exit codes: 0 done, 1 a finding (verification failed), 2 wrong use or configuration. Results go to standard output,
everything about the work to standard error.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sargas import __version__
from sargas.cli_users import users_app
from sargas.commands.exercise_commands import exercise_app
from sargas.commands.options import AsJson, Folder
from sargas.errors import ConfigError, SargasError

app = typer.Typer(
    name="sargas",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
journal_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The record of everything that came in.")
app.add_typer(journal_app, name="journal")
history_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Incidents of the past and their patterns.")
app.add_typer(history_app, name="history")
app.add_typer(exercise_app, name="exercise")
app.add_typer(users_app, name="users")


def _version(asked: bool) -> None:
    if asked:
        print(f"sargas {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """One recognised air picture: sensor bytes, plots, tracks, incidents, alerts. For awareness, not for engagement."""


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8787,
    headless: Annotated[bool, typer.Option(help="Print one line of JSON with url and token, open no browser.")] = False,
    speed: Annotated[float, typer.Option(help="Of the clock: 10 is ten times faster than real.")] = 4.0,
    duration: Annotated[float | None, typer.Option(help="Stop after this many seconds of real time.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the journals (default: a temporary one).")] = None,
    recording: Annotated[Path | None, typer.Option(help="Show this recording instead.")] = None,
    format: Annotated[str | None, typer.Option(help="Of the recording; a wrong name lists all.")] = None,
) -> None:
    """The whole system on this machine: July 2025 over Lithuania re-enacted, and real recorded flights."""
    from sargas.commands.demo import run_demo

    raise typer.Exit(run_demo(port, headless, speed, duration, data, recording, format))


@app.command()
def up(
    site: Annotated[Path, typer.Argument(help="The site's TOML file.")],
    port: Annotated[int | None, typer.Option(help="Port of the console; overrides [web].")] = None,
    headless: Annotated[bool, typer.Option(help="Print one line of JSON with url and token.")] = False,
    duration: Annotated[float | None, typer.Option(help="Stop after this many seconds.")] = None,
) -> None:
    """Run a site until it is told to stop (SIGTERM, Ctrl-C)."""
    from sargas.commands.up import run_up

    raise typer.Exit(run_up(site, port, headless, duration))


@app.command()
def check(
    site: Annotated[Path, typer.Argument(help="The site's TOML file.")],
    as_json: AsJson = False,
) -> None:
    """Validate a site file: every error at once, each with its key path."""
    from sargas.commands.check import run_check

    raise typer.Exit(run_check(site, as_json))


@app.command()
def decode(
    file: Annotated[Path, typer.Argument(help="A recording; its framing is found by itself.")],
    format: Annotated[str, typer.Option("--format", "-f", help="asterix, modes, sapient ...; a wrong name lists all.")],
    framing: Annotated[str, typer.Option(help="raw, pcap, ff, gps, beast, avr, lines ... (default: found).")] = "auto",
    date: Annotated[str | None, typer.Option(help="Day of a recording that has times of day only, YYYY-MM-DD.")] = None,
    edition: Annotated[list[str] | None, typer.Option(help="Edition of a category, e.g. 062=1.19; repeatable.")] = None,
    limit: Annotated[int | None, typer.Option(help="Stop after so many lines.")] = None,
    site: Annotated[
        Path | None, typer.Option(help="A site's TOML file: read as its feed of this format is, with its sensors.")
    ] = None,
    feed: Annotated[str | None, typer.Option(help="Which feed of the site, where several are of this format.")] = None,
) -> None:
    """Bytes to model objects: JSON lines, each with its type; faults too, and counted on standard error. The exit code
    is 1 where there was nothing but faults."""
    from sargas.commands.decode import run_decode

    raise typer.Exit(run_decode(file, format, framing, date, edition or [], limit, site, feed))


@app.command()
def track(
    site: Annotated[Path, typer.Argument(help="The site's TOML file: its sensors, zones and settings.")],
    input: Annotated[list[str], typer.Option("--input", "-i", help="FEED=FILE; repeatable.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Where to: .jsonl .csv .parquet .geojson .gpkg .kml .mfjson")
    ],
    date: Annotated[str | None, typer.Option(help="Day of recordings that have times of day only, YYYY-MM-DD.")] = None,
    truth: Annotated[Path | None, typer.Option(help="Where all really were; our tracks are scored by it.")] = None,
    score_interval: Annotated[float, typer.Option(min=0.1, help="Seconds between two comparisons with truth.")] = 4.0,
    score_cutoff: Annotated[
        float, typer.Option(min=1.0, help="Metres beyond which a track is not of an object: c of GOSPA.")
    ] = 2000.0,
    score_order: Annotated[float, typer.Option(min=1.0, help="Weight of large errors: p of GOSPA.")] = 2.0,
    as_json: AsJson = False,
) -> None:
    """Recordings through the whole core, as fast as the machine can; every track update is a row of the result."""
    from sargas.commands.track import run_track
    from sargas.commands.truth import assumed

    settings = assumed(score_interval, score_cutoff, score_order)
    raise typer.Exit(run_track(site, input, out, date, as_json, truth, settings))


@app.command()
def winds(
    file: Annotated[Path, typer.Argument(help="A forecast in NetCDF, with the names of the CF conventions.")],
    around: Annotated[str, typer.Option(help="LATITUDE,LONGITUDE of the site, in degrees.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to: lines of the format weather.")],
    radius_km: Annotated[float, typer.Option(min=1.0, max=1000.0, help="How far around the site.")] = 150.0,
    top_m: Annotated[float, typer.Option(help="How high, in metres.")] = 6000.0,
    as_json: AsJson = False,
) -> None:
    """A forecast's winds aloft near a site, as many as the picture keeps, as lines that a feed reads."""
    from sargas.commands.winds import run_winds

    raise typer.Exit(run_winds(file, around, 1000.0 * radius_km, top_m, out, as_json))


@app.command()
def terrain(
    files: Annotated[list[Path], typer.Argument(help="Elevation rasters (GeoTIFF, DTED, SRTM ...), the best first.")],
    around: Annotated[str, typer.Option(help="LATITUDE,LONGITUDE of the site, in degrees.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to: an ESRI ASCII grid, for [terrain] of a site.")],
    radius_km: Annotated[float, typer.Option(min=1.0, max=1000.0, help="How far around the site.")] = 200.0,
    step_m: Annotated[float, typer.Option(min=10.0, help="Between two heights.")] = 500.0,
    as_json: AsJson = False,
) -> None:
    """The ground around a site from elevation rasters, in metres above the sea, as the one file that a site names."""
    from sargas.commands.terrain import run_terrain

    raise typer.Exit(run_terrain(files, around, 1000.0 * radius_km, step_m, out, as_json))


@app.command()
def replay(
    journal: Annotated[Path, typer.Argument(help="Folder of a journal.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write tracks: .jsonl .csv .parquet .geojson .gpkg .kml .mfjson")
    ] = None,
    speed: Annotated[float | None, typer.Option(help="Show it in the console at this speed instead.")] = None,
    port: Annotated[int, typer.Option(help="Port of the console.")] = 8787,
    headless: Annotated[bool, typer.Option(help="Print one line of JSON with url and token.")] = False,
    as_json: AsJson = False,
) -> None:
    """A journal again through the core: same records, same tracks, incidents and alerts, to the byte."""
    from sargas.commands.replay import run_replay

    raise typer.Exit(run_replay(journal, out, speed, port, headless, as_json))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """What this machine has and lacks; compiles the kernels so that the first start is quick."""
    from sargas.commands.doctor import run_doctor

    raise typer.Exit(run_doctor(as_json))


@journal_app.command("verify")
def journal_verify(
    folder: Folder,
    anchor: Annotated[str | None, typer.Option(help="NUMBER:CHAIN noted elsewhere: a clean cut shows too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find any flipped bit, missing or torn record, and say where. Exit code 1 when something is found."""
    from sargas.commands.journal import run_verify

    raise typer.Exit(run_verify(folder, anchor, as_json))


@journal_app.command("show")
def journal_show(
    folder: Folder,
    first: Annotated[int | None, typer.Option(min=1, help="Record number to begin at; none: segments.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many records.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Print records: number, time, feed, kind, size."""
    from sargas.commands.journal import run_show

    raise typer.Exit(run_show(folder, first, limit, as_json))


@journal_app.command("payload")
def journal_payload(
    folder: Folder,
    record: Annotated[int, typer.Option(min=1, help="Record number.")],
    out: Annotated[Path, typer.Option(help="File to write; it must not be there.")],
) -> None:
    """Write what one record holds, as it came: the bytes of a sensor, a report with its words and picture."""
    from sargas.commands.journal import run_payload

    raise typer.Exit(run_payload(folder, record, out))


@journal_app.command("seal")
def journal_seal(folder: Folder) -> None:
    """Close the last segment with its digest; nothing can be added to it unseen."""
    from sargas.commands.journal import run_seal

    raise typer.Exit(run_seal(folder))


@journal_app.command("erase")
def journal_erase(
    folder: Folder,
    reason: Annotated[str, typer.Option(help="Why; kept beside the erased record.")],
    records: Annotated[list[int] | None, typer.Option("--record", help="Record number to erase; repeatable.")] = None,
    older_than_days: Annotated[
        float | None, typer.Option(min=1.0, max=36_500.0, help="Erase what holds personal data and is older.")
    ] = None,
) -> None:
    """Erase the payload of records that hold personal data; the chain still verifies."""
    from sargas.commands.journal import run_erase

    raise typer.Exit(run_erase(folder, records or [], older_than_days, reason))


@journal_app.command("access")
def journal_access(folder: Folder, as_json: AsJson = False) -> None:
    """Who came in, was refused, or read what is restricted, a line each; acts are decisions."""
    from sargas.commands.journal import run_access

    raise typer.Exit(run_access(folder, as_json))


@journal_app.command("backup")
def journal_backup(
    folder: Folder,
    target: Annotated[Path, typer.Argument(help="Folder to copy into; must not exist or be empty.")],
) -> None:
    """A consistent copy of a journal that may still be written to."""
    from sargas.commands.journal import run_backup

    raise typer.Exit(run_backup(folder, target))


History = Annotated[Path, typer.Option("--into", help="File of the history; made where there is none.")]


@history_app.command("import")
def history_import(
    file: Annotated[Path, typer.Argument(help="A list in CSV: id, date_local, lat_approx, lon_approx and more.")],
    into: History = Path("history.jsonl"),
    as_json: AsJson = False,
) -> None:
    """A list of incidents that people kept. Exit code 1 when rows were left out; each is told with why."""
    from sargas.commands.history import run_import

    raise typer.Exit(run_import(file, into, as_json))


@history_app.command("add")
def history_add(folder: Folder, into: History = Path("history.jsonl"), as_json: AsJson = False) -> None:
    """The incidents of a journal of ours, with where they came in; none of exercises."""
    from sargas.commands.history import run_add

    raise typer.Exit(run_add(folder, into, as_json))


@history_app.command("clocks")
def history_clocks(
    folder: Folder,
    incident: Annotated[int | None, typer.Option(help="The steps of this one, instead of figures of all.")] = None,
    as_json: AsJson = False,
) -> None:
    """How long each step took in the incidents of a journal, from the first plot to the message: p50 and p90."""
    from sargas.commands.history import run_clocks

    raise typer.Exit(run_clocks(folder, incident, as_json))


@history_app.command("patterns")
def history_patterns(
    history: Annotated[Path, typer.Argument(help="File of a history.")] = Path("history.jsonl"),
    cell_km: Annotated[float, typer.Option(help="Side of the cells, in km.")] = 25.0,
    geojson: Annotated[Path | None, typer.Option(help="Write the cells here too, for a map.")] = None,
    as_json: AsJson = False,
) -> None:
    """How often by place, hour, kind, height and route, with confidence; hot spots. Restricted."""
    from sargas.commands.history import run_patterns

    raise typer.Exit(run_patterns(history, cell_km, geojson, as_json))


def main() -> None:
    """Entry point: an error of ours is one line, never a traceback."""
    try:
        app()
    except ConfigError as error:
        for finding in error.findings:
            print(f"sargas: {finding}", file=sys.stderr)
        sys.exit(2)
    except SargasError as error:
        print(f"sargas: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away: that is its right
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
