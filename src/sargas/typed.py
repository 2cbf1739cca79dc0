"""TOML values -> typed words, with every finding at once and its key path; msgspec alone stops at the first.

A Struct may say in `MOVED` where keys are said that it had once.
"""

import difflib
import types
import typing
from typing import Any, get_args, get_origin

import msgspec


def typed(value: Any, kind: Any, path: str, findings: list[str]) -> Any:
    """`value` as `kind` (a Struct, a container of Structs or anything msgspec converts).

    Findings are appended as "path: what is wrong"; where there are any for this value, None is returned.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        return _struct(value, kind, path, findings)
    if origin in (list, tuple) and isinstance(value, list) and arguments and _holds_struct(arguments[0]):
        return origin(typed(item, arguments[0], f"{path}[{i}]", findings) for i, item in enumerate(value))
    if origin is dict and isinstance(value, dict) and _holds_struct(arguments[1]):
        return {key: typed(item, arguments[1], f"{path}.{key}", findings) for key, item in value.items()}
    if origin in (types.UnionType, typing.Union) and isinstance(value, dict):
        tagged = {tag: choice for choice in arguments if (tag := _tag(choice))}
        if tagged:
            return _tagged(value, tagged, path, findings)
        for choice in arguments:
            if _holds_struct(choice):
                return typed(value, choice, path, findings)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        findings.append(f"{path}: {_plain(str(error))}")
        return None


def _tag(kind: Any) -> tuple[str, str] | None:
    """(field, value) by which a Struct of a tagged union is told; None for anything else."""
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return None
    config = kind.__struct_config__
    return (config.tag_field, str(config.tag)) if config.tag_field and config.tag is not None else None


def _tagged(value: dict[str, Any], choices: dict[tuple[str, str], Any], path: str, findings: list[str]) -> Any:
    field = next(iter(choices))[0]  # msgspec has one for all of a union
    said = value.get(field)
    kind = choices.get((field, said)) if isinstance(said, str) else None
    if kind is None:
        names = ", ".join(name for _, name in choices)
        findings.append(f"{path}.{field}: {'missing' if said is None else repr(said)}; one of {names} is expected")
        return None
    return _struct({key: item for key, item in value.items() if key != field}, kind, path, findings)


def _struct(value: dict[str, Any], kind: type[msgspec.Struct], path: str, findings: list[str]) -> Any:
    before = len(findings)
    hints = typing.get_type_hints(kind)
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    given = {}
    for key, item in value.items():
        where = f"{path}.{key}" if path else key
        if key not in known:
            moved = getattr(kind, "MOVED", {}).get(key)
            close = difflib.get_close_matches(key, known, 1)
            hint = f"; it is {moved} now" if moved else f"; did you mean {close[0]}?" if close else ""
            findings.append(f"{where}: unknown key{hint}")
            continue
        given[known[key].name] = typed(item, hints[known[key].name], where, findings)
    for name, field in known.items():
        if field.required and name not in value:
            findings.append(f"{path + '.' if path else ''}{name}: missing")
    if len(findings) > before:
        return None
    try:
        return kind(**given)
    except ValueError as error:
        findings.append(f"{path}: {error}")
        return None


def _holds_struct(kind: Any) -> bool:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return True
    return any(_holds_struct(part) for part in get_args(kind))


def _plain(message: str) -> str:
    """msgspec's sentence without its own path."""
    return message.partition(" - at ")[0].replace("`", "")
