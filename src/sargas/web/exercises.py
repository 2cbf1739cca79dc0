"""Exercises on the web: the main events list, what was put in, how the exercise stands, and the director's acts.

Rule: an act is a POST by a name, journaled as a Decision, as every act (`sargas.web.acts`); what is of no exercise is
refused by the core (409). What is still to come is the director's alone: players hear of what was put in by an event.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, get_args

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.exercise.scenario import Scenario
from sargas.model.decision import Act
from sargas.model.direction import ChangeWind, Direction, FailSensor, MendSensor
from sargas.web.acts import Inbox, answer, body_of, read, taken
from sargas.web.screens import Screen

ACTS: dict[str, type[Act]] = {act.__struct_config__.tag: act for act in get_args(Direction)}
"""Word of the path -> the act."""
_BODIES = {act: body_of(act, needs_why=False) for act in ACTS.values()}


class ExerciseRoutes:
    """The routes' functions; `screen_of` tells which partition a request is about, `scenarios` what is played there."""

    def __init__(self, screen_of: Callable[[Request], Screen], inbox: Inbox, scenarios: Mapping[str, Scenario]) -> None:
        self._screen_of, self._inbox, self._scenarios = screen_of, inbox, scenarios

    def routes(self) -> list[BaseRoute]:
        """Every route of exercises."""
        acts = [
            Route(f"/api/exercise/{word}", partial(self.direct, act), methods=["POST"]) for word, act in ACTS.items()
        ]
        return [Route("/api/exercise", self.shown), *acts]

    async def shown(self, request: Request) -> Response:
        """The scenario's injects with their times, what was put in and done, which sensors fail, and the wind."""
        screen = self._screen_of(request)
        scenario = self._scenarios.get(screen.name)
        if scenario is None:
            raise HTTPException(404, "no exercise is played here")
        done = screen.directions
        wind = next((one.act for one in reversed(done) if isinstance(one.act, ChangeWind)), None)
        injects = [
            {**msgspec.to_builtins(one), "time_s": scenario.start_s + one.at_s}
            for one in sorted(scenario.injects, key=lambda one: one.at_s)
        ]
        return answer(
            {
                "name": scenario.name,
                "start_s": scenario.start_s,
                "end_s": scenario.start_s + scenario.duration_s,
                "time_s": screen.state.time_s,
                "speed": screen.state.speed,
                "cells": [cell.name for cell in scenario.cells],
                "injects": injects,
                "done": list(done),
                "failed": failed(done),
                "wind": wind,
            }
        )

    async def direct(self, act: type[Act], request: Request) -> Response:
        """One act of the director."""
        screen, body = self._screen_of(request), await read(request, _BODIES[act])
        if screen.name not in self._scenarios:
            raise HTTPException(404, "no exercise is played here")
        said: dict[str, Any] = {name: getattr(body, name) for name in act.__struct_fields__}
        if act in (FailSensor, MendSensor) and not screen.board.knows(said["sensor"]):
            raise HTTPException(404, "no such sensor")
        try:
            asked = act(**said)
        except ValueError as error:
            raise HTTPException(400, str(error)) from None
        return await taken(self._inbox, screen, body.by, asked, body.why, body.expected_version)


def failed(done: Any) -> list[str]:
    """Sensors that were failed and not mended since, in the order in which they failed."""
    found: dict[str, None] = {}
    for decision in done:
        if isinstance(decision.act, FailSensor):
            found[decision.act.sensor] = None
        elif isinstance(decision.act, MendSensor):
            found.pop(decision.act.sensor, None)
    return list(found)
