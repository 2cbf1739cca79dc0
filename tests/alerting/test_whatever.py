"""Whatever people do and aircraft declare, in whatever order: nothing breaks, nothing is told to who may not know."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerting.scene import NOON_S, incident
from picture.scene import NOTHING, rows
from sargas.alerting import Alerting, Settings
from sargas.alerting.settings import Audience
from sargas.model.alert import LEVELS, Alert
from sargas.model.decision import AcknowledgeAlert, BeginSilence, Decision, EndSilence, HandOver
from sargas.model.incident import HANDLINGS, SITUATIONS
from sargas.model.tracks import CONFIRMED, ECHO, ENDED, PART, TENTATIVE

SITE = Settings(
    (
        Audience("operators", escalate_to="lead", escalate_s=30.0),
        Audience("lead", "warning", escalate_to="command", escalate_s=60.0),
        Audience("command", cleared=True, distress=False),
        Audience("cleared", "warning", cleared=True),
        Audience("machine", most_alarms=0),
        Audience("trainees", exercise=True, most_alarms=4),
    ),
    repeat_s=40.0,
    keep_ended_s=120.0,
)
names = st.sampled_from([audience.name for audience in SITE.audiences])
few = st.integers(1, 6)
acts = st.one_of(
    st.builds(
        BeginSilence,
        st.sampled_from([5.0, 100.0, 1e6]),
        st.sampled_from(LEVELS),
        st.none() | few,
        st.none() | st.just("LTU"),
        st.none() | names,
    ),
    st.builds(EndSilence, st.integers(0, 40)),
    st.builds(AcknowledgeAlert, st.integers(0, 30)),
    st.builds(HandOver, st.sampled_from(["Ona", "Jonas", ""])),
)
incidents = st.tuples(
    few, st.sampled_from(SITUATIONS), st.sampled_from(HANDLINGS), st.sampled_from([0.5, 0.99]), st.booleans()
)
aircraft = st.fixed_dictionaries(
    {
        "number": few,
        "emergency": st.integers(0, 7),
        "mode_s": st.integers(1, 4),
        "mode_3a": st.just(0o1234),
        "status": st.sampled_from([TENTATIVE, CONFIRMED, CONFIRMED, CONFIRMED, ENDED]),
        "fusion": st.sampled_from([0, 0, 0, PART, ECHO]),
        "fused_with": few,
    }
)
steps = st.lists(
    st.tuples(
        st.sampled_from([0.1, 4.0, 35.0, 130.0]),
        st.lists(incidents, max_size=3),
        st.lists(acts, max_size=2),
        st.lists(aircraft, max_size=2, unique_by=lambda row: row["number"]),
    ),
    max_size=25,
)


def played(alerting: Alerting, story: list, first: int, versions: dict[int, int], time_s: float) -> tuple[list, float]:
    told = []
    for k, (dt_s, news, decided, seen) in enumerate(story, first):
        time_s += dt_s
        for j, act in enumerate(decided):
            outcome = alerting.decide(time_s, Decision("Rasa", time_s, act, "why not", record_number=2 * k + j))
            told.append(outcome)
        changed = {}
        for number, situation, handling, probability, simulated in news:
            key = 2 * number + simulated
            versions[key] = versions.get(key, 0) + 1
            said = {"handling": handling, "probability": probability, "simulated": simulated}
            changed[key] = incident(key, situation, versions[key], updated_s=time_s, **said)
        tracks = rows(time_s, *seen) if seen else NOTHING
        told.append(alerting.update(time_s, list(changed.values()), tracks))
        told.append([msgspec.to_builtins(one) for one in alerting.changed_silences()])
        told.append(alerting.changed_duty())
    return told, time_s


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps, st.integers(0, 25))
def test_nothing_breaks_and_nobody_hears_what_is_not_for_him(story: list, cut: int) -> None:
    whole, halved, again = Alerting(SITE), Alerting(SITE), Alerting(SITE)
    told, _ = played(whole, story, 0, {}, NOON_S)
    alerts = [alert for one in told if isinstance(one, list) for alert in one if isinstance(alert, Alert)]
    for alert in alerts:
        assert alert.simulated == (alert.audience == "trainees")
        assert alert.kind != "distress" or alert.audience not in ("command", "trainees")
        secret = "7500" in alert.message or "unlawful" in alert.message
        assert not secret or alert.audience == "cleared"
        assert not secret or alert.cleared
    last: dict[int, Alert] = {}
    for alert in alerts:
        assert alert.number not in last or not last[alert.number].ended, "what has ended is told no more"
        last[alert.number] = alert
    going_on = [
        (a.audience, a.kind, a.incident, a.track) for a in last.values() if not a.ended and a.kind == "incident"
    ]
    assert len(going_on) == len(dict.fromkeys(going_on))
    versions: dict[int, int] = {}
    first, time_s = played(halved, story[:cut], 0, versions, NOON_S)
    again.restore(halved.checkpoint())
    assert again.checkpoint() == halved.checkpoint()
    second, _ = played(again, story[cut:], len(story[:cut]), versions, time_s)
    assert msgspec.json.encode(first + second) == msgspec.json.encode(told)
    assert again.checkpoint() == whole.checkpoint()
