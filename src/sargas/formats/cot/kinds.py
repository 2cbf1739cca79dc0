"""Types of events: what is of the air, whose it is said to be, what kind of aircraft.

a-{identity}-A[-{M|C}-{F|H|L}[-Q]]
letter   identity           type             class of ours
p        pending            A-M-F-Q          fixed-wing drone
u        unknown            A-M-H-Q          multirotor
a        assumed friend     A-C-F            light aircraft, airliner
f        friend             A-C-H            helicopter
n        neutral            A-C-L            balloon
s        suspect            A                birds, others, and what no class has half of
h        hostile
j, k     joker, faker
t-x-d-d  deletes what its first link names                   t-x-c-t, t-x-c-t-r   ping and its answer
t-x-takp-v, -q, -r   offer, question and answer of TAK protocol version 1
M for a drone is the type's, not ours: CoT has no civil one.
Source: CoTtypes.xml of the CoT event schema 2.0 (MITRE); MIL-STD-2525B, appendix A.
"""

from sargas.model.identity import IdentityName
from sargas.model.track import Track

IDENTITY: dict[str, IdentityName] = {
    "p": "pending",
    "u": "unknown",
    "a": "assumed_friend",
    "f": "friend",
    "n": "neutral",
    "s": "suspect",
    "h": "hostile",
    "j": "joker",
    "k": "faker",
}
LETTER = {name: letter for letter, name in IDENTITY.items()}
DELETE, PING, PONG = "t-x-d-d", "t-x-c-t", "t-x-c-t-r"
OFFER, QUESTION, ANSWER = "t-x-takp-v", "t-x-takp-q", "t-x-takp-r"
CLASSES = {
    "fixed_wing_drone": "-M-F-Q",
    "multirotor": "-M-H-Q",
    "light_aircraft": "-C-F",
    "airliner": "-C-F",
    "helicopter": "-C-H",
    "balloon": "-C-L",
}
_LIKELY = 0.5


def identity_of(kind: str) -> IdentityName | None:
    """The identity that a type of the air claims; None where it claims none, or is not of the air."""
    return IDENTITY.get(kind[2:3]) if is_air(kind) else None


def is_air(kind: str) -> bool:
    """Whether a type is of an object in the air."""
    return kind[:2] == "a-" and kind[3:5] == "-A" and kind[5:6] in ("", "-")


def type_of(track: Track) -> str:
    """The type of a track: its identity as it was decided, and the class that has at least half of the probability."""
    told: dict[str, float] = {}
    for name, probability in track.classification.items():
        kind = CLASSES.get(name, "")
        told[kind] = told.get(kind, 0.0) + probability
    best = max(told, key=lambda kind: told[kind], default="")
    return f"a-{LETTER[track.identity.name]}-A{best if told.get(best, 0.0) >= _LIKELY else ''}"
