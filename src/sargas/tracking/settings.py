"""Settings of the tracker: what an engineer may change, with the defaults that everything was measured with."""

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All have defaults. Noise `_m2ps3` is the power spectral density of white acceleration in m^2/s^3."""

    motion_noise_m2ps3: tuple[float, ...] = (0.3, 60.0)
    """One nearly-constant-velocity model each: steady flight, manoeuvre."""
    motion_share: tuple[float, ...] = (0.8, 0.2)
    """Share of time a target spends in each model."""
    motion_memory_s: float = 20.0
    """Time after which the model a target was in says nothing any more."""
    vertical_noise_m2ps3: float = 4.0
    """Of the vertical filter."""
    climb_sigma_mps: float = 10.0
    """Spread of vertical speeds before the second height."""

    slice_s: float = 0.5
    """Plots of one sensor this close in time are associated together, each target at most once."""
    gate: float = 25.0
    """Largest squared Mahalanobis distance; wide, for targets that begin to turn: the assignment chooses."""
    speed_sigma_mps: float = 125.0
    """Spread of each component of velocity before the second plot."""
    speed_limit_mps: float = 450.0
    """Two plots that ask for more, errors allowed for, do not begin a track."""
    address_agrees: float = 1000.0
    """Likelihood factor of the same Mode S address or Remote ID on plot and track."""
    address_differs: float = 0.001
    mode_3a_agrees: float = 30.0
    """The same for Mode 3/A codes; `conspicuity_codes` are shared by many and count as no evidence."""
    mode_3a_differs: float = 0.05
    conspicuity_codes: tuple[int, ...] = (0o0000, 0o1000, 0o1200, 0o2000, 0o7000)
    height_differs: float = 0.01
    """Least likelihood factor that unlike heights of one source give."""

    detection_probability: float = 0.9
    """Of a radar that states none."""
    reply_probability: float = 0.2
    """Of one expected report of a transmitting target: bursts of silence are common and say little."""
    clutter_per_look: float = 5.0
    """False plots per turn over the whole coverage, before anything was learned."""
    clutter_prior_looks: float = 0.5
    """Turns that this prior is worth."""
    clutter_memory_looks: float = 40.0
    """Turns after which what was learned is forgotten."""
    clutter_of_reports_pm2: float = 1e-13
    """Density of false reports of self-reporting targets, per square metre."""
    birth_per_look: float = 0.2
    """New targets per turn over the whole coverage."""
    birth_existence_least: float = 0.002
    birth_existence_most: float = 0.5
    birth_existence_first: float = 0.02
    """In a radar's first turn: every target is new then."""
    existence_most: float = 0.999
    """Stands for the chance that a target ends between two looks."""
    confirm_existence: float = 0.97
    """At this a tentative track is confirmed, when it has `confirm_hits` plots."""
    confirm_hits: int = 2
    end_existence: float = 0.1
    """Below this a confirmed track ends."""
    drop_existence: float = 1e-4
    """Below this a tentative track is dropped."""
    drop_misses: int = 2
    """Looks missed in a row that drop a tentative track."""
    look_memory: float = 5.0
    """A sensor that missed a target this many turns running does not see it any more: its silence says nothing."""
    coast_looks: float = 1.75
    """A track without a plot for this many expected intervals is coasting."""
    coast_latency_s: float = 1.0
    """Allowed on top of it for the way from the antenna to here."""
    coast_limit_s: float = 60.0
    """A track without a plot for this long ends, whatever the coverage."""
    lost_sigma_m: float = 4000.0
    """A track this uncertain ends."""

    interval_s: float = 4.0
    """Expected time between looks of a sensor that states none, until it is learned."""
    range_m: float = 400_000.0
    """Instrumented range of a sensor that states none."""
    late_limit_s: float = 10.0
    """Plots older than this at the tick are refused and counted."""
    early_limit_s: float = 5.0
    """Plots further than this in the future of the tick are refused and counted."""
    plane_limit_m: float = 1_000_000.0
    """Plots further than this from the origin are refused and counted."""

    sigma_range_m: float = 60.0
    """Errors of sensors and plots that state none."""
    sigma_azimuth_deg: float = 0.1
    sigma_elevation_deg: float = 0.5
    sigma_horizontal_m: float = 50.0
    sigma_velocity_mps: float = 3.0
    sigma_height_m: float = 30.0
    bias_range_m: float = 70.0
    """One-sigma error that all plots of one radar share; it counts where a track has plots of several sensors."""
    bias_azimuth_deg: float = 0.07
    pressure_noise_m: float = 12.0
    """Of a pressure altitude (25 or 100 ft steps)."""
    pressure_bias_m: float = 200.0
    """Of the unknown QNH and temperature that stand between a pressure altitude and a height."""

    show_tentative: bool = False
    """Tentative tracks are numbered and given out too."""
