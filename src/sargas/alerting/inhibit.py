"""Inhibit: what an audience is never told, whatever happens.

what is simulated           for audiences of exercises, which are told of nothing else
an aircraft in distress     not for audiences that are told of none (`distress = false`)
unlawful interference       for audiences that are cleared: for others there is none, not even as another emergency
"""

from sargas.alerting.distress import Distress
from sargas.alerting.settings import Audience
from sargas.model.incident import Incident


def inhibited(audience: Audience, subject: Incident | Distress) -> bool:
    """Whether the audience is told nothing of it as it is now."""
    if subject.simulated != audience.exercise:
        return True
    if isinstance(subject, Incident):
        return False
    return not audience.distress or (subject.is_secret and not audience.cleared)
