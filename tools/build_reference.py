"""Writes docs/reference/{model,config,scenario,commands}.md from the code (`make docs`); test_docs.py finds drift.

Names, types and defaults come from msgspec and typer, the words from the docstrings in the source.
"""

import ast
import datetime
import importlib
import inspect
import sys
import types
import typing
from collections.abc import Iterator
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
import typer

from sargas.cli import app
from sargas.exercise.scenario import Scenario
from sargas.formats import format
from sargas.formats.registry import format_named
from sargas.formats.registry import names as format_names
from sargas.incursion.settings import RULES, Rule
from sargas.model.columns import Columns
from sargas.settings import Config
from sargas.web import roles

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by tools/build_reference.py: `make docs`. -->"
PLAIN = {float: "number", int: "integer", str: "text", bool: "true or false", Path: "path", msgspec.Raw: "any"}
PLAIN |= {Any: "any", datetime.datetime: "time"}


@cache
def module_tree(module: str) -> ast.Module:
    """Syntax tree of a module that is imported."""
    return ast.parse(inspect.getsource(sys.modules[module]))


def told(body: list[ast.stmt]) -> dict[str, tuple[str, str]]:
    """Of each annotated or assigned name: its type (or value) as written, and the docstring that follows it."""
    found: dict[str, tuple[str, str]] = {}
    for i, node in enumerate(body):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name, written = node.target.id, ast.unparse(node.annotation)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, written = node.targets[0].id, ast.unparse(node.value)
        else:
            continue
        after = body[i + 1] if i + 1 < len(body) else None
        is_text = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        found[name] = written, inspect.cleandoc(str(after.value.value)) if is_text else ""
    return found


def attributes(kind: type) -> dict[str, tuple[str, str]]:
    """`told` of a class, what it inherits included."""
    found: dict[str, tuple[str, str]] = {}
    for part in reversed(kind.__mro__):
        if part.__module__.startswith("sargas."):
            nodes = module_tree(part.__module__).body
            found |= told(next(n.body for n in nodes if isinstance(n, ast.ClassDef) and n.name == part.__name__))
    return found


def cell(text: str) -> str:
    """One line that a table can hold."""
    return " ".join(text.split()).replace("|", "\\|")


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """A table, and an empty line after it."""
    lines = ["| " + " | ".join(cell(text) for text in row) + " |" for row in (heads, *rows)]
    return [lines[0], "|" + "---|" * len(heads), *lines[1:], ""]


def default_of(field: msgspec.structs.FieldInfo) -> Any:
    """The value a field has when it is not given."""
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def words(value: Any) -> str:
    """A default as JSON would say it."""
    return "none" if value is None else f"`{msgspec.json.encode(value).decode()}`"


def model_page() -> str:
    """Every word of sargas.model, a section for each file."""
    lines = [MADE, "# The words of the model", ""]
    lines += ["Types are as written in `src/sargas/model`; needed: has no default. Units are in the names.", ""]
    for path in sorted((ROOT / "src" / "sargas" / "model").glob("[a-z]*.py")):
        module = importlib.import_module(f"sargas.model.{path.stem}")
        sections = [line for kind in classes_of(module) for line in word_section(kind)]
        sections += constants(module)
        if sections:
            link = f"[{path.stem}](../../src/sargas/model/{path.name})"
            lines += [f"## {link}", "", inspect.cleandoc(module.__doc__ or ""), "", *sections]
    return "\n".join(lines).rstrip() + "\n"


def classes_of(module: types.ModuleType) -> Iterator[type]:
    """Classes that the module itself defines, in their order in the file."""
    for node in module_tree(module.__name__).body:
        if isinstance(node, ast.ClassDef):
            yield getattr(module, node.name)


def word_section(kind: type) -> list[str]:
    """One class: its docstring and its fields, columns or members."""
    lines = [f"### {kind.__name__}", "", inspect.getdoc(kind) or "", ""]
    said = attributes(kind)
    if issubclass(kind, msgspec.Struct):
        rows = []
        for field in msgspec.structs.fields(kind):
            default = "needed" if field.required else words(default_of(field))
            rows.append((f"`{field.encode_name}`", f"`{said[field.name][0]}`", default, said[field.name][1]))
        return lines + table(("field", "type", "default", ""), rows)
    if issubclass(kind, IntEnum):
        return lines + table(("member", "code", ""), [(f"`{m.name}`", str(m.value), said[m.name][1]) for m in kind])
    if issubclass(kind, Columns) and kind is not Columns:
        missing = sys.modules[kind.__module__].HAS
        rows = []
        for name, (dtype, shape) in kind.SPEC.items():
            per_row = " x ".join(map(str, shape)) or "1"
            rows.append((f"`{name}`", f"`{dtype}`", per_row, "yes" if name in missing else "", said[name][1]))
        return lines + table(("column", "dtype", "per row", "may be missing", ""), rows)
    return lines


def constants(module: types.ModuleType) -> list[str]:
    """Named choices and constants of a module, as they are written."""
    rows = []
    for name, (written, text) in told(module_tree(module.__name__).body).items():
        value = getattr(module, name)
        if name.startswith("_") or isinstance(value, typing.TypeVar) or name == "HAS":
            continue
        if get_origin(value) is Literal:
            written = ", ".join(get_args(value))
        elif isinstance(value, tuple | int | float):
            written = msgspec.json.encode(value).decode()
        rows.append((f"`{name}`", f"`{written}`", text))
    return table(("name", "values", ""), rows) if rows else []


def config_page() -> str:
    """Every key of a site file, by section."""
    lines = [MADE, "# Every key of a site file", "", "How to begin: [describe a site](../how-to/site.md).", ""]
    lines += section(Config, "", "")
    lines += ["## Rules of incursion by kind of zone", "", "What differs from the defaults above.", ""]
    for kind, rule in RULES.items():
        own = [f for f in msgspec.structs.fields(Rule) if getattr(rule, f.name) != default_of(f)]
        said = ", ".join(f"`{f.name} = {msgspec.json.encode(getattr(rule, f.name)).decode()}`" for f in own)
        lines.append(f"* `{kind}`: {said or 'nothing'}")
    lines.append("")
    common = {field.name for field in msgspec.structs.fields(format.Settings)}
    for name in format_names():
        kind = format_named(name).settings
        own = [field for field in msgspec.structs.fields(kind) if field.name not in common]
        if own:
            title = f'## `[feeds.settings]` where `format = "{name}"`'
            lines += [title, "", *section_body(kind, own, "feeds.settings")]
        told = format_named(name).export_settings
        if told is not None:
            before = common | {f.name for f in own} if issubclass(told, kind) else common
            more = [field for field in msgspec.structs.fields(told) if field.name not in before]
            title = f'## `[exports.settings]` where `format = "{name}"`'
            lines += [title, ""] + (["Beside those of its feeds.", ""] if issubclass(told, kind) else [])
            lines += section_body(told, more, "exports.settings")
    return "\n".join(lines).rstrip() + "\n"


def scenario_page() -> str:
    """Every key of a scenario, by section; of what has kinds, a section for each."""
    lines = [MADE, "# Every key of a scenario", "", "How to begin: [write an exercise](../how-to/exercise.md).", ""]
    return "\n".join([*lines, *section(Scenario, "", "")]).rstrip() + "\n"


def section(kind: type[msgspec.Struct], path: str, title: str) -> list[str]:
    """A section for `kind` under `path`, and one for each section inside it."""
    lines = [f"## {title}", "", inspect.getdoc(kind) or "", ""] if title else []
    return lines + section_body(kind, list(msgspec.structs.fields(kind)), path)


def section_body(kind: type[msgspec.Struct], fields: list[msgspec.structs.FieldInfo], path: str) -> list[str]:
    hints, said, rows, inside = typing.get_type_hints(kind), attributes(kind), [], []
    for field in fields:
        key = f"{path}.{field.encode_name}" if path else field.encode_name
        below, title = struct_in(hints[field.name], key)
        for one, head in [*kinds_in(hints[field.name], title)] or [(below, title)]:
            inside += section(one, key, head) if one is not None else []
        default = "needed" if field.required else words(default_of(field))
        if below is not None and not field.required:
            default = "" if default_of(field) is not None else "none"
        is_about = said[field.name][1] if below is None else f"{said[field.name][1]} See {title}.".strip()
        rows.append((f"`{field.encode_name}`", type_text(hints[field.name]), default, is_about))
    return table(("key", "type", "default", ""), rows) + inside


def struct_in(hint: Any, key: str) -> tuple[type[msgspec.Struct] | None, str]:
    """The section that a value is, and how its head is written in TOML."""
    parts = get_args(hint)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint, f"`[{key}]`"
    if get_origin(hint) is tuple and parts[1:] == (...,):
        return struct_in(parts[0], key)[0], f"`[[{key}]]`"
    if get_origin(hint) is dict:
        return struct_in(parts[1], key)[0], f"`[{key}.NAME]`"
    if get_origin(hint) in (types.UnionType, typing.Union):
        return next((found for part in parts if (found := struct_in(part, key))[0]), (None, ""))
    return None, ""


def kinds_in(hint: Any, title: str) -> Iterator[tuple[type[msgspec.Struct], str]]:
    """The kinds that a value may be, where it says which, and how their heads are written."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint.__struct_config__.tag_field:
        config = hint.__struct_config__
        yield hint, f'{title} where `{config.tag_field} = "{config.tag}"`'
    for part in get_args(hint):
        yield from kinds_in(part, title)


def type_text(hint: Any) -> str:
    """A type in plain words."""
    parts, origin = get_args(hint), get_origin(hint)
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin in (tuple, list):
        return f"list of {type_text(parts[0])}"
    if origin is dict:
        return f"{type_text(parts[1])} by name"
    if origin in (types.UnionType, typing.Union):
        return " or ".join(dict.fromkeys(type_text(part) for part in parts if part is not type(None)))
    return PLAIN.get(hint, "section")


def commands_page() -> str:
    """Every command with its arguments and options."""
    lines = [MADE, "# Commands", "", inspect.cleandoc(sys.modules["sargas.cli"].__doc__ or ""), ""]
    for path, command in walk("sargas", typer.main.get_command(app)):
        lines += [f"## {path}", "", command.help or "", ""]
        rows = []
        hints = typing.get_type_hints(inspect.unwrap(command.callback)) if command.callback else {}
        for param in command.params:
            name = param.name.upper() if param.param_type_name == "argument" else ", ".join(param.opts)
            kind = "switch" if hints[param.name] is bool else type_text(hints[param.name])
            default = "needed" if param.required else f"`{param.default}`"
            default = "" if param.default in (None, False) and not param.required else default
            rows.append((f"`{name}`", kind, default, param.help or ""))
        lines += table(("argument or option", "type", "default", ""), rows) if rows else []
    return "\n".join(lines).rstrip() + "\n"


def walk(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    """A command and those below it."""
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from walk(f"{path} {name}", below)


def roles_page() -> str:
    """The table of who may do what."""
    lines = [MADE, "# Roles: who may do what", "", inspect.getdoc(roles) or "", ""]
    rows = []
    for (method, path), rule in roles.RULES.items():
        is_all = rule.is_open or rule.roles == roles.ROLES
        marks = tuple("yes" if role in rule.roles else "" for role in roles.ROLES)
        more = ["nobody has to be known"] * rule.is_open + ["by a person"] * rule.by_person
        more += ["any role"] * (is_all and not rule.is_open) + ["journaled"] * rule.is_journaled
        rows.append((f"{method} `{path}`", *marks, ", ".join(more)))
    return "\n".join(lines + table(("", *roles.ROLES, ""), rows)).rstrip() + "\n"


PAGES = {
    "model.md": model_page,
    "config.md": config_page,
    "scenario.md": scenario_page,
    "commands.md": commands_page,
    "roles.md": roles_page,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
        print(REFERENCE.relative_to(ROOT) / name)
