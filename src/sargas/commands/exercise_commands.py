"""The commands of `sargas exercise` and what they are told; the work is in their own files, imported when asked for."""

from pathlib import Path
from typing import Annotated

import typer

from sargas.commands.options import AsJson, Folder

exercise_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Scenarios, played and reviewed.")


@exercise_app.command("compare")
def exercise_compare(
    first: Annotated[Path, typer.Argument(help="A run's folder, or its report.json: A.")],
    second: Annotated[Path, typer.Argument(help="The other: B.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="New file: the page.")],
) -> None:
    """Two runs side by side as one page: what differs in what was run, and what became better or worse."""
    from sargas.commands.compare import run_compare

    raise typer.Exit(run_compare(first, second, out))


@exercise_app.command("run")
def exercise_run(
    scenario: Annotated[str, typer.Argument(help="A scenario's TOML file, or the name of a shipped one.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="New folder: report.json, report.html, journal.")],
    seed: Annotated[int | None, typer.Option(help="In place of the scenario's own.")] = None,
    duration: Annotated[float | None, typer.Option(help="Stop after so many seconds of the scenario.")] = None,
    ticks: Annotated[int, typer.Option(help="Of 0.1 s at once, 1 to 10: faster, and told so much later.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Play a scenario as fast as the machine can, and review it. Exit code 1 when an expectation was not met."""
    from sargas.commands.exercise import run_exercise

    raise typer.Exit(run_exercise(scenario, out, seed, duration, as_json, ticks))


@exercise_app.command("review")
def exercise_review(
    folder: Folder,
    scenario: Annotated[str, typer.Option("--scenario", "-s", help="What was played: a file, or a shipped name.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="New folder: report.json, report.html.")],
    seed: Annotated[int | None, typer.Option(help="With which it was played, in place of the scenario's own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Review an exercise that people played, from its journal."""
    from sargas.commands.exercise import run_review

    raise typer.Exit(run_review(folder, scenario, out, seed, as_json))


@exercise_app.command("play")
def exercise_play(
    scenario: Annotated[str, typer.Argument(help="A scenario's TOML file, or the name of a shipped one.")],
    to: Annotated[list[str], typer.Option(help="FORMAT=ADDRESS: udp, tcp or http of this machine; repeatable.")],
    speed: Annotated[float, typer.Option(help="10: ten times faster than real; 0: as fast as it can.")] = 1.0,
    now: Annotated[bool, typer.Option("--now", help="Begin the scenario now instead of at its own time.")] = False,
    duration: Annotated[float | None, typer.Option(help="Stop after so many seconds of the scenario.")] = None,
    seed: Annotated[int | None, typer.Option(help="In place of the scenario's own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Send what a scenario's sensors say to programs here, in their formats. Exit code 1 when a receiver went away."""
    from sargas.commands.exercise_play import run_play

    raise typer.Exit(run_play(scenario, to, speed, now, duration, seed, as_json))


@exercise_app.command("generate")
def exercise_generate(
    scenario: Annotated[str, typer.Argument(help="A scenario's TOML file, or the name of a shipped one.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the scenarios that are made.")],
    count: Annotated[int, typer.Option(min=1, max=100_000, help="How many of its family.")] = 1,
    hours: Annotated[float | None, typer.Option(min=0.01, help="As long as this, as much traffic in each.")] = None,
    as_json: AsJson = False,
) -> None:
    """Scenarios of one family, each with a seed of its own and its incursions written down as flights."""
    from sargas.commands.exercise_generate import run_generate

    raise typer.Exit(run_generate(scenario, count, out, hours, as_json))


@exercise_app.command("import")
def exercise_import(
    file: Annotated[Path, typer.Argument(help="A scenario of BlueSky (.scn).")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The scenario's TOML file; it must not be there.")],
    duration: Annotated[float | None, typer.Option(help="In seconds; none: an hour after its last line.")] = None,
    as_json: AsJson = False,
) -> None:
    """Flights of another simulator's scenario. Exit code 1 when lines were passed over; each is told with why."""
    from sargas.commands.exercise_import import run_import

    raise typer.Exit(run_import(file, out, duration, as_json))
