"""Board: how each area stands now, by what the public was told and what has not expired; nothing else makes a state.

Rule: of several warnings the gravest counts, alarm before advisory before all clear. What is real and what is simulated
do not mix: an exercise never hides what is real.
"""

from collections.abc import Iterable, Sequence

from sargas.model.warning import AreaNow, AreaState, PublicWarning, WarningArea

_GRAVEST: tuple[AreaState, ...] = ("none", "all_clear", "advisory", "alarm")


def says(warning: PublicWarning, time_s: float) -> AreaState:
    """What a warning makes of its areas now."""
    if warning.state not in ("released", "cleared") or warning.expires_s is None or warning.expires_s <= time_s:
        return "none"
    if warning.state == "cleared":
        return "all_clear"
    return warning.level or "none"


def board(warnings: Iterable[PublicWarning], areas: Sequence[WarningArea], time_s: float) -> list[AreaNow]:
    """Every area of the layer in its order, then what is warned and of no layer."""
    lines = {area.id: AreaNow(area.id, area.name) for area in areas}
    for warning in warnings:
        state = says(warning, time_s)
        if state == "none":
            continue
        names = {area.id: area.name for area in warning.extra}
        for reached in warning.areas:
            is_extra = reached.area in names
            key = f"{reached.area}-{warning.number}" if is_extra else reached.area
            before = lines.get(key)
            now = AreaNow(
                key, reached.name, state, warning.number, warning.released_s, warning.expires_s, warning.simulated
            )
            if before is None or _rank(now) > _rank(before):
                lines[key] = now
    return list(lines.values())


def _rank(line: AreaNow) -> tuple[bool, int]:
    return line.state != "none" and not line.simulated, _GRAVEST.index(line.state)
