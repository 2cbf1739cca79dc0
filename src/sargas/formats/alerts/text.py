"""An alert as plain text for people: a subject that says what it is before anything is opened, then what is known.

Rule: an exercise is unmistakable in the subject; what ends says so first. The subject is made of our own words alone.
"""

from sargas.formats.alerts.wire import AlertMessage

EXERCISE = "EXERCISE EXERCISE EXERCISE"


def text_of(message: AlertMessage) -> str:
    """Subject, an empty line, the text."""
    nations = ", ".join(message.releasable_to) or "nobody else"
    lines = [
        subject_of(message),
        "",
        message.text,
        "",
        f"Why now: {message.why}.",
        f"{message.source}, {message.id}. {message.security_classification}, releasable to {nations}.",
        message.not_for,
    ]
    return "\n".join(line if line.isprintable() else _printable(line) for line in lines) + "\n"


def subject_of(message: AlertMessage) -> str:
    """One line: exercise, level or end, of what, why."""
    of = f"incident {message.incident}"
    if message.kind == "digest":
        of = f"{len(message.incidents)} incidents" if message.incidents else "aircraft in distress"
    elif message.kind == "distress":
        of = f"aircraft in distress, track {message.track}"
    words = f"ENDED, was {message.level}" if message.ended else message.level.upper()
    known = ", acknowledged" if message.acknowledged and not message.ended and message.why != "acknowledged" else ""
    line = f"{words}: {of} ({message.why}{known})"
    return _printable(f"{EXERCISE}: {line}" if message.simulated else line)[:150]


def _printable(line: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in line)
