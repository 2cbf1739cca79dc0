import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from sargas.model.claims import EMERGENCIES, Claims
from sargas.model.plot import ECHOES, PURPOSES, Bearing, Features, Geodetic, Plot, Polar, Presence
from sargas.model.plots import HAS, Plots
from sargas.model.sigma import Sigma

finite = st.floats(-1e5, 1e5)
maybe = st.none() | finite
single = st.none() | st.floats(-1e4, 1e4, width=32)  # kept as f4
measurements = st.one_of(
    st.builds(Polar, finite, finite, maybe, maybe),
    st.builds(Bearing, finite, maybe),
    st.builds(Geodetic, finite, finite, maybe, single, single, single),
    st.builds(Presence, st.floats(0, 1e4, width=32)),
)
claims = st.builds(
    Claims,
    mode_s=st.none() | st.integers(0, 0xFFFFFF),
    mode_3a=st.none() | st.integers(0, 0o7777),
    callsign=st.none() | st.text("ABCXYZ0123456789", min_size=1, max_size=8),
    pressure_altitude_m=maybe,
    emergency=st.none() | st.sampled_from(EMERGENCIES),
    remote_id=st.none() | st.text("ABC123", min_size=1, max_size=24),
)
plots = st.builds(
    Plot,
    sensor=st.sampled_from(("kybartai", "rudninkai", "ar-1")),
    time_s=st.floats(0, 2e9),
    measurement=measurements,
    sigma=st.builds(Sigma, single, single, single, single, single, single, single),
    claims=claims,
    features=st.builds(Features, single, st.sets(st.integers(0, 63)).map(lambda s: tuple(sorted(s))), single),
    echo=st.sampled_from(ECHOES),
    purpose=st.sampled_from(PURPOSES),
    sensor_track=st.none() | st.integers(0, 4095),
    simulated=st.booleans(),
    record_number=st.integers(-1, 2**60),
)


@given(st.lists(plots, max_size=8))
def test_a_row_shows_the_plot_that_was_put_in(given_plots: list[Plot]) -> None:
    assert list(Plots.from_plots(given_plots)) == given_plots


@given(st.lists(plots, max_size=5), st.lists(plots, max_size=5))
def test_joined_rows_keep_their_sensor(first: list[Plot], second: list[Plot]) -> None:
    joined = Plots.concatenate([Plots.from_plots(first), Plots.from_plots(second)])
    assert list(joined) == first + second
    fixed = Plots.concatenate([joined], ("ar-1", "kybartai", "rudninkai", "unused"))
    assert list(fixed) == first + second
    assert fixed.sources == ("ar-1", "kybartai", "rudninkai", "unused")


def test_a_sensor_that_is_not_in_the_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        Plots.concatenate([Plots.from_plots([Plot("x", 0.0, Presence(1.0))])], ("y",))


def test_missing_is_zero_with_its_bit_off() -> None:
    columns = Plots.from_plots([Plot("x", 1.0, Polar(10.0, 20.0)), Plot("x", 1.0, Polar(10.0, 20.0, 3.0))])
    assert columns.elevation_deg.tolist() == [0.0, 3.0]
    assert columns.given("elevation_deg").tolist() == [False, True]
    assert not np.isnan(columns.range_rate_mps).any()


def test_bits_of_has_fit_and_differ() -> None:
    assert sum(HAS.values()) < 2**32
    assert len(set(HAS.values())) == len(HAS)
    assert HAS.keys() <= Plots.SPEC.keys()


def test_what_is_given_is_what_the_column_can_hold() -> None:
    plots = Plots.empty(6, ("s",))
    values = np.array([1.5, np.nan, np.inf, 1e300, -2.0, 1e-300])
    plots.give("height_m", values)
    assert plots.given("height_m").tolist() == [True, False, False, True, True, True]
    plots.give("east_mps", values, np.array([True, True, True, True, False, True]))
    assert plots.given("east_mps").tolist() == [True, False, False, False, False, True], "of single precision"
    plots.give("sigma_horizontal_m", values)
    assert plots.given("sigma_horizontal_m").tolist() == [True, False, False, False, False, False]
    assert plots.sigma_horizontal_m.tolist() == [1.5, 0, 0, 0, 0, 0]
