import re
from pathlib import Path
from typing import get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from incursion.incident import INCIDENT
from sargas.incursion import situation
from sargas.incursion.situation import GROUNDS, HANDLING, SITUATION, Event, Work, handling_after, situation_after
from sargas.model.incident import HANDLINGS, SITUATIONS, Ground

ROOT = Path(__file__).parents[2]


def test_the_tables_hold_only_words_of_the_model() -> None:
    assert {before for before, _ in SITUATION} - {None} | set(SITUATION.values()) - {"as it was"} == set(SITUATIONS)
    assert {event for _, event in SITUATION} == set(get_args(Event))
    assert {before for before, _ in HANDLING} == set(HANDLINGS)
    assert {work for _, work in HANDLING} == set(get_args(Work))
    assert {ground for grounds in GROUNDS.values() for ground in grounds} == set(get_args(Ground))


def test_every_word_of_the_tables_is_in_the_picture_of_the_docstring() -> None:
    drawn = situation.__doc__ or ""
    for word in (*SITUATIONS, *get_args(Event), *HANDLINGS, *get_args(Work), *get_args(Ground)):
        assert re.search(rf"\b{word}\b", drawn), word


def test_the_page_draws_what_the_docstring_draws() -> None:
    drawn = situation.__doc__ or ""
    picture = drawn[drawn.index("                   predicted") : drawn.index("  predicted  entry")].rstrip()
    assert picture in (ROOT / "docs" / "explanation" / "incursion.md").read_text()


def test_what_the_tables_must_not_allow() -> None:
    assert (None, "cleared") not in SITUATION, "no incident begins by ending"
    assert ("left", "lost") not in SITUATION, "who has left is not lost"
    assert all(after != "new" for (before, work), after in HANDLING.items() if work != "reopen")


def test_only_an_incident_of_an_object_is_merged_and_apart_it_is_what_it_was() -> None:
    assert {before for before, event in SITUATION if event == "same"} == set(SITUATIONS) - {"merged"}
    assert {event for before, event in SITUATION if before == "merged"} == {"apart"}, "nothing happens to it by itself"
    assert situation_after("merged", "apart", "inside") == "inside"
    assert situation_after("inside", "apart", "left") is None


@given(st.lists(st.sampled_from(get_args(Work)), max_size=12))
def test_reopening_a_closed_incident_gives_what_it_was(works: list[Work]) -> None:
    incident = INCIDENT
    for work in works:
        after = handling_after(incident, work)
        if after is None:
            continue
        if work == "close":
            closed = msgspec.structs.replace(incident, handling="closed")
            assert handling_after(closed, "reopen") == incident.handling
        incident = _done(incident, work, after)


def _done(incident, work, after):
    fields = {"handling": after}
    if after == "new":
        fields |= {"acknowledged_by": None, "assigned_to": None}
    elif after != "closed" and incident.acknowledged_by is None:
        fields["acknowledged_by"] = "somebody"
    if work == "assign":
        fields["assigned_to"] = "somebody"
    return msgspec.structs.replace(incident, **fields)
