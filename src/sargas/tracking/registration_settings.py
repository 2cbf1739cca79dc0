"""Settings of registration: what is presumed of sensors before anything was learned, and when a change is told."""

import msgspec


class RegistrationSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All have defaults. Prior sigmas are of a sensor of which nothing is known yet."""

    sigma_range_m: float = 70.0
    sigma_azimuth_deg: float = 0.07
    sigma_time_s: float = 0.3
    sigma_latency_s: float = 0.15
    """Of a sensor that passes on positions: mean time from position to stated time, shared by all its reports."""
    memory_s: float = 100_000.0
    """Correlation time of biases: in an hour they wander by a quarter of their prior sigma."""
    drift_memory_s: float = 5_000.0
    """The same of a sensor that is drifting."""
    solve_s: float = 10.0
    """Least time between solutions."""
    gate: float = 16.0
    """Squared distance beyond which a pair is not believed."""
    huber: float = 2.5
    """Distance beyond which a pair counts less."""
    window_s: float = 120.0
    solve_pairs: int = 100
    """More pairs of a sensor at one solution are thinned to these."""
    window_pairs: int = 300
    """The latest pairs by which a jump is seen: so old at most, and so many of each sensor at most."""
    least_pairs: int = 20
    """A jump is believed of no fewer pairs."""
    reach: float = 15.0
    """A jump is looked for within some three times this many prior sigmas."""
    least_change: float = 0.35
    """In prior sigmas: a smaller change is followed, not told."""
    significance: float = 30.0
    """Squared distance, of 3 degrees of freedom, that is no chance: one in 700,000."""
    as_well: float = 0.8
    """A sensor that explains this share of a jump, and has nothing to explain once another has, may be the one."""
    drift_sigmas: float = 5.0
    """A drift is told when it is so many sigmas of what is believed then and now."""
    compare_s: float = 600.0
    """What is believed is kept this often for an hour, to be compared with."""
    hold_s: float = 1800.0
    """How long after its last change a sensor is called drifting or jumped."""
