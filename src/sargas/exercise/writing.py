"""Writing: a scenario as the TOML that says it; what is as it usually is, is left out.

Rule: `scenario_from_toml(toml_of(scenario))` is that scenario.
"""

import datetime
import json
from typing import Any

import msgspec

from sargas.exercise.scenario import Scenario


def toml_of(scenario: Scenario) -> str:
    """Values first, then tables; each object of a list is a table of its own, waypoints a line each."""
    plain = _plain(scenario)
    lines = [f"{toml_key(key)} = {toml_text(value)}" for key, value in plain.items() if not _is_table(value)]
    # what has no default has to be said, and an empty list is no table
    for key, value in plain.items():
        for one in value if isinstance(value, list) and _is_table(value) else [value] if _is_table(value) else []:
            head = f"[[{toml_key(key)}]]" if isinstance(value, list) else f"[{toml_key(key)}]"
            lines += ["", head, *(f"{toml_key(name)} = {toml_text(item, True)}" for name, item in one.items())]
    return "\n".join(lines) + "\n"


def _plain(value: Any) -> Any:
    """Structs as dicts without what is as it is by default, and with their tag first."""
    if isinstance(value, msgspec.Struct):
        config = value.__struct_config__
        tag = {config.tag_field: config.tag} if config.tag_field and config.tag is not None else {}
        said = {
            field.encode_name: _plain(getattr(value, field.name))
            for field in msgspec.structs.fields(value)
            if field.required or getattr(value, field.name) != _default(field)
        }
        return {**tag, **said}
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default_factory() if field.default is msgspec.NODEFAULT else field.default


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def toml_text(value: Any, lines: bool = False) -> str:
    """A value as TOML writes it: in one line, or a list of tables with a line for each."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml_key(name)} = {toml_text(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        if lines and _is_table(value):
            return "[\n" + "".join(f"  {toml_text(one)},\n" for one in value) + "]"
        return "[" + ", ".join(map(toml_text, value)) + "]"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(name: str) -> str:
    """A key, quoted where it has to be."""
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
