"""Texts: what a warning says in each language, from the words of its hazard and the names of its areas.

Rule: a headline is a text for cell broadcast of `most_pages` at most. Names of areas that do not fit into it are
counted (", +3"), whole names only; the description has all of them. A headline that does not fit without any name is
never cut: it is wrong, and says by how much. What is of an exercise begins with EXERCISE, in each part of each text.
"""

from collections.abc import Mapping, Sequence

from sargas.formats.cap.length import length_of
from sargas.formats.cap.rules import UNFIT
from sargas.model.warning import Hazard, Text, WarningArea
from sargas.warning.areas import named
from sargas.warning.settings import Settings, unfit
from sargas.warning.words import EXERCISE

AREAS = "{areas}"
MOST_LETTERS = 4_000
"""Of one part of a text that a person types."""


def composed(
    settings: Settings,
    hazard: Hazard,
    areas: Sequence[WarningArea],
    simulated: bool,
    typed: Mapping[str, Text] | None = None,
) -> tuple[dict[str, Text], list[str]]:
    """(the text in each language, what is wrong with them, a line each). `typed`: what a person said in its place."""
    texts: dict[str, Text] = {}
    wrong: list[str] = []
    for language in settings.languages:
        said = (typed or {}).get(language) or settings.text(hazard, language)
        assert said is not None, "asked for by the settings"
        names = [UNFIT.sub("", named(area, language)) for area in areas]
        before = prefix(language) if simulated else ""
        headline, pages = _short(before + _bare(said.headline, before), names, language, settings.most_pages)
        if pages > settings.most_pages:
            wrong.append(
                f"headline in {language} needs {pages} pages of cell broadcast, more than {settings.most_pages}: "
                "shorten it"
            )
        texts[language] = Text(
            event=before + _bare(said.event, before),
            headline=headline,
            description=(before + _bare(said.description, before)).replace(AREAS, ", ".join(names)),
            instruction=(before + _bare(said.instruction, before)).replace(AREAS, ", ".join(names)),
        )
    return texts, wrong


def prefix(language: str) -> str:
    """What stands before everything that an exercise says."""
    own = EXERCISE.get(language.partition("-")[0], "")
    return f"EXERCISE {own}: " if own else "EXERCISE: "


def refused(typed: Mapping[str, Text], settings: Settings) -> str:
    """Why texts that a person typed cannot be taken; "" where they can."""
    for language, text in typed.items():
        if language not in settings.languages:
            return f"texts: {language} is none of {', '.join(settings.languages)}"
        parts = [getattr(text, name) for name in Text.__struct_fields__]
        if any(len(part) > MOST_LETTERS or UNFIT.search(part) for part in parts):
            return (
                f"texts in {language}: a part of more than {MOST_LETTERS} letters, or with letters that XML cannot hold"
            )
        if reason := unfit(text):
            return f"texts in {language}: {reason}"
    return ""


def _bare(text: str, before: str) -> str:
    """Without a mark that it has already."""
    return text.removeprefix(before) if before else text


def _short(headline: str, names: Sequence[str], language: str, most_pages: int) -> tuple[str, int]:
    """(the headline with as many names as fit, how many pages it needs)."""
    if AREAS not in headline:
        return headline, length_of(headline, language).pages

    def with_names(count: int) -> str:
        parts = [*names[:count], *([f"+{len(names) - count}"] if count < len(names) else [])]
        return headline.replace(AREAS, ", ".join(parts))

    low, high = 0, len(names)
    if length_of(with_names(high), language).pages <= most_pages:
        low = high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if length_of(with_names(middle), language).pages <= most_pages else (low, middle)
    text = with_names(low)
    return text, length_of(text, language).pages
