"""Scenarios by name: those that come with the program, and files."""

from pathlib import Path

from sargas.errors import ConfigError
from sargas.exercise.scenario import Scenario, scenario_from_toml

SCENARIOS = Path(__file__).resolve().parents[1] / "exercise" / "scenarios"


def shipped_scenarios() -> list[str]:
    """Names of the scenarios that come with the program."""
    return sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def scenario_file(name: str) -> Path:
    """A TOML file, or the name of a shipped scenario; raises ConfigError where there is none."""
    shipped = SCENARIOS / f"{name}.toml"
    file = shipped if shipped.exists() else Path(name)
    if not file.is_file():
        raise ConfigError([f"{name}: No such file; shipped are {', '.join(shipped_scenarios())}"])
    return file


def scenario_text(file: Path) -> str:
    """What stands in a file; raises ConfigError."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError([f"{file}: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{file}: is not text (UTF-8)"]) from None


def scenario_of(name: str) -> Scenario:
    """The scenario of that name or file; raises ConfigError with every finding."""
    file = scenario_file(name)
    return scenario_from_toml(scenario_text(file), str(file), file.parent)
