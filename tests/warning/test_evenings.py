"""Evenings as they may go: whatever comes in whatever order, nothing is public without two, and all of it goes on."""

from hypothesis import given, settings
from hypothesis import strategies as st

from picture.scene import NOON_S, NOTHING
from sargas.model.decision import Decision
from sargas.model.warning import PublicWarning, ReleaseWarning, RetractWarning
from warning.scene import incident, room, track

STEPS = st.lists(
    st.tuples(st.sampled_from(["go", "lost", "left", "first", "second", "retract", "wait"]), st.integers(1, 400)),
    max_size=14,
)


def play(warnings, steps):
    """What a random evening says, in order."""
    time_s, version, at_km, said = NOON_S, 1, -12.0, []
    for word, after_s in steps:
        time_s, version = time_s + after_s, version + 1
        at_km += 0.045 * after_s
        if word in ("first", "second", "retract"):
            number = max((one.number for one in warnings.warnings), default=1)
            act = RetractWarning(number) if word == "retract" else ReleaseWarning(number)
            by = "Ona" if word == "first" else "Jonas"
            said.append(warnings.decide(time_s, Decision(by, time_s, act, "seen")))
        situation = {"lost": "lost", "left": "left"}.get(word, "inside" if at_km > 0 else "approaching")
        news = [] if word == "wait" else [incident(situation, version, time_s)]
        tracks = NOTHING if word in ("wait", "lost") else track(at_km, time_s=time_s)
        said += warnings.update(time_s, tracks, news)
    return said


@settings(max_examples=40, deadline=None)
@given(STEPS, st.integers(0, 14))
def test_the_same_evening_goes_the_same_way_from_a_checkpoint_anywhere(steps, cut) -> None:
    straight = room()
    play(straight, steps[:cut])
    resumed = room()
    resumed.restore(straight.checkpoint())
    assert resumed.checkpoint() == straight.checkpoint()
    assert play(resumed, steps[cut:]) == play(straight, steps[cut:])
    assert resumed.checkpoint() == straight.checkpoint()


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_nothing_is_ever_public_without_two_persons(steps) -> None:
    warnings = room()
    for one in play(warnings, steps):
        if isinstance(one, PublicWarning) and one.notice is not None:
            names = [signature.by for signature in one.released_by]
            assert len(names) == 2
            assert names[0] != names[1]
