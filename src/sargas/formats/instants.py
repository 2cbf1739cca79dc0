"""Instants: times as texts, ISO 8601."""

import datetime
import math

from sargas.formats.framing.times import LATEST_S


def instant_s(text: str) -> float:
    """UTC Unix seconds of a time that says its zone. Raises ValueError where it is none, or says none."""
    try:
        when = datetime.datetime.fromisoformat(text)
        time_s = when.timestamp() if when.tzinfo else math.nan
    except OverflowError:
        time_s = math.nan
    if not 0.0 <= time_s < LATEST_S:
        raise ValueError("time that is none, or without its zone")
    return time_s


def instant_text(time_s: float) -> str:
    """The time of UTC Unix seconds, to the millisecond."""
    when = datetime.datetime.fromtimestamp(time_s, datetime.UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
