"""Silences: whether somebody asked not to be told, for how long, and how much of it was muted.

Rule: a silence is begun by a named person with a reason, names something, and ends (`sargas.model.silence`). A warning
can be muted for one incident only: a whole zone in which nothing is ever grave would be a picture that nobody watches.
"""

import msgspec

from sargas.model.alert import LEVELS, Level
from sargas.model.decision import BeginSilence, Decision
from sargas.model.incident import Incident
from sargas.model.silence import LONGEST_SILENCE_S, Silence

MOST = 200


class Silences:
    """Those in force, and those that ended a while ago."""

    def __init__(self) -> None:
        self.known: dict[int, Silence] = {}
        """By number, oldest first."""
        self._changed: dict[int, Silence] = {}

    def refusal(self, act: BeginSilence, decision: Decision, audiences: tuple[str, ...]) -> str | None:
        """Why it cannot begin."""
        if not 0.0 < act.for_s <= LONGEST_SILENCE_S:
            return f"a silence lasts from now to at most {LONGEST_SILENCE_S / 3600.0:g} h"
        if act.incident is None and act.zone is None and act.audience is None:
            return "a silence names an incident, a zone or an audience"
        if act.level == LEVELS[-1] and act.incident is None:
            return f"a {LEVELS[-1]} is silenced for one incident only"
        if act.audience is not None and act.audience not in audiences:
            return f"there is no audience {act.audience!r}: {', '.join(audiences)}"
        if not decision.why.strip():
            return "a silence needs a reason"
        if sum(not one.ended for one in self.known.values()) >= MOST:
            return f"there are {MOST} silences in force"
        if decision.record_number in self.known:
            return f"there is a silence {decision.record_number} already"
        return None

    def begin(self, time_s: float, act: BeginSilence, decision: Decision) -> None:
        """It holds from now on."""
        self._keep(
            Silence(
                number=decision.record_number,
                by=decision.by,
                why=decision.why,
                begun_s=time_s,
                until_s=time_s + act.for_s,
                level=act.level,
                incident=act.incident,
                zone=act.zone,
                audience=act.audience,
            )
        )

    def end(self, time_s: float, number: int, by: str) -> Silence | str:
        """It holds no more; or why it cannot be ended."""
        silence = self.known.get(number)
        if silence is None:
            return f"there is no silence {number}"
        if silence.ended:
            return f"silence {number} has ended"
        return self._keep(msgspec.structs.replace(silence, until_s=time_s, ended_by=by, ended=True))

    def expire(self, time_s: float, keep_s: float) -> list[Silence]:
        """Those whose time is over; ended ones are forgotten after a while."""
        for number in [n for n, one in self.known.items() if one.ended and time_s - one.until_s > keep_s]:
            del self.known[number]
        over = [one for one in self.known.values() if not one.ended and time_s >= one.until_s]
        return [self._keep(msgspec.structs.replace(one, ended=True)) for one in over]

    def next_s(self, keep_s: float) -> list[float]:
        """When one ends, or is forgotten."""
        return [one.until_s + keep_s if one.ended else one.until_s for one in self.known.values()]

    def muting(self, subject: object, audience: str, level: Level) -> Silence | None:
        """The first silence that mutes news of this level for an audience; none mutes a distress."""
        if not isinstance(subject, Incident):
            return None
        for one in self.known.values():
            if one.ended or LEVELS.index(level) > LEVELS.index(one.level):
                continue
            if covers(one, subject, audience):
                return one
        return None

    def count(self, silence: Silence) -> None:
        """It has muted something."""
        self._keep(msgspec.structs.replace(silence, muted=silence.muted + 1))

    def changed(self) -> list[Silence]:
        """Those that began, muted something or ended, in order of number, once."""
        changed, self._changed = self._changed, {}
        return [changed[number] for number in sorted(changed)]

    def _keep(self, silence: Silence) -> Silence:
        self.known[silence.number] = self._changed[silence.number] = silence
        return silence


def covers(silence: Silence, incident: Incident, audience: str) -> bool:
    """Whether it is about this incident and this audience."""
    return (
        silence.incident in (None, incident.number)
        and silence.zone in (None, incident.zone)
        and silence.audience in (None, audience)
    )
