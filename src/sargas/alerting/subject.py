"""Subject: what an alert is about, an incident or an aircraft in distress, as far as telling it goes.

Both are known by one number, the key: that of an incident, or minus that of a distress.
"""

from sargas.alerting import distress, level, message
from sargas.alerting.distress import Distress
from sargas.model.alert import Level
from sargas.model.incident import Incident

Subject = Incident | Distress


def key_of(subject: Subject) -> int:
    """The one number under which it is known here."""
    return subject.number if isinstance(subject, Incident) else -subject.number


def level_of(subject: Subject, warning_probability: float) -> Level | None:
    """How grave it is now; None where that says nothing new."""
    if isinstance(subject, Incident):
        return level.level_of(subject, warning_probability)
    return distress.LEVELS[subject.emergency]


def ends(subject: Subject) -> str | None:
    """Why its alerts end, None while it goes on."""
    return level.ends(subject) if isinstance(subject, Incident) else subject.over or None


def is_acknowledged(subject: Subject) -> bool:
    """Whether somebody has taken it up."""
    if isinstance(subject, Incident):
        return subject.handling in ("acknowledged", "assigned")
    return subject.acknowledged


def situation_of(subject: Subject) -> str:
    """The word for how it is; another word is news."""
    return subject.situation if isinstance(subject, Incident) else subject.words


def message_of(subject: Subject) -> str:
    """The text about it."""
    return message.message_of(subject) if isinstance(subject, Incident) else message.message_of_distress(subject)
