"""The checks of the play `confusers.md`, which is also the table that they read."""

import re
from functools import cache
from pathlib import Path

import pytest

from scenarios.confusers import SCENES, Scene, Seen, play, soaring

PAGE = Path(__file__).with_name("confusers.md")
BORDER_S = 12_000.0 / 45.0
"""When the drone is over the border."""


def rows() -> list[list[str]]:
    """The cells of the table, without its head."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@cache
def played(name: str) -> Seen:
    return play(SCENES[name])


def compare(row: list[str], seen: Seen) -> None:
    """One row against what was seen."""
    _, incidents, identity, like, proposed, level, told = row
    count = f"{seen.incidents} inside" if seen.entries else str(seen.incidents)
    assert (count, seen.identity, seen.proposed or "-", seen.level or "-") == (incidents, identity, proposed, level)
    if like != "-":
        name, least = like.split()
        assert seen.looks_like == name
        assert seen.probability >= float(least)
    assert told == "-" or told in seen.message or told in seen.basis


@pytest.mark.parametrize("row", [row for row in rows() if row[0] in SCENES], ids=lambda row: row[0])
def test_c1_each_row_is_as_it_says(row: list[str]) -> None:
    compare(row, played(row[0]))


@pytest.mark.parametrize("name", ["glider inland", "glider over the border"])
def test_c1_the_recorded_gliders_too(name: str, corpus: Path) -> None:
    scene: Scene = soaring(corpus)[name]
    compare(next(row for row in rows() if row[0] == name), play(scene))


@pytest.mark.parametrize(("name", "begins_s"), [("drone", 0.0), ("drone in a flock", 100.0)])
def test_c2_the_drone_is_told_within_twelve_seconds_of_the_border(name: str, begins_s: float) -> None:
    (entry,) = [entry for entry in played(name).entries.values() if entry[2] > 30.0]
    assert 0.0 < entry[0] - begins_s - BORDER_S <= 12.0
    assert entry[1] < 540.0


def test_c3_code_sets_no_more_than_neutral_and_proposes_nothing_of_nothing() -> None:
    for name in SCENES:
        seen = played(name)
        assert seen.identity in ("unknown", "neutral")
        assert seen.proposed is None


def test_c4_the_list_alone_makes_the_difference() -> None:
    listed, other = SCENES["own drone, listed"], SCENES["own drone, not listed"]
    assert (listed.flies, listed.lasts_s, listed.says, listed.zones) == (
        other.flies,
        other.lasts_s,
        other.says,
        other.zones,
    )
    assert not played("own drone, listed").incidents
    assert played("own drone, not listed").incidents


def test_c5_nobody_is_flooded() -> None:
    assert 0 < max(played(name).busiest for name in SCENES) <= 10


def test_c6_the_table_names_each_scene_and_the_page_each_check() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert sorted(row[0] for row in rows()) == sorted([*SCENES, "glider inland", "glider over the border"])
    reasons = " ".join(re.findall(r"^\* \*\*([^*]+)\*\*", text.split("## Why")[1].split("## ")[0], re.MULTILINE))
    for row in rows():
        kind = "Balloon" if row[0].startswith("balloon") else row[0]
        assert kind.lower() in reasons.lower(), row[0]
    named = re.findall(r"^\* \*\*(C\d)\*\*", text, re.MULTILINE)
    here = re.findall(r"^def test_(c\d)_", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert [name.lower() for name in named] == list(dict.fromkeys(here))
