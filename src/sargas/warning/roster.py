"""Roster: who may release, and who is asked now.

Rule: two different persons of the roster, whoever they are; one for an advisory where the site allows it. Somebody is
asked at a time, in the roster's order; who is silent for `second_after_s` stays able to release, and the next is asked.
After the last the first is asked again. Names are compared without case and blanks; that they are typed by who they
name is for whoever lets people at the console.
"""

from sargas.model.warning import Draft, Signature, WarningLevel
from sargas.warning.settings import Settings, plain_name


def listed_name(settings: Settings, name: str) -> str:
    """A name as the roster writes it; "" for who is not on it."""
    return next((one for one in settings.roster if plain_name(one) == plain_name(name)), "")


def needs_two(settings: Settings, level: WarningLevel, all_clear: bool) -> bool:
    """Whether a second person is to release."""
    return all_clear or level != "advisory" or not settings.one_person_advisories


def refused(settings: Settings, draft: Draft, by: str, why: str) -> str:
    """Why somebody cannot release a draft now; "" where they can."""
    name = listed_name(settings, by)
    if not name:
        return f"{by.strip()!r} is not on the roster"
    if draft.first is not None and plain_name(draft.first.by) == plain_name(name):
        return f"{name} has released it already: another person is needed"
    if draft.weak and not why.strip():
        return f"weak ({draft.why_weak}): releasing it needs a reason"
    return ""


def asked(settings: Settings, draft: Draft, time_s: float) -> tuple[str, float | None]:
    """(who is asked now, since when); ("", None) where the roster has nobody to ask."""
    first: Signature | None = draft.first
    names = [name for name in settings.roster if first is None or plain_name(name) != plain_name(first.by)]
    if not names:
        return "", None
    begun_s = draft.drafted_s if first is None else first.time_s
    if first is not None:  # the next after the first is asked first
        at = next((k for k, name in enumerate(settings.roster) if plain_name(name) == plain_name(first.by)), 0)
        names = [*settings.roster[at + 1 :], *settings.roster[:at]]
    turns = max(int((time_s - begun_s + 1e-6) // settings.second_after_s), 0)
    return names[turns % len(names)], begun_s + turns * settings.second_after_s
