"""Decision: every human act; journaled, replayed like any other input, reversible by another."""

import msgspec


class Acknowledge(msgspec.Struct, frozen=True, tag="acknowledge"):
    """Somebody has seen the incident and takes it up."""

    incident: int


class Assign(msgspec.Struct, frozen=True, tag="assign"):
    """The incident is somebody's to handle."""

    incident: int
    to: str


class Close(msgspec.Struct, frozen=True, tag="close"):
    """The incident needs no more work."""

    incident: int


class Reopen(msgspec.Struct, frozen=True, tag="reopen"):
    """Reverses a close or an acknowledgement."""

    incident: int


Act = Acknowledge | Assign | Close | Reopen


class Decision(msgspec.Struct, frozen=True, tag="decision", omit_defaults=True):
    """Who, when, what, why. `expected_version` is the version of the thing acted upon that the person saw."""

    by: str
    time_s: float
    act: Act
    why: str = ""
    expected_version: int | None = None
    record_number: int = -1
