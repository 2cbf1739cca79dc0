"""Sight: only sensors that are up see; since when; what the site says covers it."""

import math

import msgspec

from aerodrome.field import CTR, OK, RADAR, charted, field
from picture.scene import NOON_S
from sargas.aerodrome.sight import Sight
from sargas.aerodrome.volumes import charted_or_raise
from sargas.model.place import Site
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus


def test_a_radar_that_is_up_sees_it_and_one_that_is_silent_does_not() -> None:
    sight = Sight((charted(),), (RADAR,))
    assert sight.look(NOON_S, True) == [(0.0, 0.0)]
    assert math.isinf(sight.live_since_s[0])
    sight.hear([OK])
    (seen,) = sight.look(NOON_S, True)
    assert min(seen) > 0.9
    assert sight.live_since_s == [NOON_S]
    sight.look(NOON_S + 10.0, True)
    assert sight.live_since_s == [NOON_S], "without a break"
    sight.hear([SensorStatus("primary", NOON_S + 20.0, "silent")])
    sight.look(NOON_S + 20.0, True)
    assert math.isinf(sight.live_since_s[0])


def test_after_a_pause_it_is_seen_anew() -> None:
    sight = Sight((charted(),), (RADAR,))
    sight.hear([OK])
    sight.look(NOON_S, True)
    sight.look(NOON_S + 600.0, False)
    assert sight.live_since_s == [NOON_S + 600.0]


def test_a_radar_far_off_sees_nothing_low() -> None:
    far = msgspec.structs.replace(RADAR, site=Site(55.3, 25.3, 180.0))
    sight = Sight((charted(volumes=(CTR,)),), (far,))
    sight.hear([OK])
    assert sight.look(NOON_S, True)[0][0] < 0.7


def test_what_covers_it_by_the_site_s_word_counts_while_it_is_ok() -> None:
    system = Sensor("ansp", "link", "system")
    (of,) = charted_or_raise((field(covered_by=("ansp",)),), ())
    sight = Sight((of,), (system,))
    assert sight.look(NOON_S, True) == [(0.0, 0.0)]
    sight.hear([SensorStatus("ansp", NOON_S, "ok"), SensorStatus("other", NOON_S, "ok")])
    assert sight.look(NOON_S, True) == [(1.0, 1.0)]
    sight.hear([SensorStatus("ansp", NOON_S, "degraded")])
    assert sight.look(NOON_S, True) == [(0.0, 0.0)]


def test_a_volume_narrower_than_the_grid_has_a_place() -> None:
    narrow = CTR.__class__("n", polygon=((25.2, 54.6), (25.4, 54.8), (25.4001, 54.8)))
    sight = Sight((charted(volumes=(narrow,)),), (RADAR,))
    sight.hear([OK])
    assert sight.look(NOON_S, True)[0][0] > 0.5


def test_a_checkpoint_holds_it() -> None:
    sight, again = (Sight((charted(covered_by=("primary",)),), (RADAR,)) for _ in range(2))
    sight.hear([OK])
    sight.look(NOON_S, True)
    again.set_state(sight.state())
    assert again.state() == sight.state()
    assert again.look(NOON_S + 5.0, True) == sight.look(NOON_S + 5.0, True)
