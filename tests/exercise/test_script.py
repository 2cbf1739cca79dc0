import pytest

from sargas.exercise.script import Cell, Inject, Reaction, check


def test_a_reaction_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="in this order"):
        Reaction(40.0, 20.0)
    with pytest.raises(ValueError, match="above 0"):
        Reaction(0.0, 20.0)


def test_injects_go_to_cells_that_there_are_and_come_while_it_lasts() -> None:
    findings: list[str] = []
    injects = (
        Inject(10.0, "Anna", "phone", "something loud flew over the lake"),
        Inject(700.0, "Jonas", "radio", "nothing"),
    )
    check((Cell("Anna"), Cell("Anna")), injects, 600.0, findings)
    assert findings == [
        "cells: two are called 'Anna'",
        "injects[1]: there is no cell 'Jonas'; there are Anna, Anna",
        "injects[1]: at_s 700 is outside the scenario, 0..600",
    ]


def test_half_of_the_times_are_below_the_one_and_nine_of_ten_below_the_other() -> None:
    reaction = Reaction(30.0, 120.0)
    assert reaction.after_s(0.0) == 30.0
    assert reaction.after_s(1.2815515655) == pytest.approx(120.0)
