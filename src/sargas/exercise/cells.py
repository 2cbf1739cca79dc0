"""Cells: what the players that the program plays do, and when. They see what people would see, and act as people act:
by decisions that are journaled and may be refused.

Each kind of act has a stream of chance of its own in each cell: what one does changes nothing of another's times.
"""

import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sargas.exercise.script import Cell, Inject, Reaction
from sargas.model.batch import Changes
from sargas.model.decision import Acknowledge, AcknowledgeAlert, Act, Close, Decision, Initiate
from sargas.model.warning import AmendWarning, ReleaseWarning

_OF_CELLS = 90
"""Stream of chance of their own."""
WHY = "exercise"
READS_BY = 0.5
"""Share of a drafter's time after which the draft is held, to be read as it is."""


class _Due(NamedTuple):
    """What a cell is about to do; `warning`: whose version counts is seen when it is done."""

    at_s: float
    by: str
    act: Act


class Cells:
    """All of them. `see` what changed, `due` what they do by now."""

    def __init__(self, cells: Sequence[Cell], injects: Sequence[Inject], start_s: float, seed: int) -> None:
        self._cells = {cell.name: cell for cell in cells}
        self._seed = seed
        self._chance: dict[tuple[str, str], np.random.Generator] = {}
        self._todo: list[_Due] = []
        self._heard: set[tuple[str, int, int]] = set()
        self._asked: set[tuple[int, str, float]] = set()
        self._drafted: set[int] = set()
        self._versions: dict[int, int] = {}
        self._closing: set[int] = set()
        for inject in injects:
            cell = self._cells[inject.to]
            if cell.reports is not None and inject.seen is not None:
                seen, told_s = inject.seen, start_s + inject.at_s
                act = Initiate(seen.lat_deg, seen.lon_deg, told_s - seen.ago_s, seen.sigma_m)
                self._plan(told_s, cell.name, cell.reports, "reports", act)

    def due(self, time_s: float) -> list[Decision]:
        """What they do up to a tick, in the order of its times."""
        now = sorted((one for one in self._todo if one.at_s <= time_s), key=lambda one: one.at_s)
        self._todo = [one for one in self._todo if one.at_s > time_s]
        return [Decision(by, time_s, act, WHY, self._seen(act)) for _, by, act in now]

    def see(self, time_s: float, changes: Changes) -> None:
        """What is on their screens from now on."""
        for alert in changes.alerts:
            if alert.acknowledged or alert.ended:
                continue
            numbers = (alert.incident, *alert.incidents) if alert.kind != "distress" else ()
            for cell in self._cells.values():
                if cell.acknowledges is None or cell.audience != alert.audience:
                    continue
                for number in (number for number in numbers if number):
                    if self._is_news(cell.name, number, 0):
                        self._plan(time_s, cell.name, cell.acknowledges, "acknowledges", Acknowledge(number))
                if alert.kind == "distress" and self._is_news(cell.name, 0, alert.number):
                    act = AcknowledgeAlert(alert.number)
                    self._plan(time_s, cell.name, cell.acknowledges, "acknowledges", act)
        self._release(time_s, changes)
        self._close(time_s, changes)

    def _release(self, time_s: float, changes: Changes) -> None:
        """Who is asked holds the draft while nobody has, reads it, and releases it."""
        for warning in changes.warnings:
            self._versions[warning.number] = warning.version
            draft = warning.draft
            if draft is None or draft.asked_s is None or draft.wrong:
                continue
            cell = self._cells.get(draft.asked)
            asking = (warning.number, draft.asked, draft.asked_s)
            if cell is None or cell.releases is None or asking in self._asked:
                continue
            self._asked.add(asking)
            takes_s = self._draw(cell.name, cell.releases, "releases")
            if draft.first is None:
                self._todo.append(_Due(time_s + READS_BY * takes_s, cell.name, AmendWarning(warning.number)))
            self._todo.append(_Due(time_s + takes_s, cell.name, ReleaseWarning(warning.number)))

    def _close(self, time_s: float, changes: Changes) -> None:
        for incident in changes.incidents:
            if incident.situation != "left" or incident.is_done or incident.number in self._closing:
                continue
            for cell in self._cells.values():
                if cell.closes is not None:
                    self._closing.add(incident.number)
                    self._plan(time_s, cell.name, cell.closes, "closes", Close(incident.number))
                    break

    def _is_news(self, cell: str, incident: int, alert: int) -> bool:
        key = (cell, incident, alert)
        is_news = key not in self._heard
        self._heard.add(key)
        return is_news

    def _seen(self, act: Act) -> int | None:
        """The version that was read, of what is released."""
        return self._versions.get(act.warning) if isinstance(act, ReleaseWarning) else None

    def _plan(self, time_s: float, cell: str, reaction: Reaction, name: str, act: Act) -> None:
        self._todo.append(_Due(time_s + self._draw(cell, reaction, name), cell, act))

    def _draw(self, cell: str, reaction: Reaction, name: str) -> float:
        key = (cell, name)
        if key not in self._chance:
            stream = [self._seed, _OF_CELLS, zlib.crc32(f"{cell}/{name}".encode())]
            self._chance[key] = np.random.default_rng(stream)
        return reaction.after_s(float(self._chance[key].standard_normal()))
