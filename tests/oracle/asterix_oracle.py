"""Decodes ASTERIX blocks with libasterix, in an environment of its own: JSON lines in, JSON lines out.

In: `{"category": 48, "edition": "1.31", "block": "3000..."}` (the block with its header, hex).
Out, a line each: `{"records": [{"040/RHO": [raw, value, unit], "250": [{"MBDATA": ...}, ...], "RE": "hex"}]}`, or
`{"error": "..."}`. A leaf is named by its path in the document; value and unit are null where it is no quantity.
Source: zoranbosnjak/libasterix-python 0.36.3 (MIT), generated from the EUROCONTROL documents by its author.
"""

import json
import sys

from asterix import base, generated


def quantity(element):
    """Value and unit of an element that is a quantity, else (None, None)."""
    content = None
    rule = element.rule if hasattr(element, "rule") else element._get_rule()
    if isinstance(rule, base.RuleContentContextFree):
        content = rule._get_content()
    if isinstance(content, base.ContentQuantity):
        return content._as_quantity(), content.cv_unit
    return None, None


def leaves(node, path, out):
    """Collect into `out` what lies below `node`."""
    if isinstance(node, base.NonSpare | base.RuleVariationContextFree):
        leaves(node.arg, path, out)
    elif isinstance(node, base.RuleVariationDependent):
        leaves(node._variation(None), path, out)  # as raw bits: its meaning depends on other items
    elif isinstance(node, base.Item):
        leaves(node.arg, f"{path}/{node.arg.cv_name}", out)
    elif isinstance(node, base.Element):
        out[path] = [node.as_uint(), *quantity(node)]
    elif isinstance(node, base.Group):
        for part in node.arg:
            if isinstance(part, base.Item):
                leaves(part, path, out)
    elif isinstance(node, base.Extended):
        for group in node.arg:
            for part in group:
                if isinstance(part, base.Item):
                    leaves(part, path, out)
    elif isinstance(node, base.Repetitive):
        out[path] = []
        for part in node.arg:
            inner = {}
            leaves(part, "", inner)
            out[path].append({name.strip("/"): value for name, value in inner.items()})
    elif isinstance(node, base.Compound):
        for name, part in node.arg.items():
            leaves(part, f"{path}/{name}", out)
    elif isinstance(node, base.Explicit):
        out[path] = node.get_bytes().hex()
    else:
        raise TypeError(type(node).__name__)


def record_of(record):
    """One record as a dict of leaves."""
    out = {}
    for name, item in record.items_regular.items():
        leaves(item, name, out)
    return out


def chosen(uap, bits):
    """Records of a category with several profiles: the reading in which each record's selector says its own profile."""
    path, names = uap.cv_selector
    for records in uap.parse_any_uap(bits, 50):
        read = [record_of(record) for record in records]
        said = [record.get("/".join(path), [None])[0] for record in read]
        profiles = [uap.cv_uaps[names[bit]] if bit in names else () for bit in said]
        if all(isinstance(record, profile) for record, profile in zip(records, profiles, strict=True)):
            return read
    return []


def main():
    """Answer each line of standard input."""
    for line in sys.stdin:
        question = json.loads(line)
        category = getattr(generated, f"Cat_{question['category']:03d}_{question['edition'].replace('.', '_')}")
        raw = base.RawDatablock.parse(base.Bits.from_bytes(bytes.fromhex(question["block"])))
        if isinstance(raw, ValueError):
            answer = {"error": str(raw)}
        else:
            uap = category.cv_uap
            bits = raw[0].get_raw_records()
            if issubclass(uap, base.UapMultiple):
                answer = {"records": chosen(uap, bits)}
            else:
                parsed = uap.parse(bits)
                answer = (
                    {"error": str(parsed)}
                    if isinstance(parsed, ValueError)
                    else {"records": [record_of(record) for record in parsed]}
                )
        print(json.dumps(answer), flush=False)


if __name__ == "__main__":
    main()
