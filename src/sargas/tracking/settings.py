"""Settings of the tracker: what an engineer may change, with the defaults that everything was measured with."""

import msgspec

from sargas.tracking.registration_settings import RegistrationSettings


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All have defaults. Noise `_m2ps3` is the power spectral density of white acceleration in m^2/s^3."""

    motion_noise_m2ps3: tuple[float, ...] = (0.04, 12.0, 150.0)
    """One nearly-constant-velocity model each: steady flight first, then gentle and hard manoeuvres."""
    motion_share: tuple[float, ...] = (0.5, 0.35, 0.15)
    """Share of time that a target which is not calm spends in each model."""
    motion_memory_s: float = 15.0
    """Time after which the model that it was in says nothing any more."""
    onset_ps: float = 0.01
    """Rate at which slow flight goes over to any model but the hardest, which the next plot does not show yet."""
    onset_speed_mps: float = 70.0
    """What flies at this speed does so half as often, at twice this speed a seventeenth."""
    calm_share: float = 0.6
    """Share of targets that are calm: they keep to steady flight."""
    calm_memory_s: float = 3600.0
    """Time after which it says nothing any more whether a target was calm."""
    vertical_noise_m2ps3: float = 4.0
    """Of the vertical filter."""
    climb_sigma_mps: float = 10.0
    """Spread of vertical speeds before the second height."""

    cell_s: float = 0.1
    """Plots of one sensor in the same cell of time are associated together, each target at most once; the tick."""
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
    conspicuity_codes: tuple[int, ...] = (0o0000, 0o1000, 0o1200, 0o2000, 0o7000, 0o7010, 0o7777)
    height_differs: float = 0.01
    """Least likelihood factor that unlike heights of one source give."""
    rate_span_mps: float = 900.0
    """Range rates of false plots are spread evenly over so much, before anything was learned: `speed_limit_mps` either
    way.
    """
    rate_prior_plots: float = 20.0
    """False plots that this prior is worth."""
    rate_wrong_share: float = 0.05
    """Of range rates, the part that says nothing of the target: folds of the ambiguity, rotor blades."""

    detection_probability: float = 0.9
    """Of a radar that states none."""
    detection_prior_looks: float = 20.0
    """Looks that this, or what the radar states, is worth in each region."""
    reply_probability: float = 0.2
    """Of one expected report of a transmitting target: bursts of silence are common and say little."""
    clutter_per_look: float = 5.0
    """False plots per turn over the whole coverage, before anything was learned."""
    clutter_prior_looks: float = 0.5
    """Turns that this prior is worth."""
    clutter_prior_plots: float = 2.0
    """False plots that the density of a range ring is worth for each of its regions."""
    clutter_memory_looks: float = 40.0
    """Turns after which what was learned is forgotten."""
    clutter_of_reports_pm2: float = 1e-13
    """Density of false reports of self-reporting targets, per square metre."""
    birth_share: float = 0.05
    """Of the plots that no track takes, the part that are targets, before anything was learned."""
    birth_prior_plots: float = 3.0
    """Such plots that this prior is worth."""
    birth_memory: float = 0.8
    """What a turn counts for in the next."""
    birth_share_of_reports: float = 0.5
    """The same of self-reporting targets; not learned."""
    birth_share_least: float = 0.002
    birth_share_most: float = 0.95
    existence_most: float = 0.998
    """Stands for the chance that a target ends between two looks."""
    confirm_existence: float = 0.99
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
    late_limit_s: float = 60.0
    """The lag: plots older than this at the tick are refused and counted."""
    late_direct_s: float = 10.0
    """A plot no later than this is used at once; one that is later waits for the replay of the lag."""
    late_birth_s: float = 2.0
    """The same for a plot that begins a track."""
    early_limit_s: float = 5.0
    """Plots further than this in the future of the tick are refused and counted."""
    plane_limit_m: float = 1_000_000.0
    """Plots further than this from the origin are refused and counted."""

    sigma_range_m: float = 60.0
    """Errors of sensors and plots that state none."""
    sigma_azimuth_deg: float = 0.1
    sigma_elevation_deg: float = 0.5
    sigma_range_rate_mps: float = 2.0
    sigma_horizontal_m: float = 50.0
    sigma_velocity_mps: float = 3.0
    sigma_height_m: float = 30.0
    pressure_noise_m: float = 12.0
    """Of a pressure altitude (25 or 100 ft steps)."""
    pressure_bias_m: float = 200.0
    """Of the unknown QNH and temperature that stand between a pressure altitude and a height."""

    claim_gate: float = 9.0
    """Largest squared Mahalanobis distance of a position claim from a track that a radar sees."""
    claim_doubt: float = 16.0
    """Squared Mahalanobis distance of radar plots, on average, from a track that claims steer: then they are wrong."""
    distrust_s: float = 120.0
    """For so long a track whose claims were wrong takes none."""
    false_bearings_per_look: float = 0.3
    """Of a sensor of directions, over the whole circle."""
    false_presences_per_look: float = 0.05
    """Of a node that hears that something is near."""
    false_places_per_look: float = 0.05
    """Of a place told by people, or by a network that hears: within its own ellipse of one sigma."""
    partial_memory_s: float = 12.0
    """For so long a bearing or a presence waits for another that fits."""
    slow_sigma_mps: float = 40.0
    """Spread of each component of velocity of what such sensors find: drones."""
    birth_share_of_partials: float = 0.01
    """Of the tracks that begin from two of them, the part that are targets."""
    air_temperature_k: float = 283.0
    """At the microphones; sound comes late by its distance over 20.05 sqrt(T)."""
    air_temperature_sigma_k: float = 10.0
    """What it may be wrong: 10 where nobody measures it."""
    wind_east_mps: float = 0.0
    wind_north_mps: float = 0.0
    """The wind carries sound along: components toward east and north."""
    wind_sigma_mps: float = 5.0
    """Of each component: 5 where nobody measures it."""
    sound_gradient_ps: float = 0.02
    """Spread of what the speed of sound, with the wind along its way, changes by with height, (m/s)/m: a breeze at 50 m
    over open land. It bends sound, so an elevation that is heard is less sure the further it comes from.
    """
    sigma_bearing_deg: float = 3.0
    """Error of a bearing that states none."""
    formation_m: float = 3_000.0
    """Targets that fly together are no further apart from their neighbours."""
    formation_hits: float = 3.0
    """Plots of a track before it joins a formation."""
    formation_agree: float = 9.0
    """Largest squared Mahalanobis distance of two velocities that are one."""
    formation_unsure_mps: float = 40.0
    """A velocity less sure than this is not compared."""
    formation_wander_m2ps: float = 1.0
    """Growth of the variance of a target's place in its formation."""
    formation_strain: float = 20.0
    """Squared Mahalanobis distance of the mean of what a member is off its place, at which it leaves."""
    formation_apart_mps: float = 10.0
    """What the velocity of a target that left may differ."""
    formation_hold_s: float = 30.0
    """For so long it joins none."""
    registration: RegistrationSettings = RegistrationSettings()
    """Biases of radars: what is presumed, and when a change is told."""
    show_tentative: bool = False
    """Tentative tracks are numbered and given out too."""
