"""The house: what docs/design.md says of layout, names, files and doors holds for every file."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sargas"
MOST_LINES = 400

FORBIDDEN_NAMES = ("Manager", "Helper", "Util", "Utils", "Handler", "Service", "Base", "Data", "Info")
UNITS = ("m", "mps", "mps2", "deg", "rad", "s", "hz", "db", "hpa", "k", "m2", "s2", "px", "pct")
UNITLESS = {
    # probabilities, ratios and counts have no unit
    "probability",
    "existence",
    "speed",
    "progress",
    "said_bird",
    "said_helicopter",
    "expected",
    "unknown_height_expected",
}


def sources() -> list[Path]:
    return sorted(p for p in SOURCE.rglob("*.py") if "dist" not in p.parts)


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git checkout: the list of files is not known")
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_every_file_has_its_test() -> None:
    missing = []
    for path in sources():
        inside = path.relative_to(SOURCE)
        if path.name in ("__init__.py", "__main__.py") or _only_definitions(path):
            continue
        mirror = ROOT / "tests" / inside.parent / f"test_{inside.name}"
        if not mirror.exists():
            missing.append(str(inside))
    assert not missing, f"no test mirrors {missing}"


def _only_definitions(path: Path) -> bool:
    """Tables, words and protocols without behaviour: no function with a body worth a test."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "__post_init__":
            body = [n for n in node.body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]
            if len(body) > 1 or (body and not isinstance(body[0], ast.Return | ast.Pass)):
                return False
    return True


def test_files_stay_short() -> None:
    long = {}
    for name in tracked():
        if name.endswith((".py", ".ts", ".svelte")):
            lines = (ROOT / name).read_text().count("\n")
            if lines > MOST_LINES:
                long[name] = lines
    assert not long, f"longer than {MOST_LINES} lines: {long}"


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_module_says_what_it_holds(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring, "a module begins by saying what it holds, its rule and its source"
    assert len(docstring) > 20


def classes() -> Iterator[tuple[Path, ast.ClassDef]]:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                yield path, node


def test_class_names_are_nouns_of_the_field() -> None:
    bad = [f"{path.name}: {node.name}" for path, node in classes() if node.name.endswith(FORBIDDEN_NAMES)]
    assert not bad


def test_every_quantity_carries_its_unit() -> None:
    """Fields of type float in the model end in a unit, or are pure numbers that are listed."""
    bad = []
    for path, node in classes():
        if "model" not in path.parts:
            continue
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                kind = ast.unparse(field.annotation)
                name = field.target.id
                if re.match(r"^(float|float \| None)$", kind) and not name.startswith("_"):
                    ends = name.rsplit("_", 1)[-1]
                    if ends not in UNITS and name not in UNITLESS and not name.endswith("_probability"):
                        bad.append(f"{path.name}: {node.name}.{name}")
    assert not bad


def calls_of(word: str) -> set[str]:
    """Rooms in which `word(...)` is called: who builds it."""
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split("[")[0].endswith(word):
                found.add(str(path.relative_to(SOURCE)))
    return found


def test_released_is_built_only_by_the_policy() -> None:
    assert calls_of("Released") == {"sharing/release.py"}


def test_simulated_is_built_only_by_exercises() -> None:
    assert {name.split("/")[0] for name in calls_of("Simulated")} == {"exercise"}


def test_import_laws() -> None:
    done = subprocess.run(
        [ROOT / ".venv/bin/lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_no_iteration_over_sets() -> None:
    """Order of a set depends on PYTHONHASHSEED: a loop over one cannot replay."""
    bad = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.For | ast.comprehension):
                text = ast.unparse(node.iter)
                if isinstance(node.iter, ast.Set | ast.SetComp) or text.startswith(("set(", "frozenset(")):
                    bad.append(f"{path.name}:{getattr(node, 'lineno', '')} {text}")
    assert not bad


GLOSSARY = ("plot", "sensor track", "system track", "foreign track", "association", "correlation", "identity",
            "classification", "incursion", "incident", "alert", "picture", "PSR", "SSR", "MLAT", "ENU", "CAP", "CoT",
            "RAP", "feed", "sensor", "release", "batch", "tick", "partition")  # fmt: skip


def test_glossary_has_the_words_of_the_house() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text()
    words = {match.lower() for match in re.findall(r"^\*\*(.+?)\*\*", text, re.MULTILINE)}
    missing = [word for word in GLOSSARY if word.lower() not in words]
    assert not missing


SECRETIVE = re.compile(
    r"(-----BEGIN [A-Z ]*PRIVATE KEY)|(pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian\.org)"
    r"|(/root/|/home/[a-z]+/|/work/main|/work/shared)"
)


def test_no_host_no_path_no_secret_in_any_file() -> None:
    bad = []
    for name in tracked():
        path = ROOT / name
        if name == "tests/test_house.py" or path.stat().st_size > 2_000_000:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        bad += [f"{name}: {match.group(0)}" for match in SECRETIVE.finditer(text)]
    assert not bad


def test_every_design_command_exists() -> None:
    """The commands that the README shows are commands of the program."""
    readme = (ROOT / "README.md").read_text()
    text = (SOURCE / "cli.py").read_text() + "".join(p.read_text() for p in (SOURCE / "commands").glob("*.py"))
    for command in set(re.findall(r"^ *sargas ([a-z]+)", readme, re.MULTILINE)):
        assert f'"{command}"' in text or f"def {command}" in text, command
