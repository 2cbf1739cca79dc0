"""Alerting as plays: what is told, when, how often, and when it ends."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.scene import NOON_S, incident
from sargas.alerting import Alerting, Settings
from sargas.alerting.settings import Audience
from sargas.model.alert import LEVELS, Alert
from sargas.model.incident import HANDLINGS, SITUATIONS


def said(alerts: list[Alert]) -> list[tuple[int, int, str, str]]:
    return [(alert.number, alert.incident, alert.level, alert.why) for alert in alerts]


def test_the_life_of_one_alert() -> None:
    alerting = Alerting(Settings(repeat_s=100.0))
    play = [
        (0, incident(), [(1, 1, "advisory", "opened")]),
        (5, incident(version=2, distance_m=11_000.0), []),  # nearer, but nothing new to say
        (60, incident(situation="inside", version=3, probability=0.91), [(1, 1, "caution", "worsened")]),
        (64, incident(situation="inside", version=4), [(1, 1, "warning", "worsened")]),
        (68, incident(situation="inside", version=5, probability=0.91), []),  # no way back
        (164, None, [(1, 1, "warning", "repeated")]),
        (180, incident(situation="inside", version=6, handling="acknowledged"), [(1, 1, "warning", "acknowledged")]),
        (400, None, []),
        (500, incident(situation="lost", version=7, handling="acknowledged"), [(1, 1, "warning", "lost")]),
        (520, incident(situation="inside", version=8, handling="acknowledged"), [(1, 1, "warning", "now inside")]),
        (600, incident(situation="left", version=9, handling="acknowledged"), [(1, 1, "warning", "all clear")]),
        (900, None, []),
    ]
    for seconds, news, expected in play:
        assert said(alerting.update(NOON_S + seconds, [news] if news else [])) == expected, seconds
    (alert,) = alerting.alerts
    assert (alert.ended, alert.acknowledged, alert.repeats) == (True, True, 1)
    assert (alert.first_s, alert.time_s) == (NOON_S, NOON_S + 600), "told first, and last"


def is_alarm(alert: Alert) -> bool:
    """What makes somebody look up: no end, and no word that somebody has taken it up."""
    return not (alert.ended and not alert.why.startswith("opened")) and alert.why != "acknowledged"


def test_news_that_is_repeated_is_told_once() -> None:
    alerting = Alerting(Settings())
    assert len(alerting.update(NOON_S, [incident(), incident()])) == 1
    assert alerting.update(NOON_S + 1, [incident()]) == []


def test_a_second_entry_is_a_new_alert() -> None:
    alerting = Alerting(Settings())
    alerting.update(NOON_S, [incident(situation="inside")])
    alerting.update(NOON_S + 1, [incident(situation="left", version=2)])
    assert said(alerting.update(NOON_S + 9, [incident(situation="inside", version=3)])) == [(2, 1, "warning", "opened")]


def test_each_audience_from_its_level_on() -> None:
    alerting = Alerting(Settings(audiences=(Audience("operators"), Audience("mayor", "warning"))))
    assert [alert.audience for alert in alerting.update(NOON_S, [incident()])] == ["operators"]
    told = alerting.update(NOON_S + 60, [incident(situation="inside", version=2)])
    assert [(alert.audience, alert.level, alert.why) for alert in told] == [
        ("operators", "warning", "worsened"),
        ("mayor", "warning", "opened"),
    ]


def test_an_audience_that_is_new_after_a_restart_is_told_what_goes_on() -> None:
    before, after = Alerting(Settings()), Alerting(Settings((Audience("operators"), Audience("mayor"))))
    before.update(NOON_S, [incident(1), incident(2, "left")])
    after.restore(before.checkpoint())
    assert [(a.audience, a.incident, a.why) for a in after.update(NOON_S + 1, [])] == [("mayor", 1, "opened")]
    assert after.update(NOON_S + 2, []) == []


def test_a_closed_incident_is_told_no_more() -> None:
    alerting = Alerting(Settings())
    alerting.update(NOON_S, [incident(situation="inside")])
    (alert,) = alerting.update(NOON_S + 1, [incident(situation="inside", version=2, handling="closed")])
    assert (alert.why, alert.ended) == ("closed", True)
    assert alerting.update(NOON_S + 1000, []) == []
    (alert,) = alerting.update(NOON_S + 1001, [incident(situation="inside", version=3)])
    assert alert.why == "opened"


def test_nineteen_at_once_are_not_a_flood() -> None:
    alerting = Alerting(Settings(max_new_per_minute=5))
    night = [incident(number) for number in range(1, 19)] + [incident(19, "inside")]
    told = alerting.update(NOON_S, night)
    assert [alert.incident for alert in told] == [19, 1, 2, 3, 4, 0]  # the gravest first, then the oldest; a digest
    assert (told[-1].kind, told[-1].incidents) == ("digest", tuple(range(5, 19)))
    assert told[-1].message == (
        "14 incidents with unidentified aerial objects, not told one by one. "
        "14 approaching: 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18."
    )
    told = [alert for t in range(1, 600) for alert in alerting.update(NOON_S + t, [])]
    assert [alert.why for alert in told] == ["repeated"], "nobody has acknowledged; more would be no help"
    told = [alert for t in range(600, 662) for alert in alerting.update(NOON_S + t, [])]
    opened = [alert.incident for alert in told if alert.why == "opened"]
    assert opened == [5, 6, 7, 8], "there is room again for some, one by one; a repeat and the digest took the rest"


def test_simulated_is_marked() -> None:
    of_exercise = Settings().of_partition(is_exercise=True)
    (alert,) = Alerting(of_exercise).update(NOON_S, [incident(simulated=True)])
    assert alert.simulated
    assert alert.message.startswith("EXERCISE")


def test_settings_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="same name"):
        Settings(audiences=(Audience("a"), Audience("a")))
    with pytest.raises(ValueError, match="at least 1"):
        Settings(max_new_per_minute=0)


stories = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.sampled_from(SITUATIONS),
        st.sampled_from(HANDLINGS),
        st.sampled_from([0.5, 0.92, 0.99]),
        st.sampled_from([0.1, 1.0, 20.0, 200.0]),
        st.booleans(),
    ),
    max_size=60,
)
FEW = Settings(
    max_new_per_minute=2,
    audiences=(
        Audience("operators", escalate_to="mayor"),
        Audience("mayor", "warning"),
        Audience("trainees", exercise=True),
    ),
)


def play(alerting: Alerting, story: list, versions: dict[int, int], time_s: float) -> tuple[list, float]:
    told = []
    for number, situation, handling, probability, dt_s, simulated in story:
        time_s += dt_s
        number = 2 * number + simulated
        versions[number] = versions.get(number, 0) + 1
        said = {"handling": handling, "probability": probability, "simulated": simulated}
        news = incident(number, situation, versions[number], **said)
        told.append((time_s, news, alerting.update(time_s, [news])))
    return told, time_s


@settings(max_examples=150, deadline=None)
@given(stories)
def test_whatever_happens(story: list) -> None:
    alerting = Alerting(FEW)
    told, time_s = play(alerting, story, {}, NOON_S)
    last: dict[int, Alert] = {}
    new_s: dict[str, list[float]] = {"operators": [], "mayor": [], "trainees": []}
    for now_s, _, alerts in told:
        assert [alert.number for alert in alerts] == sorted({alert.number for alert in alerts})
        for alert in alerts:
            assert alert.simulated == (alert.audience == "trainees"), "an exercise never alerts live audiences"
            assert alert.message.startswith("EXERCISE") == alert.simulated
            before = last.get(alert.number)
            if before is None:
                assert alert.number == len(last) + 1
                if alert.incident:
                    new_s[alert.audience].append(now_s)
            else:
                assert not before.ended, "an ended alert is never told again"
                assert (before.incident, before.audience) == (alert.incident, alert.audience)
                assert alert.incident == 0 or LEVELS.index(alert.level) >= LEVELS.index(before.level)
                assert alert != before
            last[alert.number] = alert
    for times in new_s.values():
        assert all(times[k + 2] - times[k] >= 60.0 - 1e-6 for k in range(len(times) - 2)), "at most two new a minute"
    for audience in new_s:
        alarms = [now_s for now_s, _, alerts in told for a in alerts if a.audience == audience and is_alarm(a)]
        assert all(alarms[k + 10] - alarms[k] >= 600.0 - 1e-6 for k in range(len(alarms) - 10)), "at most ten"
    live = [(a.incident, a.audience) for a in last.values() if not a.ended]
    assert len(live) == len(set(live)), "one alert per incident and audience"
    # Given time, everything that called for an alert has been told, in an alert of its own or in a digest.
    for k in range(40):
        told.append((time_s + 60.0 * (k + 1), None, alerting.update(time_s + 60.0 * (k + 1), [])))
    texts = [(a.incident, a.incidents) for _, _, alerts in told for a in alerts if a.audience != "mayor"]
    for _, news, _ in told:
        if news is not None and news.situation in ("approaching", "inside") and news.handling != "closed":
            assert any(news.number == number or news.number in named for number, named in texts)


@settings(max_examples=60, deadline=None)
@given(stories, st.integers(0, 60))
def test_restored_in_the_middle_the_future_is_the_same(story: list, cut: int) -> None:
    whole, halved, again = Alerting(FEW), Alerting(FEW), Alerting(FEW)
    versions: dict[int, int] = {}
    expected, _ = play(whole, story, {}, NOON_S)
    first, time_s = play(halved, story[:cut], versions, NOON_S)
    again.restore(halved.checkpoint())
    assert again.checkpoint() == halved.checkpoint()
    second, _ = play(again, story[cut:], versions, time_s)
    assert msgspec.json.encode(first + second) == msgspec.json.encode(expected)
    assert again.checkpoint() == whole.checkpoint()


@pytest.mark.parametrize("most_alarms", [0, 4, 10])
def test_on_quiet_ticks_it_says_and_forgets_the_same(most_alarms: int) -> None:
    """Whoever was restored a moment ago knows of nothing that is due."""
    audiences = (Audience("operators", most_alarms=most_alarms),)
    tuned = Settings(audiences, repeat_s=50.0, max_new_per_minute=1, digest_s=10.0, keep_ended_s=90.0)
    news = {
        3: [incident(number=n, situation="inside", updated_s=NOON_S + 3) for n in (1, 2, 3)],
        20: [incident(number=2, situation="left", version=2, updated_s=NOON_S + 20)],
        80: [incident(number=n, situation="left", version=3, updated_s=NOON_S + 80) for n in (1, 3)],
    }

    def shift(forgetful: bool) -> tuple[list[Alert], bytes, list[Alert]]:
        alerting, told = Alerting(tuned), []
        for second in range(300):
            if forgetful:
                data = alerting.checkpoint()
                alerting = Alerting(tuned)
                alerting.restore(data)
            told += alerting.update(NOON_S + second, news.get(second, []))
        return told, alerting.checkpoint(), alerting.alerts

    once = shift(forgetful=False)
    assert once == shift(forgetful=True)
    whys = [alert.why for alert in once[0]]
    assert {"opened", "too many at once", "all clear", "told one by one"} <= set(whys)
    assert "repeated" in whys or most_alarms == 4
    assert once[2] == []
