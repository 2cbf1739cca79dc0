"""Player: a scenario as the bytes its sensors send, in the order of their arrival."""

import heapq
from collections.abc import Iterator

from sargas.exercise.controls import Controls
from sargas.exercise.scenario import Scenario
from sargas.exercise.speaking import FORMS, Chunk
from sargas.exercise.truth import Truth


def chunks(
    scenario: Scenario, form: str = "asterix", controls: Controls | None = None, truth: Truth | None = None
) -> Iterator[Chunk]:
    """What everything that speaks a format sends, merged in time; the same scenario gives the same. Nothing where no
    sensor speaks it. `controls`: what a director changes meanwhile. `truth`: of the scenario, where it
    is made already; it has its own controls.
    """
    spoken, truth = FORMS.get(form), Truth(scenario, controls) if truth is None else truth
    merged = heapq.merge(*(spoken(scenario, truth) if spoken else ()), key=lambda chunk: chunk[0])
    return (chunk for chunk in merged if chunk[1])
