"""Families: scenarios that differ in chance alone, and longer ones of the same traffic.

expanded(scenario)         its incursions written down as flights: it plays the same
member(scenario, k)        the k-th of its family, written down
lengthened(scenario, s)    the same traffic for another time
"""

import msgspec
import numpy as np

from sargas.exercise.incursions import drawn
from sargas.exercise.scenario import Scenario

_OF_FAMILIES = 93
"""Streams of chance of their own."""


def expanded(scenario: Scenario) -> Scenario:
    """The same with every incursion among its flights, behind those that it has."""
    if not scenario.incursions:
        return scenario
    made = [
        flight
        for k, table in enumerate(scenario.incursions)
        for flight in drawn(table, k, scenario.seed, scenario.duration_s)
    ]
    return msgspec.structs.replace(scenario, flights=(*scenario.flights, *made), incursions=())


def member(scenario: Scenario, k: int) -> Scenario:
    """With a seed of its own, that of the family decides; other incursions, other traffic, other noise."""
    seed = int(np.random.SeedSequence([scenario.seed, _OF_FAMILIES, k]).generate_state(1)[0])
    return expanded(msgspec.structs.replace(scenario, name=f"{scenario.name}, {k + 1}", seed=seed))


def lengthened(scenario: Scenario, duration_s: float) -> Scenario:
    """As many objects of each table in an hour as before; single flights, events and injects are when they were."""
    share = duration_s / scenario.duration_s
    tables = [
        tuple(msgspec.structs.replace(one, count=max(round(one.count * share), 1)) for one in table)
        for table in (scenario.traffic, scenario.incursions)
    ]
    return msgspec.structs.replace(scenario, duration_s=duration_s, traffic=tables[0], incursions=tables[1])
