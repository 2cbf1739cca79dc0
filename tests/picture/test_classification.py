"""Classification: calibrated on flights made elsewhere, bounded in what a claim can do, the same after a restore."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import pytest

from picture.flights import LAT_DEG, LON_DEG, START_S, STYLES, fly, judged, reliability, reports
from sargas.model.sensor import Sensor
from sargas.model.track import CLASSES
from sargas.model.tracks import CONFIRMED, ENDED, HAS, Tracks
from sargas.model.weather import Wind
from sargas.picture import Picture, Settings
from sargas.picture.classes import JUDGED
from sargas.picture.classification import FACTS
from sargas.picture.settings import ClassPrior

SENSORS = tuple(Sensor(kind, "lan", kind) for kind in ("psr", "ssr", "adsb", "remote_id", "acoustic"))
NOTHING = Tracks.empty(0)


def moving(
    time_s: float, east_mps: Sequence[float], *, kinds: Sequence[str] = ("psr",), sigma_mps: float = 1.0, **columns: Any
) -> Tracks:
    """Own tracks 1, 2, ... that fly east; what is given besides is the same for all."""
    n = len(east_mps)
    tracks = Tracks.empty(n, [sensor.id for sensor in SENSORS])
    tracks.number[:] = np.arange(1, n + 1)
    tracks.time_s[:] = tracks.updated_s[:] = time_s
    tracks.status[:], tracks.existence[:] = CONFIRMED, 1.0
    tracks.east_mps[:] = east_mps
    tracks.lat_deg[:], tracks.lon_deg[:] = LAT_DEG, LON_DEG
    tracks.covariance[:, [0, 6]], tracks.covariance[:, [15, 18]] = 100.0**2, sigma_mps**2
    for k, kind in enumerate(kinds):
        tracks.contributor[:, k], tracks.contributor_s[:, k] = tracks.sources.index(kind), time_s
    for name, value in columns.items():
        if name != "flight_plan":
            getattr(tracks, name)[:] = value
        if name in HAS:
            tracks.has |= np.uint32(HAS[name])
    if "height_m" in columns:
        tracks.covariance[:, 11] = 50.0**2
    return tracks


def watched(
    east_mps: Sequence[float],
    *,
    looks: int = 30,
    settings: Settings | None = None,
    wind: Sequence[Wind] = (),
    **row: Any,
) -> list[dict[str, float]]:
    """What the picture shows of such tracks after so many turns of a radar of 4 s."""
    picture = Picture(SENSORS, settings or Settings(), 1_000_001)
    picture.wind = tuple(wind)
    for k in range(looks):
        picture.update(START_S + 4.0 * k, moving(START_S + 4.0 * k, east_mps, **row), NOTHING)
    # What was found last is shown when the track comes again.
    picture.update(START_S + 4.0 * looks, moving(START_S + 4.0 * looks, east_mps, **row), NOTHING)
    return [track.classification for track in picture.tracks()]


@pytest.mark.parametrize("heights", [0.0, 0.6])
def test_what_is_said_in_each_decile_is_as_often_so(heights: float) -> None:
    """4,000 flights of the prior's mixture, 120 s each, by a generator that knows nothing of the tables."""
    kinds, shown = [], []
    for seed in range(40, 44):
        flights = fly(np.random.default_rng(seed), 1000, 120, heights=heights)
        kinds.append(flights.kind)
        shown.append(list(judged(flights.looks, 1000))[-1][1])
    kind, probabilities = np.concatenate(kinds), np.concatenate(shown)
    deciles = reliability(kind, probabilities)
    assert len(deciles) == 10
    off = sum(n * abs(said - was) for n, said, was in deciles) / sum(n for n, _, _ in deciles)
    assert off < 0.015
    for n, said, was in deciles:
        assert abs(said - was) < 0.07 + 2.5 * np.sqrt(said * (1 - said) / n), (n, said, was)
    # And it tells something: the prior alone would be right three times in ten, at a log loss of 1.77.
    said_of = probabilities[:, 1:] / probabilities[:, 1:].sum(axis=1, keepdims=True)
    assert (said_of.argmax(axis=1) == kind).mean() > 0.6
    assert -np.log(said_of[np.arange(len(kind)), kind]).mean() < 1.05


def test_more_trust_than_the_evidence_deserves_shows() -> None:
    """The measure of the test above can fail."""
    flights = fly(np.random.default_rng(40), 1000, 120)
    settings = Settings(classification_trust=4.0)
    deciles = reliability(flights.kind, list(judged(flights.looks, 1000, settings=settings))[-1][1])
    assert max(said - was for _, said, was in deciles) > 0.2


def test_looking_longer_does_not_make_it_surer_than_it_is_right() -> None:
    """The same habit seen for twenty minutes is not new evidence."""
    flights = fly(np.random.default_rng(77), 400, 1200)
    shown = list(judged(flights.looks, 400))[-1][1]
    said = shown[:, 1:] / shown[:, 1:].sum(axis=1, keepdims=True)
    right = (said.argmax(axis=1) == flights.kind).mean()
    assert abs(said.max(axis=1).mean() - right) < 3.0 * np.sqrt(right * (1 - right) / 400)


def test_with_the_wind_given_a_balloon_is_one() -> None:
    """Level at 3 km in 14 m/s of wind: a bird or a slow drone, as long as nobody says how the wind blows."""
    style = next(k for k, s in enumerate(STYLES) if s.name == "balloon" and s.legs[0].climb_mps == (-0.5, 0.5))
    shares = {}
    for given in (False, True):
        flights = fly(np.random.default_rng(5), 200, 300, style=style, heights=1.0, wind_mps=(12.0, 7.0))
        winds = reports(13.0, 6.0) if given else ()
        shown = list(judged(flights.looks, 200, winds=winds))[-1][1]
        shares[given] = float(shown[:, CLASSES.index("balloon")].mean())
    assert shares[True] > 0.6
    assert shares[False] < 0.4


def test_an_airliner_is_one_whatever_it_does_not_say() -> None:
    """Not even a radar that asks and hears nothing makes a drone of it, but something else that is fast."""
    for row, least in (({}, 0.8), ({"height_m": 10_500.0, "up_mps": 0.0}, 0.9), ({"kinds": ("ssr",)}, 0.6)):
        (shown,) = watched([235.0], **row)
        assert shown["airliner"] > least
        assert sum(shown[name] for name in ("bird", "balloon", "multirotor", "fixed_wing_drone")) < 0.05


def test_nothing_seen_is_unknown() -> None:
    """A velocity that is not known, once: the mass stays where nothing was looked at. Probabilities sum to 1."""
    (poor,) = watched([40.0], looks=1, sigma_mps=80.0)
    assert poor["unknown"] > 0.95
    (good,) = watched([40.0], looks=30)
    assert good["unknown"] < 0.02
    for shown in (poor, good):
        assert sum(shown.values()) == pytest.approx(1.0, abs=1e-5)
        assert all(0.0 < p <= 1.0 for p in shown.values())


def test_a_transponder_makes_a_drone_unlikely_and_not_impossible() -> None:
    (bare,) = watched([44.0])
    (asked,) = watched([44.0], kinds=("ssr",), mode_s=0x503A11, mode_3a=0o4321)
    (said,) = watched([44.0], kinds=("adsb",), mode_s=0x503A11)
    drone = "fixed_wing_drone"
    assert 0.001 < asked[drone] < said[drone] < bare[drone]
    assert asked["light_aircraft"] > bare["light_aircraft"]


def test_a_radar_that_asks_and_hears_nothing_makes_a_drone_likelier() -> None:
    (unasked,) = watched([44.0])
    (silent,) = watched([44.0], kinds=("ssr",))
    assert silent["fixed_wing_drone"] > 1.3 * unasked["fixed_wing_drone"]


def test_a_remote_id_claims_a_multirotor_and_sound_an_engine() -> None:
    (bare,) = watched([12.0])
    (claimed,) = watched([12.0], kinds=("psr", "remote_id"))
    (heard,) = watched([12.0], kinds=("psr", "acoustic"))
    assert bare["bird"] > 0.4
    assert claimed["multirotor"] > 0.7
    assert heard["bird"] < 0.3 < heard["multirotor"]


def test_all_facts_together_are_bounded() -> None:
    """Whatever is claimed at 235 m/s and 10 km, it is no multirotor; and no odds move by more than the bound."""
    everything = {"kinds": ("psr", "remote_id", "acoustic"), "height_m": 10_500.0, "up_mps": 0.0}
    (shown,) = watched([235.0], **everything)
    assert shown["multirotor"] + shown["fixed_wing_drone"] < 0.05
    (bare,) = watched([20.0])
    (lying,) = watched([20.0], kinds=("ssr", "adsb"), mode_s=1, mode_3a=0o1234, callsign=b"LOT1", flight_plan=True)
    moved = np.log([(lying[n] / lying["airliner"]) / (bare[n] / bare["airliner"]) for n in JUDGED])
    assert np.ptp(moved) <= np.log(1 / FACTS) + 0.01


def test_the_prior_is_what_is_said_when_motion_counts_for_nothing() -> None:
    prior = ClassPrior(bird=2.0, balloon=1.0, multirotor=1.0, fixed_wing_drone=4.0)
    settings = Settings(classification_prior=prior, classification_trust=0.0)
    (shown,) = watched([100.0], settings=settings)
    values = np.array(msgspec.structs.astuple(prior))
    told = np.array([shown[name] for name in JUDGED]) / (1 - shown.get("unknown", 0.0))
    np.testing.assert_allclose(told, values / values.sum(), rtol=1e-4)


def test_what_changed_its_way_changes_its_class() -> None:
    """Ten minutes at 12 m/s, then at 230: the number has gone over to another object."""
    picture = Picture(SENSORS, Settings(), 1_000_001)
    for k in range(240):
        speed_mps = 12.0 if k < 150 else 230.0
        picture.update(START_S + 4.0 * k, moving(START_S + 4.0 * k, [speed_mps]), NOTHING)
        if k == 149:
            assert picture.tracks().track(0).classification["bird"] > 0.4
    shown = picture.tracks().track(0).classification
    assert shown["airliner"] > 0.3
    assert shown["airliner"] + shown["other"] > 0.8
    assert shown["bird"] < 0.1


def test_a_class_that_changed_is_told_at_once_and_identity_is_left_alone() -> None:
    picture = Picture(SENSORS, Settings(), 1_000_001)
    for k in range(10):
        picture.update(START_S + 4.0 * k, moving(START_S + 4.0 * k, [235.0]), NOTHING)
    likeliest = picture.tracks().classification.argmax(axis=1)
    told = picture.update(START_S + 41.0, NOTHING, NOTHING)
    assert CLASSES[int(likeliest[0])] == "airliner"
    assert not len(told)
    assert picture.tracks().track(0).identity.name in ("pending", "unknown")


def test_a_restored_picture_says_the_same_and_a_batch_of_one_as_a_batch_of_many() -> None:
    flights = fly(np.random.default_rng(9), 40, 90)
    looks = list(flights.looks)
    first, alone = Picture(SENSORS, Settings(), 1_000_001), Picture(SENSORS, Settings(), 1_000_001)
    first.wind = reports(5.0, 1.0)
    alone.wind = first.wind
    second: Picture | None = None
    for k, (time_s, tracks) in enumerate(looks):
        if k == 45:
            second = Picture(SENSORS, Settings(), 1_000_001)
            second.restore(first.checkpoint())
        for picture in (first, second):
            if picture is not None:
                picture.update(time_s, tracks.take(slice(None)), NOTHING)
        alone.update(time_s, tracks.take(tracks.number == 7), NOTHING)
    assert second is not None
    assert second.checkpoint() == first.checkpoint()
    assert second.wind == first.wind
    own = first.tracks()
    np.testing.assert_array_equal(
        own.classification[own.number == 7], alone.tracks().classification, err_msg="neighbours must not matter"
    )


def test_a_slot_given_back_remembers_nothing() -> None:
    picture = Picture(SENSORS, Settings(), 1_000_001)
    for k in range(20):
        picture.update(START_S + 4.0 * k, moving(START_S + 4.0 * k, [235.0]), NOTHING)
    picture.update(START_S + 80.0, moving(START_S + 80.0, [235.0], status=ENDED), NOTHING)
    again = moving(START_S + 84.0, [12.0], sigma_mps=80.0)
    again.number[:] = 99
    picture.update(START_S + 84.0, again, NOTHING)
    picture.update(START_S + 85.0, again, NOTHING)
    assert picture.tracks().track(0).classification["unknown"] > 0.95


def test_a_radar_that_says_bird_makes_a_bird_likelier_and_a_drone_no_impossibility() -> None:
    (bare,) = watched([14.0], height_m=200.0)
    (said,) = watched([14.0], height_m=200.0, said_bird=0.8)
    (once,) = watched([14.0], height_m=200.0, said_bird=0.1)
    assert once == bare
    assert said["bird"] > bare["bird"]
    assert said["multirotor"] > 0.5 * bare["multirotor"]
    (rotor,) = watched([20.0], said_helicopter=1.0)
    assert rotor["helicopter"] > 3.0 * watched([20.0])[0]["helicopter"]


def test_how_strong_it_echoes_tells_a_drone_from_an_aircraft() -> None:
    """At 44 m/s, which both fly: a hundredth and a thousandth of what airliners have."""
    (bare,) = watched([44.0])
    (weak,) = watched([44.0], strength_db=-28.0)
    (strong,) = watched([44.0], strength_db=-12.0)
    assert weak["fixed_wing_drone"] > 2.0 * bare["fixed_wing_drone"]
    assert strong["fixed_wing_drone"] < 0.5 * bare["fixed_wing_drone"]
    assert strong["light_aircraft"] > bare["light_aircraft"] > weak["light_aircraft"]
    # A strength of nobody's says nothing against anybody.
    (odd,) = watched([44.0], strength_db=60.0)
    assert odd["light_aircraft"] == pytest.approx(bare["light_aircraft"], abs=0.1)
