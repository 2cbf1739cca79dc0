"""The pages: what they show runs, what they link to exists, what they list is all there is."""

import doctest
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
import typer

from sargas.cli import app
from sargas.web.roles import RULES

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
TOUR = ("01-a-byte.md", "02-a-plot.md", "03-a-track.md", "04-the-picture.md")

PAGES = sorted(
    path
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "standards/**/*.md",
        "src/**/README.md",
        "tests/**/README.md",
        "console/*.md",
    )
    for path in ROOT.glob(pattern)
)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def executed() -> list[Path]:
    shown = [p for p in PAGES if p.is_relative_to(ROOT / "docs") and ">>> " in p.read_text()]
    return sorted({*shown, *(ROOT / "docs" / "tour" / name for name in TOUR)})


@pytest.mark.parametrize("page", executed(), ids=name_of)
def test_what_a_page_shows_runs(page: Path) -> None:
    text = re.sub(r"^```.*$", "", page.read_text(), flags=re.MULTILINE)  # a fence is no output
    found = doctest.DocTestParser().get_doctest(text, {}, page.stem, name_of(page), 0)
    told: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(found, out=told.append)
    assert results.attempted > 0
    assert not results.failed, "".join(told)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    dead = []
    for target in LINK.findall(page.read_text()):
        path = target.partition("#")[0]
        if path and "://" not in target and not target.startswith("mailto:") and not (page.parent / path).exists():
            dead.append(target)
    assert not dead


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", ROOT / "tools" / "build_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["model.md", "config.md", "scenario.md", "commands.md"])
def test_reference_is_what_the_code_says(name: str) -> None:
    made = reference().PAGES[name]()
    page = REFERENCE / name
    assert page.exists(), "run make docs"
    assert page.read_text(encoding="utf-8") == made, "the code has changed since: run make docs"


def commands(path: str, command: object) -> list[str]:
    below = getattr(command, "commands", {})
    return [path, *(found for name, sub in below.items() for found in commands(f"{path} {name}", sub))]


def test_every_command_is_named() -> None:
    named = re.findall(r"^## (.+)$", (REFERENCE / "commands.md").read_text(), re.MULTILINE)
    assert named == commands("sargas", typer.main.get_command(app))
    assert len(named) > 10


def test_every_route_is_named() -> None:
    page = (REFERENCE / "web.md").read_text()
    assert len(RULES) > 10
    assert not [path for _, path in RULES if not re.search(rf"`[A-Z]+ {re.escape(path)}`", page)]


def test_every_page_of_standards_is_in_its_index() -> None:
    index = (ROOT / "standards" / "README.md").read_text()
    pages = sorted(path.name for path in (ROOT / "standards").glob("*.md") if path.name != "README.md")
    assert sorted(LINK.findall(index)) == pages
