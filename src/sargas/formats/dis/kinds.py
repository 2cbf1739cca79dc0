"""Kinds: the enumerations of DIS that are needed, and what they are here.

category of an air platform                            class of ours
20-26, 90-92      helicopters                          helicopter
50                unmanned                             fixed-wing drone or multirotor: it does not say which
80, 81, 83-85     ultralight, glider, light, small     light aircraft
57, 86-88         commercial, medium to heavy          airliner
100, 101          balloon, airship                     balloon
1-8, 40           military, trainer                    other

dead reckoning    1 static; by velocity 2 FPW, 3 RPW; with acceleration 4 RVW, 5 FVW; in the axes of the body 6 FPB,
                  7 RPB, 8 RVB, 9 FVB; R turns
force             1 friendly, 2 opposing, 3 neutral, and so on again; 0 other
PDUs              NAMES and FAMILIES
Source: SISO-REF-010-2023, UIDs 3 to 8, 32, 44, 67, 69, 70.
"""

from sargas.model.identity import IdentityName
from sargas.model.track import ClassName, Track

ENTITY_STATE, CREATE, REMOVE, START, STOP, ACKNOWLEDGE, COMMENT = 1, 11, 12, 13, 14, 15, 22
PLATFORM, AIR = 1, 2
"""Kind and domain of what becomes a track."""
STATIC, MOVING = 1, 2
"""Dead reckoning: not at all, by velocity."""
BODY = (6, 7, 8, 9)
"""Algorithms whose velocity is in the axes of the body."""
CONSTRUCTIVE = 3 << 1
"""Status of a PDU: a simulated object that nobody flies."""
PENDING_OPERATOR = 3
"""Response of an acknowledgement: a person has to act."""
ACKNOWLEDGES = {START: 3, STOP: 4}
"""What is acknowledged -> its number there."""
RECESS = 1
REASONS = (
    *("other", "recess", "termination", "system failure", "security violation", "entity reconstitution"),
    *("stop for reset", "stop for restart", "abort training, return to tactical operations"),
)
"""Why a simulation is stopped or frozen."""

_FAMILIES = (
    (1, (1, "Entity State"), (4, "Collision"), (66, "Collision-Elastic"), (67, "Entity State Update")),
    (1, (72, "Attribute")),
    (2, (2, "Fire"), (3, "Detonation"), (68, "Directed Energy Fire"), (69, "Entity Damage Status")),
    (3, (5, "Service Request"), (6, "Resupply Offer"), (7, "Resupply Received"), (8, "Resupply Cancel")),
    (3, (9, "Repair Complete"), (10, "Repair Response")),
    (4, (25, "Transmitter"), (26, "Signal"), (27, "Receiver"), (31, "Intercom Signal"), (32, "Intercom Control")),
    (5, (11, "Create Entity"), (12, "Remove Entity"), (13, "Start/Resume"), (14, "Stop/Freeze")),
    (5, (15, "Acknowledge"), (16, "Action Request"), (17, "Action Response"), (18, "Data Query")),
    (5, (19, "Set Data"), (20, "Data"), (21, "Event Report"), (22, "Comment")),
    (6, (23, "Electromagnetic Emission"), (24, "Designator"), (28, "IFF"), (29, "Underwater Acoustic")),
    (6, (30, "Supplemental Emission / Entity State")),
    (7, (33, "Aggregate State"), (34, "IsGroupOf"), (35, "Transfer Ownership"), (36, "IsPartOf")),
    (8, (37, "Minefield State"), (38, "Minefield Query"), (39, "Minefield Data"), (40, "Minefield Response NACK")),
    (9, (41, "Environmental Process"), (42, "Gridded Data"), (43, "Point Object State")),
    (9, (44, "Linear Object State"), (45, "Areal Object State")),
    (10, (51, "Create Entity-R"), (52, "Remove Entity-R"), (53, "Start/Resume-R"), (54, "Stop/Freeze-R")),
    (10, (55, "Acknowledge-R"), (56, "Action Request-R"), (57, "Action Response-R"), (58, "Data Query-R")),
    (10, (59, "Set Data-R"), (60, "Data-R"), (61, "Event Report-R"), (62, "Comment-R"), (63, "Record-R")),
    (10, (64, "Set Record-R"), (65, "Record Query-R")),
    (11, (46, "TSPI"), (47, "Appearance"), (48, "Articulated Parts"), (49, "LE Fire"), (50, "LE Detonation")),
    (13, (70, "Information Operations Action"), (71, "Information Operations Report")),
)
NAMES: dict[int, str] = {kind: name for _, *members in _FAMILIES for kind, name in members}
FAMILIES: dict[int, int] = {kind: family for family, *members in _FAMILIES for kind, _ in members}
"""Type of PDU -> its protocol family."""

FORCES: tuple[IdentityName, ...] = ("friend", "hostile", "neutral")
"""What a force from 1 on claims, again and again."""
MOST_FORCES = 30
_FORCE = {"friend": 1, "assumed_friend": 1, "hostile": 2, "neutral": 3}

_OF_CATEGORY: tuple[tuple[tuple[int, ...], tuple[ClassName, ...]], ...] = (
    ((*range(20, 27), 90, 91, 92), ("helicopter",)),
    ((50,), ("fixed_wing_drone", "multirotor")),
    ((80, 81, 83, 84, 85), ("light_aircraft",)),
    ((57, 86, 87, 88), ("airliner",)),
    ((100, 101), ("balloon",)),
    ((*range(1, 9), 40), ("other",)),
)
CLASSES: dict[int, tuple[ClassName, ...]] = {
    category: names for categories, names in _OF_CATEGORY for category in categories
}
"""Category of an air platform -> the classes that it may be."""
_CATEGORY: dict[str, int] = {
    **dict.fromkeys(("fixed_wing_drone", "multirotor"), 50),
    "light_aircraft": 85,
    "airliner": 87,
    "helicopter": 90,
    "balloon": 100,
}
_LIKELY = 0.5


def category_of(track: Track) -> int:
    """The category whose classes have at least half of the probability; 0, other, where none has."""
    told: dict[int, float] = {}
    for name, probability in track.classification.items():
        category = _CATEGORY.get(name, 0)
        told[category] = told.get(category, 0.0) + probability
    best = max(told, key=lambda category: told[category], default=0)
    return best if told.get(best, 0.0) >= _LIKELY else 0


def force_of(track: Track) -> int:
    """The force of an identity that a person decided, or a rule; 0, other, for all that are open."""
    return _FORCE.get(track.identity.name, 0)
