"""Rules: what makes sense beyond the schema, one line each, with the section of CAP 1.2 that says so.

The schema takes an end before the beginning, an update of nothing and a polygon at latitude 300. RULES hold for what
others say: a notice that breaks one is refused, and each that it breaks is named. OURS hold for what we write, too:
what the standard only advises (SHOULD), and what our readers are owed: an end, and the same facts in every language.
Where the standard does not ask for it, a rule is our opinion, and is never called one of CAP.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from sargas.model.notice import Area, Block, Coded, Notice, Resource

_ID = re.compile(r"[^\s,<&]+")
_LETTER = r"(?:[^\s%\[\]<>\"#]|%[0-9a-fA-F]{2})"
_ABSOLUTE = re.compile(
    rf"[a-zA-Z][a-zA-Z0-9+.-]*:(?://\[[0-9a-fA-F:.]+\](?::[0-9]*)?(?:[/?]{_LETTER}*)?|{_LETTER}+)(?:#{_LETTER}*)?"
)
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEWS = ("Alert", "Update")
_ABOUT = ("Update", "Cancel", "Ack", "Error")


class Rule(NamedTuple):
    """One rule: the section that it is of, what it says, whether a notice keeps it."""

    section: str
    words: str
    holds: Callable[[Notice], bool]
    is_opinion: bool = False
    """Ours: the standard does not ask for it."""

    def __str__(self) -> str:
        if self.is_opinion:
            return f"makes no sense, though CAP 1.2, {self.section}, lets it stand: {self.words}"
        return f"breaks CAP 1.2, {self.section}: {self.words}"


def broken(notice: Notice, rules: Sequence[Rule]) -> list[str]:
    """What a notice breaks, in the order of the rules."""
    return [str(rule) for rule in rules if not rule.holds(notice)]


def _each(holds: Callable[[Block], bool]) -> Callable[[Notice], bool]:
    return lambda notice: all(map(holds, notice.blocks))


def _each_area(holds: Callable[[Area], bool]) -> Callable[[Notice], bool]:
    return _each(lambda block: all(map(holds, block.areas)))


def _each_resource(holds: Callable[[Resource], bool]) -> Callable[[Notice], bool]:
    return _each(lambda block: all(map(holds, block.resources)))


def _named(coded: Iterable[Coded]) -> bool:
    return all(one.name.strip() for one in coded)


def _is_on_earth(lat_deg: float, lon_deg: float) -> bool:
    return abs(lat_deg) <= 90.0 and abs(lon_deg) <= 180.0


def _is_range(area: Area) -> bool:
    low, high = area.altitude_amsl_m, area.ceiling_amsl_m
    return high is None or (low is not None and high >= low)


def _expires_later(notice: Notice) -> bool:
    return notice.msg_type not in _NEWS or all(
        b.expires_s is None or b.expires_s > notice.sent_s for b in notice.blocks
    )


def _expires_in_time(notice: Notice) -> bool:
    return notice.msg_type not in _NEWS or all(
        b.expires_s is None or b.effective_s is None or b.expires_s >= b.effective_s for b in notice.blocks
    )


def _refers_to_itself(notice: Notice) -> bool:
    return any((one.sender, one.identifier) == (notice.sender, notice.identifier) for one in notice.references)


RULES: tuple[Rule, ...] = (
    Rule("3.2.1", "identifier has no space, comma, < or &", lambda n: _ID.fullmatch(n.identifier) is not None),
    Rule("3.2.1", "sender has no space, comma, < or &", lambda n: _ID.fullmatch(n.sender) is not None),
    Rule(
        "3.2.1", "addresses are there where the scope is Private", lambda n: bool(n.addresses) or n.scope != "Private"
    ),
    Rule(
        "3.2.1",
        "an Update, Cancel, Ack or Error has references",
        lambda n: bool(n.references) or n.msg_type not in _ABOUT,
    ),
    Rule("3.2.1", "a message does not refer to itself", lambda n: not _refers_to_itself(n), True),
    Rule(
        "3.1",
        "an Actual Alert or Update has an info",
        lambda n: bool(n.blocks) or n.status != "Actual" or n.msg_type not in _NEWS,
        True,
    ),
    Rule("3.2.2", "event says something", _each(lambda b: bool(b.event.strip()))),
    Rule("3.2.2", "an Alert or Update expires after it was sent", _expires_later, True),
    Rule("3.2.2", "an Alert or Update does not expire before it is effective", _expires_in_time, True),
    Rule("3.2.2", "web is a full address", _each(lambda b: not b.web or _ABSOLUTE.fullmatch(b.web) is not None)),
    Rule("3.2.2", "an eventCode or parameter has a valueName", _each(lambda b: _named(b.event_codes + b.parameters))),
    Rule(
        "3.2.3",
        "resourceDesc and mimeType say something",
        _each_resource(lambda r: bool(r.description.strip() and r.mime_type.strip())),
    ),
    Rule("3.2.3", "size is 0 or more", _each_resource(lambda r: r.size_bytes is None or 0 <= r.size_bytes < 10**18)),
    Rule("3.2.4", "areaDesc says something", _each_area(lambda a: bool(a.description.strip()))),
    Rule("3.2.4", "a polygon has 4 pairs or more", _each_area(lambda a: all(len(ring) >= 4 for ring in a.polygons))),
    Rule(
        "3.2.4",
        "the last pair of a polygon is its first",
        _each_area(lambda a: all(ring[:1] == ring[-1:] for ring in a.polygons)),
    ),
    Rule(
        "3.2.4",
        "a polygon is on Earth, latitude first",
        _each_area(lambda a: all(_is_on_earth(*place) for ring in a.polygons for place in ring)),
    ),
    Rule(
        "3.2.4",
        "a circle is on Earth, latitude first",
        _each_area(lambda a: all(_is_on_earth(one.lat_deg, one.lon_deg) for one in a.circles)),
    ),
    Rule(
        "3.2.4",
        "the radius of a circle is 0 or more, and not beyond the Earth",
        _each_area(lambda a: all(0.0 <= one.radius_m <= 20_100_000.0 for one in a.circles)),
    ),
    Rule("3.2.4", "a geocode has a valueName", _each_area(lambda a: _named(a.geocodes))),
    Rule("3.2.4", "ceiling is there only with an altitude, and not below it", _each_area(_is_range)),
    Rule(
        "3.2.4",
        "altitude and ceiling are heights",
        _each_area(lambda a: all(abs(h or 0.0) <= 1e6 for h in (a.altitude_amsl_m, a.ceiling_amsl_m))),
    ),
)


def _facts(block: Block) -> tuple[object, ...]:
    codes = [sorted((one.name, one.value) for one in coded) for coded in (block.event_codes, block.parameters)]
    told = (block.urgency, block.severity, block.certainty, block.effective_s, block.onset_s, block.expires_s)
    areas = tuple(msgspec.structs.replace(area, description="") for area in block.areas)
    return (block.category, block.response_types, *map(tuple, codes), areas, *told)


def _is_writable(value: object) -> bool:
    """Texts that XML can hold, numbers that are some; through all fields."""
    if isinstance(value, str):
        return UNFIT.search(value) is None
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, tuple):
        return all(map(_is_writable, value))
    fields = getattr(value, "__struct_fields__", ())
    return all(_is_writable(getattr(value, name)) for name in fields)


def _has_no_quotes(notice: Notice) -> bool:
    return not any('"' in name or not name.strip() for name in notice.addresses + notice.incidents)


OURS: tuple[Rule, ...] = (
    Rule("3.3.3", "XML can hold the texts, and the numbers are some", _is_writable),
    Rule(
        "3.2.1",
        "restriction is there if and only if the scope is Restricted",
        lambda n: bool(n.restriction.strip()) == (n.scope == "Restricted"),
        True,
    ),
    Rule("3.3.4", "what is written anew is not what was signed", lambda n: not n.signed, True),
    Rule("3.2.1", "addresses and incidents say something, without double quotes", _has_no_quotes, True),
    Rule("3.2.1", "a code says something", lambda n: all(code.strip() for code in n.codes), True),
    Rule(
        "3.2.1",
        "references have no other space, comma, < or &",
        lambda n: all(_ID.fullmatch(text) for one in n.references for text in (one.sender, one.identifier)),
    ),
    Rule(
        "3.2.1", "note says what an Exercise or an Error is", lambda n: bool(n.note.strip()) or not _needs_note(n), True
    ),
    Rule(
        "3.1",
        "an Alert or Update has an info",
        lambda n: bool(n.blocks) or n.msg_type not in _NEWS,
        True,
    ),
    Rule("3.2.2", "category is said", _each(lambda b: bool(b.category))),
    Rule("3.2.2", "responseType is said", _each(lambda b: bool(b.response_types)), True),
    Rule(
        "3.2.2",
        "responseType None stands alone",
        _each(lambda b: "None" not in b.response_types or len(b.response_types) == 1),
        True,
    ),
    Rule("3.2.2", "expires is said", _each(lambda b: b.expires_s is not None), True),
    Rule(
        "3.2.2",
        "language is one of RFC 3066",
        _each(lambda b: re.fullmatch(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", b.language) is not None),
    ),
    Rule(
        "3.2.3",
        "uri of a resource is a full address",
        _each_resource(lambda r: not r.uri or _ABSOLUTE.fullmatch(r.uri) is not None),
    ),
    Rule(
        "3.2.2",
        "each language has one info",
        lambda n: len({b.language.lower() for b in n.blocks}) == len(n.blocks),
        True,
    ),
    Rule("3.2.2", "every language says the same facts", lambda n: len({_facts(b) for b in n.blocks}) <= 1, True),
)
"""Beside RULES, for what we write."""


def _needs_note(notice: Notice) -> bool:
    return notice.status == "Exercise" or notice.msg_type == "Error"
