"""Rules that a message must keep by itself: a SAPIENT message -> what is wrong with it, each with the field's name.

Most of them the standard's own protobuf files say as options; `compiled` writes one function out of these for each kind
of message, a line or two a field. `clauses` holds what the options cannot say, `nodes` what needs memory of others.

rule         what is asked                                                                       source
mandatory    a field that is_mandatory is there: a text not empty, a list with an entry, an      field_options
             enumeration with a value; one of a oneof that is_mandatory
unknown      no field, and no value of an enumeration, that this edition does not have           the files
uuid, ulid   identifiers: UUID version 4 in small letters; ULID in capitals                      field_options
number       no infinity and nothing that is no number                                           IEEE 754
range        confidences 0 to 1; latitudes, longitudes, angles, distances and errors possible    clauses
definition   units and datum of one kind, a UTM zone with UTM, the edition that this is          clauses

Source: BSI Flex 335 v2.0 (2024) and its protobuf files as the package sapient-msg holds them. An identifier is strict,
as the Apex middleware has it; a text of blanks is empty, as the standard's test harness has it.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.unknown_fields import UnknownFieldSet
from sapient_msg import proto_options_pb2
from sapient_msg.bsi_flex_335_v2_0.sapient_message_pb2 import SapientMessage

from sargas.formats.sapient.clauses import CLAUSES, EMPTY, NO_ENTRY, RANGES, Finding, is_ulid, is_uuid

Check = Callable[[Any], list[Finding]]

_OURS = "sapient_msg."
_MOST_NUMBERS = 20
_TEXTS = (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES)
_REALS = (FieldDescriptor.TYPE_DOUBLE, FieldDescriptor.TYPE_FLOAT)


def check(message: Any) -> list[Finding]:
    """What is wrong with a SapientMessage by itself; nothing when it is sound."""
    return _check(message)


_compiled: dict[str, Check] = {}


def compiled(kind: Descriptor) -> Check:
    """The check of one kind of message, with those of what it holds; made once."""
    name = kind.full_name
    if name not in _compiled:
        _compiled[name] = lambda message: _compiled[name](message)  # a class holds sub-classes of its own kind
        names: dict[str, Any] = {"isfinite": math.isfinite, "uuid": is_uuid, "ulid": is_ulid, "below": _below}
        names |= {"text": _text, "enum": _enum, "numbers": _numbers, "missing": _missing, "Finding": Finding}
        names |= {"strange": _strange, "unknown": UnknownFieldSet}
        lines = [
            "def check(m):",
            " found, has = strange(m) if len(unknown(m)) else [], m.HasField",
            *_lines(kind, names),
            " return found",
        ]
        exec(compile("\n".join(lines), f"<check of {name}>", "exec"), names)  # of descriptors, never of input
        _compiled[name] = names["check"]
    return _compiled[name]


def _lines(kind: Descriptor, names: dict[str, Any]) -> Iterator[str]:
    """Python of a check; what it refers to is put into `names`."""
    numbers = [field.name for field in kind.fields if field.type in _REALS and not field.is_repeated]
    if numbers:  # to ask a message for a field is what costs; the sum of numbers is one
        yield f" {', '.join(f'n_{name}' for name in numbers)} = {', '.join(f'm.{name}' for name in numbers)}"
        yield f" if not isfinite({' + '.join(f'n_{name}' for name in numbers)}): found += numbers(m, {numbers})"
    for field in kind.fields:
        name, options = field.name, field.GetOptions().Extensions[proto_options_pb2.field_options]
        of_id = "ulid" if options.is_ulid else "uuid" if options.is_uuid else ""
        if field.is_repeated:
            yield from _list_lines(field, options.is_mandatory, names)
        elif field.type in _TEXTS:
            wanted = "" if options.is_mandatory else f"m.{name} and "
            if of_id:
                yield f" if {wanted}not {of_id}(m.{name}): found.append(text('{name}', m.{name}, '{of_id}'))"
            elif options.is_mandatory:
                yield f" if not m.{name} or m.{name}.isspace(): found.append(text('{name}'))"
        elif field.enum_type is not None:
            known = frozenset(field.enum_type.values_by_number)
            names[f"known_{name}"] = known - {0} if options.is_mandatory else known
            yield f" if m.{name} not in known_{name}: found.append(enum('{name}', m.{name} or {options.is_mandatory}))"
        else:
            if options.is_mandatory:
                yield f" if not has('{name}'): found.append(missing('{name}'))"
            if field.message_type is not None and field.message_type.full_name.startswith(_OURS):
                names[f"check_{name}"] = compiled(field.message_type)
                if field.containing_oneof is None or field.containing_oneof.name.startswith("_"):
                    yield f" if has('{name}') and (inside := check_{name}(m.{name})): found += below('{name}', inside)"
    for one in kind.oneofs:
        wanted = one.GetOptions().Extensions[proto_options_pb2.oneof_options].is_mandatory
        parts = [field.name for field in one.fields if f"check_{field.name}" in names]
        if one.name.startswith("_") or not (wanted or parts):  # of one optional field
            continue
        yield f" one = m.WhichOneof('{one.name}')"
        if wanted:
            choice = " or ".join(field.name for field in one.fields)
            yield f" if one is None: found.append(missing('{one.name}', ': one of {choice}'))"
        if parts:
            names[f"parts_{one.name}"] = {part: names[f"check_{part}"] for part in parts}
            yield f" if one in parts_{one.name} and (inside := parts_{one.name}[one](getattr(m, one))):"
            yield "  found += below(one, inside)"
    short = kind.full_name.rpartition("v2_0.")[2]
    for name, (low, high) in RANGES.get(short, {}).items():  # what is no number is in no range, and was told above
        names[f"range_{name}"] = Finding(name, "range", f"is outside {low:g} to {high:g}")
        value = f"n_{name}" if name in numbers else f"m.{name}"
        yield f" if not {low} <= {value} <= {high} and {value} == {value}: found.append(range_{name})"
    for k, clause in enumerate(CLAUSES.get(short, ())):
        names[f"clause_{k}"] = clause
        yield f" if (finding := clause_{k}(m)) is not None: found.append(finding)"


def _list_lines(field: FieldDescriptor, wanted: bool, names: dict[str, Any]) -> Iterator[str]:
    name = field.name
    if wanted:
        yield f" if not m.{name}: found.append(Finding('{name}', 'mandatory', '{NO_ENTRY}'))"
    if field.message_type is not None:
        names[f"check_{name}"] = compiled(field.message_type)
        yield f" if m.{name}:"  # most lists are empty, and to go through one costs more than to look
        yield f"  for part in m.{name}:"
        yield f"   if inside := check_{name}(part): found += below('{name}', inside)"
    elif field.enum_type is not None:
        names[f"known_{name}"] = frozenset(field.enum_type.values_by_number) - {0}
        yield f" if not known_{name}.issuperset(m.{name}): found.append(enum('{name}', 1))"


def _below(name: str, inside: list[Finding]) -> list[Finding]:
    return [finding.below(name) for finding in inside]


def _missing(name: str, what: str = " and missing") -> Finding:
    return Finding(name, "mandatory", f"is mandatory{what}")


def _text(name: str, value: str = "", of_id: str = "") -> Finding:
    return Finding(name, of_id, f"is no {of_id.upper()}") if value.strip() else Finding(name, "mandatory", EMPTY)


def _enum(name: str, value: int) -> Finding:
    """`value` True stands for one that is mandatory and not there."""
    if value is True:
        return Finding(name, "mandatory", "is mandatory and not specified")
    return Finding(name, "unknown", "has a value that is not known")


def _numbers(message: Any, names: list[str]) -> list[Finding]:
    return [Finding(name, "number", "is no number") for name in names if not math.isfinite(getattr(message, name))]


def _strange(message: Any) -> list[Finding]:
    numbers = sorted({field.field_number for field in UnknownFieldSet(message)})
    told = ", ".join(map(str, numbers[:_MOST_NUMBERS]))
    return [Finding("unknown_fields", "unknown", "are not in this edition", f"field numbers {told}")]


_check: Check = compiled(SapientMessage.DESCRIPTOR)
"""Made here, while nobody else can ask for half of it."""
