"""Settings of the picture: every threshold of ageing, correlation and identity, with its unit."""

from typing import Literal

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be tuned; the defaults suit radars that turn in 4 to 12 s."""

    # Ageing
    foreign_interval_s: float = 5.0
    """Expected time between a reporter's updates of one track, until its own rhythm is known."""
    coast_after_intervals: float = 3.0
    """A foreign track coasts when it has been silent for this many of its intervals."""
    foreign_timeout_s: float = 60.0
    """A foreign track silent for this long has ended."""
    own_timeout_s: float = 300.0
    """An own track of which the tracker has said nothing for this long has ended; the tracker ends them long before."""

    # A reporter's number that no longer means the same object
    foreign_jump_m: float = 5000.0
    """A foreign track may be this far from where it was predicted ..."""
    foreign_jump_mps: float = 300.0
    """... plus this for each second since its last report; beyond, the number was given to something else."""

    # Correlation of foreign with own tracks
    correlation_interval_s: float = 4.0
    """Time between two rounds of comparison: about one update of either side, so that rounds are independent."""
    correlation_reach_m: float = 7000.0
    """Tracks farther apart are never the same object."""
    correlation_height_m: float = 500.0
    """Pressure altitudes that differ by more are never the same object."""
    correlation_bias_m: float = 150.0
    """One-sigma registration error between the two systems, added to the position covariances."""
    correlation_velocity_floor_mps: float = 5.0
    """One-sigma velocity error added on each axis: covariances of others are rarely honest in a turn."""
    correlation_join: float = 13.28
    """Largest squared distance that agrees: chi-square, 4 degrees of freedom, 99 %."""
    correlation_leave: float = 23.5
    """Squared distance beyond which a correlated pair disagrees: 99.99 %."""
    correlation_same_address: float = 4.0
    """Both limits are this many times wider for an equal Mode S address."""
    correlation_margin: float = 6.0
    """By how much -2 ln likelihood of the best partner must beat the second best; else nothing is guessed."""
    correlation_rounds: int = 3
    """Consecutive agreeing rounds before a pair is correlated, and disagreeing ones before it is parted."""
    correlation_age_s: float = 20.0
    """States more than this apart in time are not compared."""

    # Identity by rule
    pending_s: float = 60.0
    """Time in which evidence may come; then a track without any is unknown."""
    transponder_hold_s: float = 30.0
    """How long code and address must have been held, unchanged and answered."""
    code_hold_s: float = 60.0
    """The same for a code whose sensors give no address at all (Mode A/C)."""
    code_alone_suffices: bool = True
    """Whether such a code may make a track neutral."""
    agreement_hold_s: float = 30.0
    """How long a position claim and a radar must have contributed to the same track."""
    agreement_age_s: float = 15.0
    """A contribution older than this no longer agrees with anything."""
    conspicuity_codes: tuple[str, ...] = ("0000", "1200", "2000", "7000")
    """Mode 3/A codes, in octal, that say nothing of who flies (ICAO Doc 4444, 8.5.2; Doc 7030 EUR)."""
    flight_plan_identity: Literal["neutral", "assumed_friend"] = "neutral"
    """A filed plan shows that a flight takes no side (STANAG 1241 neutral); assumed_friend says that it is ours or an
    ally's by its characteristics, behaviour or origin, which a civil plan does not show."""
