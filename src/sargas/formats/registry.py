"""Registry: formats by name. Built-ins are an explicit tuple; others come through entry points `sargas.formats`.

Names are known without importing the formats, so that a command line that only lists them stays fast.
"""

from importlib import import_module

from sargas.errors import ConfigError
from sargas.formats.format import Format

BUILT_IN = (
    *("acoustic", "alerts", "asterix", "cap", "citizen", "cot", "dis", "modes", "remoteid", "sapient", "statevectors"),
    "weather",
)
"""Each is the package `sargas.formats.<name>` with a `FORMAT`."""

ENTRY_POINTS = "sargas.formats"
"""Entry point group of third parties: name -> object path of a `Format`."""


def names() -> tuple[str, ...]:
    """Names of all formats: built-ins first, then third parties' in alphabetical order."""
    from importlib.metadata import entry_points

    others = {point.name for point in entry_points(group=ENTRY_POINTS)}
    return BUILT_IN + tuple(sorted(others.difference(BUILT_IN)))


def format_named(name: str) -> Format:
    """The format of that name; ConfigError that lists the known names, or says why a third party's cannot be loaded."""
    if name in BUILT_IN:
        built_in: Format = import_module(f"sargas.formats.{name}").FORMAT
        return built_in
    from importlib.metadata import entry_points

    for point in entry_points(group=ENTRY_POINTS, name=name):
        try:
            found = point.load()
        except Exception as error:
            raise ConfigError([f"format {name!r} from {point.value} cannot be loaded: {error}"]) from error
        if not isinstance(found, Format):
            raise ConfigError([f"format {name!r} from {point.value} is not a sargas Format"])
        return found
    raise ConfigError([f"there is no format {name!r}; known are {', '.join(names())}"])
