"""Player: a scenario as the bytes its sensors send, in the order of their arrival."""

import heapq
from collections.abc import Iterator

from sargas.exercise.scenario import Scenario
from sargas.exercise.speaking import FORMS, Chunk
from sargas.exercise.truth import Truth


def chunks(scenario: Scenario, form: str = "asterix") -> Iterator[Chunk]:
    """What everything that speaks a format sends, merged in time; the same scenario gives the same. Nothing where no
    sensor speaks it.
    """
    spoken = FORMS.get(form)
    return heapq.merge(*(spoken(scenario, Truth(scenario)) if spoken else ()), key=lambda chunk: chunk[0])
