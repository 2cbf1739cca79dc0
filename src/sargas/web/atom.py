"""Atom: what the public is told now, as a feed that a mirror or a reader fetches, and that links each CAP message.

Rule: RFC 4287: a feed has id, title, updated, author; an entry id, title, updated and, here, published, summary,
category and a link to its document. Its id is that of the warning and stays the same through its updates. Texts are
text, never markup; what XML cannot hold is not in them (`sargas.formats.cap.rules.UNFIT`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from sargas.formats.cap.rules import UNFIT
from sargas.model.notice import Block, Notice
from sargas.model.warning import PublicWarning

NAMESPACE = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOBODY = "unknown sender"


def feed(active: Sequence[PublicWarning], time_s: float, base_url: str, partition: str) -> bytes:
    """The feed of messages that hold at `time_s`, the latest first; links begin with `base_url`."""
    root = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})
    notices = [one.notice for one in active if one.notice is not None]
    newest_s = max((notice.sent_s for notice in notices), default=time_s)
    sender = notices[0].sender if notices else NOBODY
    _text(root, "id", f"{base_url}warnings.atom?partition={partition}")
    exercise = "EXERCISE: " if any(notice.status == "Exercise" for notice in notices) else ""
    _text(root, "title", f"{exercise}Public warnings")
    _text(root, "updated", stamp(newest_s))
    _text(etree.SubElement(root, _name("author")), "name", sender)
    _link(root, "self", f"{base_url}warnings.atom?partition={partition}", "application/atom+xml")
    for warning in active:
        if warning.notice is not None:
            _entry(root, warning, warning.notice, base_url, partition)
    octets: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return octets


def stamp(time_s: float) -> str:
    """RFC 3339, to the second."""
    return datetime.fromtimestamp(int(time_s // 1), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(root: Any, warning: PublicWarning, notice: Notice, base_url: str, partition: str) -> None:
    entry = etree.SubElement(root, _name("entry"))
    first = notice.references[0].identifier if notice.references else notice.identifier
    block = notice.blocks[0] if notice.blocks else None
    _text(entry, "id", f"urn:sargas:{notice.sender}:{first}")
    _text(entry, "title", block.headline if block else notice.note, block)
    _text(entry, "updated", stamp(notice.sent_s))
    _text(entry, "published", stamp(warning.first_released_s or notice.sent_s))
    _text(entry, "summary", "\n\n".join(f"{one.description} {one.instruction}" for one in notice.blocks))
    for term in (warning.state, warning.level or "", notice.status):
        if term:
            etree.SubElement(entry, _name("category"), term=term)
    _link(
        entry, "alternate", f"{base_url}warnings/{notice.identifier}.xml?partition={partition}", "application/cap+xml"
    )


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _text(parent: Any, local: str, text: str, block: Block | None = None) -> None:
    node = etree.SubElement(parent, _name(local))
    node.text = UNFIT.sub("", text)
    if block is not None:
        node.set(LANG, block.language)


def _link(parent: Any, rel: str, href: str, media_type: str) -> None:
    etree.SubElement(parent, _name("link"), rel=rel, href=UNFIT.sub("", href), type=media_type)
