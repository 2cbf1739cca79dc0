import subprocess
import sys

import pytest
from typer.testing import CliRunner

from sargas.commands.exercise_commands import exercise_app

NAMES = [command.name for command in exercise_app.registered_commands]


def test_all_that_can_be_done_with_scenarios_is_there() -> None:
    assert sorted(str(name) for name in NAMES) == sorted(("run", "review", "compare", "play", "generate", "import"))


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_does_and_refuses_to_do_it_without_being_told_on_what(name: str) -> None:
    told = CliRunner().invoke(exercise_app, [name, "--help"])
    assert told.exit_code == 0
    assert len(told.output.split()) > 20
    assert CliRunner().invoke(exercise_app, [name]).exit_code == 2


def test_help_loads_none_of_the_work() -> None:
    code = "import sys, sargas.cli; sys.exit('numpy' in sys.modules or 'sargas.exercise' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
