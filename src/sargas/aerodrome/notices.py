"""Notices: drafts of a closure and a reopening, in plain words and as the items of a NOTAM.

Items by letter as in ICAO Doc 10066 (PANS-AIM), app. 3 (NOTAM format), which Annex 15, 6.3.2 asks for and Doc 8126
explains: Q qualifiers (FIR, code, traffic, purpose, scope, lower, upper, place and radius), A location indicator, B and
C begin and end, E text, F and G lower and upper limit. Codes of Doc 8126, the NOTAM code: FALC aerodrome closed, FAAK
aerodrome resumed normal operation, ACLC and ACAK the same of a control zone.
Rule: a draft says DRAFT in its first word, and in each E; what only the air traffic service knows is left open. It says
"unidentified aerial object", never whose it is, no identity that somebody gave it, and nobody's reason. Nothing here is
sent to anybody: who reads it decides.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime

from sargas.aerodrome.volumes import Charted
from sargas.model.aerodrome import AirNotice, AirObject, ClearBy, Resolved, Volume
from sargas.model.height import Height

FT_M, NM_M, FL_M = 0.3048, 1_852.0, 30.48
SERVICE = "The air traffic service decides; this is advice from surveillance, and no NOTAM."
OPEN = "(ATS)"
"""Stands for what the air traffic service has to say."""
MOST_TOLD = 10
_UNFIT = re.compile(r"[^A-Z0-9 .,:/()+?'=-]")
"""What the alphabet of the AFTN (ICAO Annex 10, vol. II, 4.1.2) does not hold."""


def closure(
    of: Charted,
    time_s: float,
    met: Sequence[Volume],
    objects: Sequence[AirObject],
    clear: ClearBy,
    exercise: bool = False,
) -> AirNotice:
    """The draft of a closure for `objects` in, or coming into, the volumes `met`."""
    where = ", ".join(volume.name for volume in met)
    what = f"{len(objects)} unidentified aerial object{'' if len(objects) == 1 else 's'}"
    told = [_object_words(one, time_s) for one in objects[:MOST_TOLD]]
    more = f"; and {len(objects) - MOST_TOLD} more" if len(objects) > MOST_TOLD else ""
    basis = "; ".join(told) + more
    text = "\n".join(
        (
            f"{_mark(exercise)}DRAFT. Closure of {_whole(of)}",
            f"Drafted {clock(time_s)}. {what} in or expected in: {where}.",
            f"Clear by: {clear_words(clear)}.",
            f"Basis: {basis}.",
            SERVICE,
        )
    )
    code = "FALC" if len(met) == len(of.parts) or not of.parts else "ACLC"
    until = f"{_group(clear.p90_s)} EST" if clear.p90_s is not None else OPEN
    closed = "AD CLSD" if code == "FALC" else "CLSD"
    many = "S" if len(objects) > 1 else ""
    said = f"{_mark(exercise)}DRAFT - {closed} DUE TO UNIDENTIFIED AERIAL OBJECT{many} IN {where}"
    items = _items(of, code, _group(time_s), until, said, met)
    return AirNotice("closure", time_s, text, items, basis)


def reopening(
    of: Charted, time_s: float, resolved: Sequence[Resolved], seen: float, exercise: bool = False
) -> AirNotice:
    """The draft of a reopening: what became of each object, and how much of the volumes is seen (0 to 1)."""
    told = [f"track {one.track} {_HOW[one.how]} at {clock(one.time_s)} ({_why(one)})" for one in resolved[:MOST_TOLD]]
    more = [f"and {len(resolved) - MOST_TOLD} more"] if len(resolved) > MOST_TOLD else []
    basis = "; ".join(
        [
            *told,
            *more,
            f"sensors that are up see {seen:.0%} of the volumes, and nothing else that counts is known in them",
        ]
    )
    text = "\n".join(
        (f"{_mark(exercise)}DRAFT. Reopening of {_whole(of)}", f"Drafted {clock(time_s)}.", f"Basis: {basis}.", SERVICE)
    )
    said = f"{_mark(exercise)}DRAFT - AD RESUMED NORMAL OPS. NO UNIDENTIFIED AERIAL OBJECT OBSERVED"
    return AirNotice("reopening", time_s, text, _items(of, "FAAK", _group(time_s), OPEN, said, of.volumes), basis)


def as_text(notice: AirNotice) -> str:
    """A draft as a page of text: plain words, then the items, in capitals."""
    items = "\n".join(f"{letter}) {said}" for letter, said in notice.items.items())
    head = f"As items of a NOTAM (DRAFT, not sent; {OPEN} is for the air traffic service to say):"
    return f"{notice.text}\n\n{head}\n{items}\n"


_HOW = {
    "outside": "outside",
    "identified": "identified",
    "landed": "has landed",
    "found": "was found",
    "endurance_over": "cannot fly any more",
}


def _why(one: Resolved) -> str:
    """A person's own words are in the record alone: they may name anybody, and hold anything."""
    return "recorded by a named person" if one.by else one.basis


def clear_words(clear: ClearBy) -> str:
    """In a line."""
    parts = [
        f"{name} {clock(at_s) if at_s is not None else 'cannot be told'}"
        for name, at_s in (("p50", clear.p50_s), ("p90", clear.p90_s))
    ]
    return ", ".join(parts) + (f" ({clear.why})" if clear.why else "")


def clock(time_s: float) -> str:
    """Date and time of day, to the second."""
    return f"{datetime.fromtimestamp(time_s, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _mark(exercise: bool) -> str:
    return "EXERCISE EXERCISE EXERCISE. " if exercise else ""


def _whole(of: Charted) -> str:
    runways = f", runways {', '.join(of.settings.runways)}" if of.settings.runways else ""
    return f"{of.settings.icao} {of.settings.name.strip()}{runways}"


def _object_words(one: AirObject, time_s: float) -> str:
    probable = f" (probability {one.classification_probability:.2f})" if one.classification_probability else ""
    kind = (
        f"probably {one.classification.replace('_', ' ')}{probable}"
        if one.classification != "unknown"
        else "not classified"
    )
    high = f"{one.height_m:.0f} m over the ellipsoid" if one.height_m is not None else "height unknown"
    now = max(one.inside, key=lambda each: each.probability, default=None)
    there = (
        f"inside {now.volume} with {now.probability:.2f}"
        if now is not None and now.probability >= 0.05
        else "not inside yet"
    )
    seen = f"measured {max(time_s - one.measured_s, 0.0):.0f} s ago"
    return f"track {one.track}, {one.going}, {kind}, {high}, {there}, {seen}"


def _group(time_s: float) -> str:
    """Ten figures: year, month, day, hours, minutes, up to the next minute."""
    return f"{datetime.fromtimestamp(-(-time_s // 60.0) * 60.0, UTC):%y%m%d%H%M}"


def _items(of: Charted, code: str, begin: str, end: str, said: str, volumes: Sequence[Volume]) -> dict[str, str]:
    entry = of.settings
    lower, upper = _limit(min, [v.floor for v in volumes]), _limit(max, [v.ceiling for v in volumes])
    levels = "000/999" if code.startswith("FA") else f"{lower[1]}/{upper[1]}"
    scope = "A" if code.startswith("FA") else "AE"
    radius_nm = min(max(-(-of.reach_m // NM_M), 1), 999)
    place = f"{_minutes(entry.lat_deg, 'NS', 2)}{_minutes(entry.lon_deg, 'EW', 3)}{radius_nm:03.0f}"
    fir = entry.fir or OPEN
    return {
        "Q": f"{fir}/Q{code}/IV/NBO/{scope}/{levels}/{place}",
        "A": entry.icao,
        "B": begin,
        "C": end,
        "E": capitals(said),
        "F": lower[0],
        "G": upper[0],
    }


def _limit(worst: object, limits: Sequence[Height | None]) -> tuple[str, str]:
    """(words, hundreds of feet) of the lowest floor or the highest ceiling."""
    lowest = worst is min
    if any(limit is None for limit in limits) or not limits:
        return ("SFC", "000") if lowest else ("UNL", "999")
    known = [limit for limit in limits if limit is not None]
    one = sorted(known, key=lambda limit: limit.value_m)[0 if lowest else -1]
    if lowest and one.is_ground:
        return "SFC", "000"
    feet = one.value_m / FT_M
    hundreds = f"{min(max((feet // 100) if lowest else -(-feet // 100), 0), 999):03.0f}"
    if one.ref == "flight_level":
        return f"FL{one.value_m / FL_M:03.0f}", hundreds
    return f"{feet:.0f}FT {'AGL' if one.ref == 'agl' else 'AMSL'}", hundreds


def _minutes(degrees: float, sides: str, digits: int) -> str:
    whole, minutes = divmod(round(abs(degrees) * 60.0), 60)
    return f"{whole:0{digits}d}{minutes:02d}{sides[0] if degrees >= 0 else sides[1]}"


def capitals(text: str) -> str:
    """What a NOTAM may hold: capital letters without marks."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return _UNFIT.sub(" ", plain)
