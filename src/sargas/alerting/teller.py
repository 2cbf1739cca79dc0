"""Teller: what one audience is told. Each subject that has news passes the stages in this order:

inhibit       is this audience ever told of it?                             else it stays as it was told last
deduplicate   does it say what the audience was not told?                   else there is nothing to tell
silence       is this muted?                                                then it is counted, and told when that ends
group         is there room for an alert of its own (`budget`)?             else it is named in the digest
repeat        was it told long ago, and has nobody acknowledged it?         then again
escalate      has nobody acknowledged it for too long?                      then the next audience is told
"""

from collections.abc import Callable
from typing import Any

import msgspec

from sargas.alerting.board import SECRET_FROM, Board, Book
from sargas.alerting.budget import KEPT_FROM_REPEATS, WINDOW_S, gap_s, left, singles
from sargas.alerting.inhibit import inhibited
from sargas.alerting.level import graver, worst_of
from sargas.alerting.message import digest_of
from sargas.alerting.settings import Audience, Settings
from sargas.alerting.silences import Silences
from sargas.alerting.subject import Subject, ends, is_acknowledged, key_of, level_of, message_of, situation_of
from sargas.model.alert import LEVELS, Alert, Level
from sargas.model.incident import Incident

MINUTE_S = 60.0
MOST_DISTRESS = 5
"""Of distress in any 60 s: one is told at once, a flood of them (anybody can send a code) together; so many are
repeated, those first that were told longest ago."""


class Teller:
    """Of one audience; `subject` finds a subject by its key."""

    def __init__(
        self, audience: Audience, settings: Settings, book: Book, silences: Silences, subject: Callable[[int], Subject]
    ) -> None:
        self.audience, self.board = audience, Board()
        self._settings, self._book, self._silences, self._subject = settings, book, silences, subject

    def take(self, time_s: float, subject: Subject) -> None:
        """A subject that may have news."""
        board, key = self.board, key_of(subject)
        if ends(subject) is not None:
            self._over(time_s, subject)
            return
        if inhibited(self.audience, subject):
            board.waiting.pop(key, None)
            return
        level = self._news(time_s, subject)
        if level is None:
            board.waiting.pop(key, None)
            return
        silence = self._silences.muting(subject, self.audience.name, level)
        if silence is None:
            board.muted.pop(key, None)
            board.waiting[key] = level
            board.since_s.setdefault(key, time_s)
            return
        board.waiting.pop(key, None)
        said = f"{level} {situation_of(subject)}"
        if board.muted.get(key) != said:
            board.muted[key] = said
            self._silences.count(silence)

    def follow(self, time_s: float, gone: int, on: Incident) -> None:
        """An incident goes on for another, `gone`: of two alerts the graver goes on, and the other says with which;
        nothing is told again. What waited of the other waits of this one."""
        board, key, alerts = self.board, on.number, self._book.alerts
        theirs, mine = board.open.get(gone), board.open.get(key)
        if theirs is not None:
            said: dict[str, Any] = {"message": message_of(on), "time_s": time_s}
            keeps = mine is not None and graver(alerts[mine].level, alerts[theirs].level) == alerts[mine].level
            over = theirs if keeps else mine
            if over is not None:
                why = f"goes on as alert {mine if keeps else theirs}"
                self._book.tell(msgspec.structs.replace(alerts[over], why=why, ended=True, **said))
            if not keeps:
                why = f"incident {gone} is the same as incident {key}"
                self._book.tell(msgspec.structs.replace(alerts[theirs], why=why, incident=key, **said))
                board.open[key], board.told[key] = theirs, board.told.get(gone, on.situation)
                board.digested = [other for other in board.digested if other != key]
        elif mine is None and gone in board.waiting:
            board.waiting[key] = graver(board.waiting[gone], board.waiting.get(key))
            board.digested = list(dict.fromkeys(key if other == gone else other for other in board.digested))
            board.digest_said = [f"{key} {word.partition(' ')[2]}" if word.startswith(f"{gone} ") else word
                                 for word in board.digest_said]  # fmt: skip
        if gone in board.since_s:
            board.since_s[key] = min(board.since_s[gone], board.since_s.get(key, board.since_s[gone]))
        if gone in board.passed_on:
            board.passed_on[key] = True
        if gone in board.escalated:
            board.escalated.setdefault(key, board.escalated[gone])
        board.forget(gone)

    def _news(self, time_s: float, subject: Subject) -> Level | None:
        """The level of what the audience was not told; None where it knows."""
        board, key = self.board, key_of(subject)
        now, acknowledged = level_of(subject, self._settings.warning_probability), is_acknowledged(subject)
        number = board.open.get(key)
        if acknowledged:
            board.escalated.pop(key, None)
        if number is None:
            known = board.waiting.get(key)
            if now is None and isinstance(subject, Incident):  # lost, and nobody here was told that it was there
                now = worst_of(subject, self._settings.warning_probability)
            if key in board.escalated:
                return graver(now, known) if now is not None else known
            is_for = isinstance(subject, Incident) and LEVELS.index(now or LEVELS[0]) < LEVELS.index(
                self.audience.from_level
            )
            if now is None or is_for:
                return known
            return graver(now, known)
        alert = self._book.alerts[number]
        if acknowledged and not alert.acknowledged:
            alert = msgspec.structs.replace(
                alert, why="acknowledged", message=message_of(subject), time_s=time_s, acknowledged=True
            )
            self._book.tell(alert)
        level = graver(alert.level, now)
        is_news = level != alert.level or situation_of(subject) != board.told.get(key, situation_of(subject))
        is_news = is_news or key in board.digested  # what a digest said of it is not what its own alert says
        if alert.acknowledged and not acknowledged:
            board.passed_on.pop(key, None)
            board.since_s[key] = time_s
            is_news = True
        return level if is_news or key in board.escalated else None

    def _over(self, time_s: float, subject: Subject) -> None:
        """All who were told of it are told that it is over; what came and went unheard is told once."""
        board, key = self.board, key_of(subject)
        number, level = board.open.get(key), board.waiting.get(key)
        if number is not None:
            alert = self._book.alerts[number]
            self._book.tell(
                msgspec.structs.replace(
                    alert,
                    level=graver(alert.level, level),
                    message=message_of(subject),
                    why=ends(subject) or "",
                    time_s=time_s,
                    acknowledged=is_acknowledged(subject),
                    ended=True,
                    track=0 if isinstance(subject, Incident) else subject.track,
                    cleared=_is_secret(subject, number),
                )
            )
            board.forget(key)
        elif level is None or inhibited(self.audience, subject) or self._was_digested(key, level):
            board.forget(key)

    def _was_digested(self, key: int, level: Level) -> bool:
        """Whether a digest told of it as this grave."""
        return key in self.board.digested and any(word.startswith(f"{key} {level} ") for word in self.board.digest_said)

    def tell(self, time_s: float) -> None:
        """The stages after silence, for everything that waits."""
        board = self.board
        board.opened_s = [at_s for at_s in board.opened_s if time_s - at_s < MINUTE_S]
        board.distress_s = [at_s for at_s in board.distress_s if time_s - at_s < MINUTE_S]
        board.again_s = [at_s for at_s in board.again_s if time_s - at_s < MINUTE_S]
        board.alarms_s = [at_s for at_s in board.alarms_s if time_s - at_s < WINDOW_S]
        incidents = sum(key > 0 for key in {**board.open, **board.waiting})
        for key in sorted(board.waiting, key=lambda key: (-LEVELS.index(board.waiting[key]), key > 0, abs(key))):
            if self._has_room(key, incidents):
                self._single(time_s, key)
        self._digest(time_s)
        self._repeat(time_s)

    def _has_room(self, key: int, incidents: int) -> bool:
        board = self.board
        if key < 0:
            return len(board.distress_s) < MOST_DISTRESS
        if key not in board.open and len(board.opened_s) >= self._settings.max_new_per_minute:
            return False
        return singles(board.alarms_s, self.audience.most_alarms, incidents) >= 1

    def _alarm(self, time_s: float, key: int) -> None:
        (self.board.alarms_s if key > 0 else self.board.distress_s).append(time_s)

    def _single(self, time_s: float, key: int) -> None:
        """An alert of its own."""
        board, subject = self.board, self._subject(key)
        over, level, escalated = ends(subject), board.waiting.pop(key), board.escalated.pop(key, None)
        number, situation = board.open.get(key), situation_of(subject)
        if number is None:
            why = escalated or ("opened" if over is None else f"opened, {over} since")
            number = self._book.number(_is_secret(subject))
            if key > 0:
                board.opened_s.append(time_s)
        else:
            before = self._book.alerts[number]
            why = escalated or _changed(before, level, board.told.get(key, situation), subject)
        alert = Alert(
            number=number,
            incident=max(key, 0),
            level=level,
            audience=self.audience.name,
            message=message_of(subject),
            why=why,
            time_s=time_s,
            repeats=self._book.alerts[number].repeats if number in self._book.alerts else 0,
            acknowledged=is_acknowledged(subject),
            ended=over is not None,
            simulated=subject.simulated,
            kind="incident" if isinstance(subject, Incident) else "distress",
            track=0 if isinstance(subject, Incident) else subject.track,
            cleared=_is_secret(subject, number),
        )
        self._book.tell(alert)
        self._alarm(time_s, key)
        board.digested = [other for other in board.digested if other != key]
        if over is None:
            board.open[key], board.told[key] = number, situation
        else:
            board.forget(key)

    def _digest(self, time_s: float) -> None:
        """One alert for all that wait; it ends when none does."""
        board = self.board
        waiting = sorted(board.waiting)
        if board.digest and not waiting:
            ended = msgspec.structs.replace(
                self._book.alerts[board.digest], why="told one by one", time_s=time_s, ended=True
            )
            self._book.tell(ended)
            board.digest, board.digested, board.digest_said = 0, [], []
        subjects = [self._subject(key) for key in waiting]
        said = [f"{key} {board.waiting[key]} {situation_of(s)}" for key, s in zip(waiting, subjects, strict=True)]
        if all(word in board.digest_said for word in said):  # what is told one by one, or is over, is no news
            board.digested, board.digest_said = waiting, said
            return
        worst: Level = max(board.waiting.values(), key=LEVELS.index)
        if not self._may_digest(time_s, worst):
            return
        why = "more or fewer" if board.digest else "too many at once"
        if not board.digest:
            board.digest = self._book.number(any(_is_secret(one) for one in subjects))
        board.digested, board.digest_said, board.digest_s = waiting, said, time_s
        self._book.tell(
            Alert(
                board.digest, 0, worst, self.audience.name, digest_of(subjects), why, time_s,
                simulated=self.audience.exercise, kind="digest", incidents=tuple(key for key in waiting if key > 0),
                tracks=tuple(one.track for one in subjects if not isinstance(one, Incident)),
                cleared=any(_is_secret(one, board.digest) for one in subjects),
            )
        )  # fmt: skip
        self._alarm(time_s, 1)
        for key, subject in zip(waiting, subjects, strict=True):
            if ends(subject) is not None:
                board.forget(key)

    def _may_digest(self, time_s: float, worst: Level) -> bool:
        board, most = self.board, self.audience.most_alarms
        room = left(board.alarms_s, most)
        if room < 1:
            return False
        if board.digest_s is None:
            return True
        if board.digest and room >= 2 and LEVELS.index(worst) > LEVELS.index(self._book.alerts[board.digest].level):
            return True
        pause_s = self._settings.digest_s if most == 0 else max(self._settings.digest_s, gap_s(board.alarms_s, most))
        return time_s - board.digest_s >= pause_s

    def _repeat(self, time_s: float) -> None:
        board, most = self.board, self.audience.most_alarms
        for key, number in sorted(board.open.items(), key=lambda item: self._book.alerts[item[1]].time_s):
            alert, subject = self._book.alerts[number], self._subject(key)
            if alert.acknowledged or time_s - alert.time_s < self._settings.repeat_s or self._is_held(subject, alert):
                continue
            if key in board.waiting:  # it has news, which the digest tells: its own alert would say how it was
                continue
            if key < 0 and len(board.again_s) >= MOST_DISTRESS:
                continue
            if key > 0 and most != 0:
                last_s = max(board.alarms_s, default=-WINDOW_S)
                if left(board.alarms_s, most) <= KEPT_FROM_REPEATS or time_s - last_s < gap_s(board.alarms_s, most):
                    continue
            again = msgspec.structs.replace(
                alert, message=message_of(subject), why="repeated", time_s=time_s, repeats=alert.repeats + 1
            )
            self._book.tell(again)
            (self.board.alarms_s if key > 0 else self.board.again_s).append(time_s)

    def _is_held(self, subject: Subject, alert: Alert) -> bool:
        """Whether nothing is told of it now: it is not for this audience any more, or muted."""
        if inhibited(self.audience, subject) or key_of(subject) in self.board.muted:
            return True
        return self._silences.muting(subject, self.audience.name, alert.level) is not None

    def unanswered(self, time_s: float) -> list[tuple[int, Level]]:
        """Subjects that nobody has acknowledged for too long, each once, with their level."""
        board, found = self.board, list[tuple[int, Level]]()
        if not self.audience.escalate_to:
            return found
        for key, since_s in board.since_s.items():
            if key in board.passed_on or time_s - since_s < self.audience.escalate_s:
                continue
            subject, number = self._subject(key), board.open.get(key)
            level = self._book.alerts[number].level if number else board.waiting.get(key)
            if level is None or ends(subject) or is_acknowledged(subject) or key in board.muted:
                continue
            if inhibited(self.audience, subject) or self._silences.muting(subject, self.audience.name, level):
                continue
            board.passed_on[key] = True
            found.append((key, level))
        return found

    def escalate(self, time_s: float, key: int, level: Level, why: str) -> None:
        """Another audience has not answered: this one is told, from whatever level on."""
        subject = self._subject(key)
        if inhibited(self.audience, subject):
            return
        self.board.escalated[key] = why
        self.board.waiting[key] = graver(level, self.board.waiting.get(key))
        self.take(time_s, subject)

    def lift(self, time_s: float, subject: Subject) -> None:
        """A silence that was about it has ended, or one has begun: it is looked at anew."""
        board, key = self.board, key_of(subject)
        was_muted = key in board.muted
        self.take(time_s, subject)
        if key not in board.muted and (was_muted or key in board.open):
            board.since_s[key] = time_s

    def next_s(self) -> float:
        """When something is to be told, or forgotten, without news."""
        board, settings = self.board, self._settings
        if board.waiting or board.digest:
            return float("-inf")
        due_s = [at_s + MINUTE_S for at_s in (*board.opened_s, *board.distress_s)]
        due_s += [at_s + WINDOW_S for at_s in board.alarms_s]
        open_alerts = [self._book.alerts[number] for number in board.open.values()]
        due_s += [alert.time_s + settings.repeat_s for alert in open_alerts if not alert.acknowledged]
        if self.audience.escalate_to:
            pending = [since_s for key, since_s in board.since_s.items() if key not in board.passed_on]
            due_s += [since_s + self.audience.escalate_s for since_s in pending]
        return min(due_s, default=float("inf"))


def _is_secret(subject: Subject, number: int = 0) -> bool:
    """Whether its alert of this number is for those alone who are cleared."""
    return number >= SECRET_FROM or (not isinstance(subject, Incident) and subject.is_secret)


def _changed(before: Alert, level: Level, told: str, subject: Subject) -> str:
    """What is new, in a word or two."""
    situation = situation_of(subject)
    if before.acknowledged and not is_acknowledged(subject):
        return "no longer acknowledged"
    if level != before.level:
        return "worsened"
    if situation == told:
        return before.why
    return "lost" if situation == "lost" else f"now {situation.replace('_', ' ')}"
