"""CAP 1.2 on the wire: XML <-> blocks of values, by one table of elements for both directions.

alert     identifier sender sent status msgType source? scope restriction? addresses? code* note? references?
          incidents? info*, then maybe a signature (http://www.w3.org/2000/09/xmldsig#)               CAP 1.2, 3.2.1
info      language? category+ event responseType* urgency severity certainty audience? eventCode* effective? onset?
          expires? senderName? headline? description? instruction? web? contact? parameter* resource* area*     3.2.2
resource  resourceDesc mimeType size? uri? derefUri? digest?                                                     3.2.3
area      areaDesc polygon* circle* geocode* altitude? ceiling?                                                  3.2.4
eventCode, parameter, geocode   valueName value
? none or one, * any number, + one or more, in this order. What is sound by this table is sound by the schema of OASIS
(tests); whether it makes sense, `rules` says.

times     YYYY-MM-DDThh:mm:ss+hh:mm; the offset is never a letter, and of UTC it is -00:00                       3.3.2
numbers   altitude, ceiling in feet above mean sea level, circle in km; left as they are here. Of more than 12 digits
          on a side of the point (a size: 18), which the schema takes, they are refused

A block is a dict: name of an element -> its values, in order; a value is text, a number, a time in UTC Unix seconds or
a block. Document types, entities and network are off. Raises DecodeError, with one line that says what is wrong and
holds nothing of the sender's.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from lxml import etree

from sargas.errors import DecodeError

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
OLDER = {"urn:oasis:names:tc:emergency:cap:1.1": "1.1", "http://www.incident.com/cap/1.0": "1.0"}
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
MAX_BYTES = 1 << 20
"""Of one alert."""
TOO_LONG, HAS_TYPE, BROKEN = (
    "alert of more than 1 MiB",
    "XML with a document type: refused",
    "XML that is not well formed",
)
TO_BE_CUT = (TOO_LONG, HAS_TYPE, BROKEN)
"""Why octets are no message that may be several, one after another."""
LATEST_S = 1e11
Block = dict[str, list[Any]]

_OURS, _THEIRS = f"{{{NAMESPACE}}}", f"{{{SIGNATURE}}}"
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"
_HINTS = frozenset((_SCHEMA + "schemaLocation", _SCHEMA + "noNamespaceSchemaLocation"))
_SPACE = " \t\r\n"
_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})([+-])([0-9]{2}):([0-9]{2})")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,12}\.?[0-9]{0,12}|\.[0-9]{1,12})")
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
_PART = r"(?:[^%\[\]#]|%[0-9a-fA-F]{2})"
_URI = re.compile(rf"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?://\[[0-9a-fA-F:.]+\])?{_PART}*(?:#{_PART}*)?")
_RELATIVE = re.compile(r"[^:/?#]*(?:[/?#]|\Z)")


class Element(NamedTuple):
    """One element of a block: what it holds, and how often it may be there."""

    name: str
    holds: "str | tuple[str, ...] | Table" = "text"
    """text, time, language, uri, integer, decimal; the words that it may be; or the table of a block."""
    least: int = 1
    many: bool = False


def _maybe(name: str, holds: str = "text") -> Element:
    return Element(name, holds, 0)


def _any(name: str, holds: "str | Table" = "text") -> Element:
    return Element(name, holds, 0, many=True)


class Table:
    """The elements of a block, in their order."""

    def __init__(self, *elements: Element) -> None:
        self.elements = elements
        self.places = {f"{_OURS}{element.name}": place for place, element in enumerate(elements)}
        """Tag -> place in the order."""


STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGE_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    *("Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE"),
    "Other",
)
RESPONSE_TYPES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")

CODED = Table(Element("valueName"), Element("value"))
AREA = Table(
    Element("areaDesc"), _any("polygon"), _any("circle"), _any("geocode", CODED),
    _maybe("altitude", "decimal"), _maybe("ceiling", "decimal"),
)  # fmt: skip
RESOURCE = Table(
    Element("resourceDesc"), Element("mimeType"), _maybe("size", "integer"), _maybe("uri", "uri"),
    _maybe("derefUri"), _maybe("digest"),
)  # fmt: skip
INFO = Table(
    _maybe("language", "language"), Element("category", CATEGORIES, many=True), Element("event"),
    Element("responseType", RESPONSE_TYPES, 0, many=True), Element("urgency", URGENCIES),
    Element("severity", SEVERITIES), Element("certainty", CERTAINTIES), _maybe("audience"), _any("eventCode", CODED),
    _maybe("effective", "time"), _maybe("onset", "time"), _maybe("expires", "time"), _maybe("senderName"),
    _maybe("headline"), _maybe("description"), _maybe("instruction"), _maybe("web", "uri"), _maybe("contact"),
    _any("parameter", CODED), _any("resource", RESOURCE), _any("area", AREA),
)  # fmt: skip
ALERT = Table(
    Element("identifier"), Element("sender"), Element("sent", "time"), Element("status", STATUSES),
    Element("msgType", MESSAGE_TYPES), _maybe("source"), Element("scope", SCOPES), _maybe("restriction"),
    _maybe("addresses"), _any("code"), _maybe("note"), _maybe("references"), _maybe("incidents"), _any("info", INFO),
)  # fmt: skip


def read(octets: bytes) -> tuple[Block, bool]:
    """(the block of an alert, whether a signature followed); the signature is not looked into."""
    if len(octets) > MAX_BYTES:
        raise DecodeError(TOO_LONG, 0)
    if b"<!DOCTYPE" in octets or b"<!ENTITY" in octets:
        raise DecodeError(HAS_TYPE, 0)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(octets.lstrip(b" \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise DecodeError(BROKEN, 0) from None
    if root.getroottree().docinfo.doctype:  # in an encoding that hides it from a look at the bytes
        raise DecodeError(HAS_TYPE, 0)
    name = etree.QName(root)
    if name.namespace in OLDER:
        raise DecodeError(f"CAP {OLDER[name.namespace]}: only 1.2 is read", 0)
    if name.namespace != NAMESPACE or name.localname != "alert":
        raise DecodeError("XML that is no alert of CAP 1.2", 0)
    children = list(root)
    end = len(children)
    while end and _tag(children[end - 1]).startswith(_THEIRS):
        end -= 1
    return _block(root, children[:end], ALERT, "alert"), end < len(children)


def _tag(node: Any) -> str:
    """ "" of what is no element: an entity that stands for something."""
    return node.tag if isinstance(node.tag, str) else ""


def _block(parent: Any, children: Sequence[Any], table: Table, where: str) -> Block:
    """Elements in the order of their table, each as often as it says."""
    _only_hints(parent, where)
    if _stray(parent.text) or any(_stray(child.tail) for child in parent):
        raise DecodeError(f"text between the elements of {where}", 0)
    found: Block = {}
    last = 0
    for child in children:
        place = table.places.get(_tag(child))
        if place is None:
            raise DecodeError(f"element that CAP 1.2 does not know, in {where}", 0)
        element = table.elements[place]
        if place < last:
            raise DecodeError(f"{element.name} in the wrong place in {where}", 0)
        last = place
        values = found.setdefault(element.name, [])
        if values and not element.many:
            raise DecodeError(f"{element.name} twice in {where}", 0)
        values.append(_value(child, element))
    for element in table.elements:
        if element.least > len(found.get(element.name, ())):
            raise DecodeError(f"{element.name} is missing in {where}", 0)
    return found


def _stray(text: str | None) -> bool:
    return bool(text and text.strip(_SPACE))


def _only_hints(element: Any, where: str) -> None:
    if element.attrib and any(name not in _HINTS for name in element.attrib):
        raise DecodeError(f"attribute that CAP 1.2 does not know, in {where}", 0)


def _value(node: Any, element: Element) -> Any:
    if isinstance(element.holds, Table):
        return _block(node, list(node), element.holds, element.name)
    _only_hints(node, element.name)
    if len(node):
        raise DecodeError(f"elements inside of {element.name}", 0)
    text: str = node.text or ""
    if isinstance(element.holds, tuple):
        if text not in element.holds:
            raise DecodeError(f"{element.name} that is none of its words", 0)
        return text
    try:
        return READERS[element.holds](text)
    except ValueError:
        raise DecodeError(f"{element.name} that is no {element.holds}", 0) from None


def _matched(pattern: re.Pattern[str], text: str) -> str:
    text = text.strip(_SPACE)
    if pattern.fullmatch(text) is None:
        raise ValueError
    return text


def time_s(text: str) -> float:
    """UTC Unix seconds. Raises ValueError for what is no time, has no offset, a letter for one, or a part of a second;
    24:00:00 is the midnight that ends the day."""
    found = _TIME.fullmatch(text.strip(_SPACE))
    if found is None:
        raise ValueError("time that is none of CAP 1.2")
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    offset_min = 60 * int(found[8]) + int(found[9])
    if int(found[9]) > 59 or offset_min > 840 or (hour == 24 and (minute or second)):
        raise ValueError("time that is none of CAP 1.2")
    midnight = datetime.datetime(year, month, day, hour % 24, minute, second, tzinfo=datetime.UTC).timestamp()
    result = midnight + 86_400.0 * (hour == 24) - 60.0 * offset_min * (1 if found[7] == "+" else -1)
    if not 0.0 <= result < LATEST_S:
        raise ValueError("time before 1970, or no time")
    return result


def time_text(when_s: float) -> str:
    """The whole second in which it is, in UTC."""
    return f"{datetime.datetime.fromtimestamp(int(when_s // 1), datetime.UTC):%Y-%m-%dT%H:%M:%S}-00:00"


def _uri(text: str) -> str:
    text = _matched(_URI, text)
    if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text) and not _RELATIVE.match(text):
        raise ValueError
    return text


READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "time": time_s,
    "language": lambda text: _matched(_LANGUAGE, text) if text else "",
    "uri": _uri,
    "integer": lambda text: int(_matched(_INTEGER, text)),
    "decimal": lambda text: Decimal(_matched(_DECIMAL, text)),
}
"""Kind of value -> how it is read; ValueError where it is none."""


def written(block: Mapping[str, Sequence[Any]]) -> bytes:
    """The alert that a block says. Raises ValueError for a text that XML cannot hold."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _write(root, block, ALERT)
    octets: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return octets


def _write(parent: Any, block: Mapping[str, Sequence[Any]], table: Table) -> None:
    for element in table.elements:
        for value in block.get(element.name, ()):
            node = etree.SubElement(parent, _OURS + element.name)
            if isinstance(element.holds, Table):
                _write(node, value, element.holds)
            elif element.holds == "time":
                node.text = time_text(value)
            else:
                node.text = format(value, "f") if isinstance(value, Decimal) else str(value)
