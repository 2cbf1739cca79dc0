"""Settings of the picture: every threshold of ageing, correlation and identity, with its unit."""

from typing import Literal

import msgspec

from sargas.model.claims import CONSPICUITY_CODES


class ClassPrior(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How common each class is held to be among the tracks of a low picture, before anything is known of one; parts
    of a whole that need not sum to 1. These are assumptions, not counts: birds outnumber aircraft on a radar that sees
    them, and a drone is never so rare here that a few looks could not show it.
    """

    bird: float = 0.30
    balloon: float = 0.03
    multirotor: float = 0.08
    fixed_wing_drone: float = 0.04
    light_aircraft: float = 0.20
    airliner: float = 0.25
    helicopter: float = 0.05
    other: float = 0.05


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

    # A reporter that says nothing of its errors
    foreign_sigma_m: float = 300.0
    foreign_sigma_mps: float = 10.0
    foreign_sigma_height_m: float = 100.0

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

    # Fusion of what is correlated
    fusion_noise_m2ps3: float = 10.0
    """Power spectral density of white acceleration, m^2/s^3, over which states are carried to one time."""
    fusion_bias_m: float = 100.0
    """One-sigma registration error of another system against ours, added to what it says of its places ..."""
    fusion_bias_mps: float = 3.0
    """... and of its velocities, on each axis."""

    # Echoes of our own tracks
    echo_delay_s: float = 10.0
    """What we told comes back within this."""
    echo_linger_s: float = 15.0
    """An echo may outlive our track by this; what comes later is seen by somebody else."""

    # Claims checked
    claim_floor_m: float = 500.0
    """A position claim nearer than this to where radar has the target does not disagree, whatever the errors say ..."""
    claim_gate: float = 5.0
    """... nor one nearer than this many sigma."""
    claim_fastest_mps: float = 1000.0
    """Nothing that says where it is flies faster."""
    claim_votes: int = 3
    """Claims in a row that disagree before the track is flagged; an impossible one counts twice."""
    claim_hold_s: float = 60.0
    """A flag that nothing has confirmed for this long is taken down."""

    # Work by hand
    manual_interval_s: float = 4.0
    """Time between two steps of a track that was begun by hand."""
    manual_noise_m2ps3: float = 1.0
    """Power spectral density of white acceleration, m^2/s^3, in its reckoning."""
    manual_speed_mps: float = 30.0
    """One-sigma velocity on each axis where the report gave none."""
    manual_climb_mps: float = 3.0
    """One-sigma vertical speed."""
    manual_existence: float = 0.5
    """Probability that there is something where a person reports it."""
    manual_reach_m: float = 20_000.0
    """A sensor's track farther away is not offered as its object."""
    manual_lost_m: float = 15_000.0
    """It ends when it may be anywhere: one sigma along the major axis ..."""
    manual_timeout_s: float = 1800.0
    """... or when this long has gone by."""
    acts_kept_s: float = 86_400.0
    """Acts on tracks are remembered, and may be reversed, for this long."""

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
    conspicuity_codes: tuple[str, ...] = CONSPICUITY_CODES
    """Mode 3/A codes, in octal, that say nothing of who flies (ICAO Doc 4444, 8.5.2; Doc 7030 EUR); nor in lists of
    flights."""
    corridor_hold_s: float = 120.0
    """How long a track must have kept to a zone of kind corridor."""
    corridor_course_deg: float = 30.0
    """How far its course may be off one that the corridor names."""
    corridor_suffices: bool = False
    """Whether that alone makes a track neutral; where presence needs authority it counts by `corridor` in the zone's
    `authorised_by` alone."""
    trusted_partners: dict[str, tuple[Literal["neutral", "assumed_friend"], ...]] = {}
    """Who reports tracks (a nation, as in `[[sensors]]`) -> for which identities its word counts here. Without it a
    partner's identity is shown as his, and proposed."""
    looks_from: float = 0.9
    """A class that is this probable is evidence: a bird is proposed as neutral ..."""
    looks_until: float = 0.75
    """... until it is less probable than this."""
    flight_plan_identity: Literal["neutral", "assumed_friend"] = "neutral"
    """A filed plan shows that a flight takes no side (STANAG 1241 neutral); assumed_friend says that it is ours or an
    ally's by its characteristics, behaviour or origin, which a civil plan does not show."""

    # Classification
    classification_prior: ClassPrior = ClassPrior()
    classification_interval_s: float = 2.0
    """Least time between two looks at a track, three times as much for one well known; closer ones tell little new."""
    classification_forget_s: float = 3600.0
    """Evidence fades with this time constant: a track may have gone over to another object."""
    classification_trust: float = 1.0
    """Weight of the evidence of motion; below 1 where the tables fit worse than in the made flights."""
    classification_fact_s: float = 60.0
    """A sensor that contributed within this time is a fact about the target."""
    classification_ground_m: float = 130.0
    """Height of the ground above the ellipsoid, where most low tracks are (Lithuania: 20 to 300 m) ..."""
    classification_ground_sigma_m: float = 70.0
    """... and how much it varies."""
