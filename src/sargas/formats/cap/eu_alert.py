"""EU-Alert: the level of a warning for cell broadcast, as a parameter of a notice.

Levels are those of ETSI TS 102 900; Level 4 was EU-Info in its earlier editions, and both may be said. Who broadcasts
turns a level into message identifiers (3GPP TS 23.041, 9.4.1.2.2). No standard says how CAP carries it: the parameter's
name is a setting.
An exercise is EU-Exercise or EU-Test, a test is EU-Test, what is Actual is neither, and what is System or Draft is for
nobody's telephone. The parameter's name is the same in any case.
"""

from typing import Literal, get_args

import msgspec

from sargas.model.notice import Block, Coded, Notice, NoticeStatus

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
EU_ALERT = "EU-Alert"
"""What the parameter is called where nobody said otherwise."""
LEVELS: tuple[EuAlert, ...] = get_args(EuAlert)
_NOT_ACTUAL = ("EU-Exercise", "EU-Test")
_FITTING: dict[NoticeStatus, tuple[EuAlert, ...]] = {
    "Actual": tuple(level for level in LEVELS if level not in _NOT_ACTUAL),
    "Exercise": ("EU-Exercise", "EU-Test"),
    "Test": ("EU-Test",),
    "System": (),
    "Draft": (),
}


def with_level(block: Block, name: str, level: EuAlert) -> Block:
    """The block with a level, in place of one that it had."""
    others = tuple(one for one in block.parameters if not _is_named(one, name))
    return msgspec.structs.replace(block, parameters=(*others, Coded(name, level)))


def levels_of(notice: Notice, name: str) -> tuple[str, ...]:
    """What the blocks say, each once, as they come."""
    said = (one.value for block in notice.blocks for one in block.parameters if _is_named(one, name))
    return tuple(dict.fromkeys(said))


def _is_named(parameter: Coded, name: str) -> bool:
    return parameter.name.strip().casefold() == name.strip().casefold()


def contradiction(notice: Notice, name: str) -> str:
    """Why the level of a notice cannot be; "" when it can, or when there is none."""
    said = levels_of(notice, name)
    if any(level not in LEVELS for level in said):
        return f"{name} is none of {', '.join(LEVELS)}"
    if said and any(sum(_is_named(one, name) for one in block.parameters) != 1 for block in notice.blocks):
        return f"{name} is not said once in every language"
    if len(said) > 1:
        return f"{name} is not the same in every language"
    if any(level not in _FITTING[notice.status] for level in said):
        return f"{name} {said[0]} in a notice whose status is {notice.status}"
    return ""
