"""EU-Alert: the level of a warning for cell broadcast, as a parameter of a notice.

Levels are those of ETSI TS 102 900; Level 4 was EU-Info in its earlier editions, and both may be said. Who broadcasts
turns a level into message identifiers (3GPP TS 23.041, 9.4.1.2.2). No standard says how CAP carries it: the parameter's
name is a setting.
An exercise is EU-Exercise or EU-Test, a test is EU-Test, and what is Actual is neither.
"""

from typing import Literal, get_args

import msgspec

from sargas.model.notice import Block, Coded, Notice

EuAlert = Literal[
    "EU-Alert Level 1",
    "EU-Alert Level 2",
    "EU-Alert Level 3",
    "EU-Alert Level 4",
    "EU-Info",
    "EU-Amber",
    "EU-Test",
    "EU-Exercise",
]
LEVELS: tuple[EuAlert, ...] = get_args(EuAlert)
_FITTING = {"Exercise": ("EU-Exercise", "EU-Test"), "Test": ("EU-Test",)}
_NOT_ACTUAL = ("EU-Exercise", "EU-Test")


def with_level(block: Block, name: str, level: EuAlert) -> Block:
    """The block with a level, in place of one that it had."""
    others = tuple(one for one in block.parameters if one.name != name)
    return msgspec.structs.replace(block, parameters=(*others, Coded(name, level)))


def levels_of(notice: Notice, name: str) -> tuple[str, ...]:
    """What the blocks say, each once, as they come."""
    said = (one.value for block in notice.blocks for one in block.parameters if one.name == name)
    return tuple(dict.fromkeys(said))


def contradiction(notice: Notice, name: str) -> str:
    """Why the level of a notice cannot be; "" when it can, or when there is none."""
    said = levels_of(notice, name)
    if any(level not in LEVELS for level in said):
        return f"{name} is none of {', '.join(LEVELS)}"
    if len(said) > 1:
        return f"{name} is not the same in every language"
    fitting = _FITTING.get(notice.status, tuple(level for level in LEVELS if level not in _NOT_ACTUAL))
    if notice.status in ("Actual", *_FITTING) and any(level not in fitting for level in said):
        return f"{name} {said[0]} in a notice whose status is {notice.status}"
    return ""
