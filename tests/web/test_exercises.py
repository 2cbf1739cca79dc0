import pytest

from sargas.exercise.scenario import scenario_from_toml
from sargas.model.decision import Decision
from sargas.model.direction import ChangeWind, FailSensor, MendSensor, Pace, PutIn
from sargas.web.exercises import failed
from web.bench import T0, changes, run, served

SCENARIO = scenario_from_toml("""
name = "A drill"
start = 2025-07-10T08:00:00Z
duration_s = 600.0
seed = 1
radars = []
cells = [{ name = "Anna" }]
injects = [
  { at_s = 120.0, to = "Anna", channel = "radio", text = "second" },
  { at_s = 60.0, to = "Anna", channel = "phone", text = "first", expected = "initiate" },
]
""")


def done(*acts):
    return tuple(Decision("Ona", T0, act, record_number=k) for k, act in enumerate(acts))


def test_a_sensor_fails_until_it_is_mended():
    assert failed(done(FailSensor("a"), FailSensor("b"), MendSensor("a"), FailSensor("c"))) == ["b", "c"]


def play(method, path, body=None, *acts):
    async def played():
        async with served(scenarios={"drill": SCENARIO}) as bench:
            bench.screens.changes("drill", changes(decisions=done(*acts)))
            answer = await bench.client.request(method, path, json=body)
            return answer.status_code, answer.json(), bench.decided

    return run(played())


def test_the_director_sees_what_is_to_come_what_was_put_in_and_what_fails():
    acts = (PutIn("Anna", "phone", "first"), FailSensor("psr-1"), ChangeWind(270.0, 8.0))
    status, told, _ = play("GET", "/api/exercise?partition=drill", None, *acts)
    assert status == 200
    assert [one["text"] for one in told["injects"]] == ["first", "second"]
    assert told["injects"][0]["time_s"] == SCENARIO.start_s + 60.0
    assert [one["act"]["type"] for one in told["done"]] == ["put_in", "fail_sensor", "change_wind"]
    assert (told["failed"], told["wind"]["speed_mps"], told["cells"]) == (["psr-1"], 8.0, ["Anna"])


@pytest.mark.parametrize(
    ("word", "body", "act"),
    [
        ("pace", {"speed": 0.0}, Pace(0.0)),
        ("put_in", {"to": "Anna", "channel": "phone", "text": "<b>x</b>"}, PutIn("Anna", "phone", "<b>x</b>")),
        ("fail_sensor", {"sensor": "psr-1"}, FailSensor("psr-1")),
        ("mend_sensor", {"sensor": "psr-1"}, MendSensor("psr-1")),
        ("change_wind", {"from_deg": 10.0, "speed_mps": 5.0}, ChangeWind(10.0, 5.0)),
    ],
)
def test_an_act_is_a_decision_by_a_name(word, body, act):
    status, _, decided = play("POST", f"/api/exercise/{word}?partition=drill", {"by": "Ona", **body})
    assert status == 200
    assert [(where, one.by, one.act) for where, one in decided] == [("drill", "Ona", act)]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/exercise/pace?partition=drill", {"by": "Ona", "speed": -1.0}, 400),
        ("POST", "/api/exercise/pace?partition=drill", {"speed": 1.0}, 400),
        ("POST", "/api/exercise/fail_sensor?partition=drill", {"by": "Ona", "sensor": "none"}, 404),
        ("POST", "/api/exercise/pace", {"by": "Ona", "speed": 1.0}, 404),
        ("GET", "/api/exercise", None, 404),
    ],
)
def test_what_is_refused(method, path, body, status):
    answered, _, decided = play(method, path, body)
    assert (answered, decided) == (status, [])
