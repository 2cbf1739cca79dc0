"""Each rule refuses what it is for, and nothing that the schema's own examples say."""

from collections.abc import Callable

import msgspec
import pytest

from samples_of import samples
from sargas.formats.cap import wire
from sargas.formats.cap.notices import notice_of
from sargas.formats.cap.rules import OURS, RULES, broken
from sargas.model.notice import Area, Block, Circle, Coded, Notice, Reference, Resource

made = samples("cap")
replace = msgspec.structs.replace
T = 1_753_679_100.0
REFERENCE = Reference("met@example.lt", "lt-met-16", T - 60.0)


def good() -> Notice:
    return notice_of(*wire.read(made.alert().encode()))


def with_block(**changed: object) -> Notice:
    notice = good()
    return replace(notice, blocks=(replace(notice.blocks[0], **changed),))


def with_area(**changed: object) -> Notice:
    return with_block(areas=(replace(Area("x"), **changed),))


RING = ((54.0, 25.0), (54.0, 26.0), (55.0, 26.0), (54.0, 25.0))
BREAKING: dict[str, list[Callable[[], Notice]]] = {
    "identifier has no space, comma, < or &": [
        *(lambda text=text: replace(good(), identifier=text) for text in ("", "a b", "a,b", "a<", "&", "a\u00a0b"))
    ],
    "sender has no space, comma, < or &": [*(lambda t=t: replace(good(), sender=t) for t in ("", "a b", "a,b"))],
    "addresses are there where the scope is Private": [lambda: replace(good(), scope="Private")],
    "an Update, Cancel, Ack or Error has references": [
        *(lambda kind=kind: replace(good(), msg_type=kind, note="x") for kind in ("Update", "Cancel", "Ack", "Error"))
    ],
    "a message does not refer to itself": [
        lambda: replace(good(), references=(Reference("met@example.lt", "lt-met-17", T - 60.0),))
    ],
    "an Actual Alert or Update has an info": [
        lambda: replace(good(), blocks=()),
        lambda: replace(good(), blocks=(), msg_type="Update", references=(REFERENCE,)),
    ],
    "event says something": [lambda: with_block(event=""), lambda: with_block(event=" ")],
    "an Alert or Update expires after it was sent": [
        lambda: with_block(expires_s=T),
        lambda: with_block(expires_s=T - 1.0),
        lambda: replace(with_block(expires_s=T), msg_type="Update", references=(REFERENCE,)),
    ],
    "an Alert or Update does not expire before it is effective": [
        lambda: with_block(expires_s=T + 60.0, effective_s=T + 61.0)
    ],
    "web is a full address": [
        *(
            lambda web=web: with_block(web=web)
            for web in (
                *("www.example.lt", "/a", "http:", "http://a b", 'http://a"', "http://a/%zz", "http://a/<b>"),
                *("http://[::1", "http://[x]/", "http://[::1]x", "http://a/[1]"),
            )
        )
    ],
    "an eventCode or parameter has a valueName": [
        lambda: with_block(event_codes=(Coded("", "x"),)),
        lambda: with_block(parameters=(Coded(" ", "x"),)),
    ],
    "resourceDesc and mimeType say something": [
        lambda: with_block(resources=(Resource("", "image/png"),)),
        lambda: with_block(resources=(Resource("x", " "),)),
    ],
    "size is 0 or more": [
        *(lambda s=size: with_block(resources=(Resource("x", "image/png", s),)) for size in (-1, 10**18))
    ],
    "areaDesc says something": [lambda: with_area(description="")],
    "a polygon has 4 pairs or more": [
        lambda: with_area(polygons=(RING, (RING[0], RING[1], RING[0]))),
        lambda: with_area(polygons=((),)),
    ],
    "the last pair of a polygon is its first": [lambda: with_area(polygons=((*RING, (54.5, 25.5)),))],
    "a polygon is on Earth, latitude first": [
        lambda: with_area(polygons=((RING[0], (90.1, 25.0), RING[2], RING[0]),)),
        lambda: with_area(polygons=((RING[0], (54.0, -180.1), RING[2], RING[0]),)),
    ],
    "a circle is on Earth, latitude first": [
        lambda: with_area(circles=(Circle(-91.0, 25.0, 1.0),)),
        lambda: with_area(circles=(Circle(54.0, 181.0, 1.0),)),
    ],
    "the radius of a circle is 0 or more, and not beyond the Earth": [
        lambda: with_area(circles=(Circle(54.0, 25.0, -1.0),)),
        lambda: with_area(circles=(Circle(54.0, 25.0, 2.1e7),)),
    ],
    "a geocode has a valueName": [lambda: with_area(geocodes=(Coded("", "LT"),))],
    "ceiling is there only with an altitude, and not below it": [
        lambda: with_area(ceiling_amsl_m=100.0),
        lambda: with_area(ceiling_amsl_m=100.0, altitude_amsl_m=101.0),
    ],
    "altitude and ceiling are heights": [lambda: with_area(altitude_amsl_m=2e6)],
}
KEPT: list[Callable[[], Notice]] = [
    good,
    lambda: replace(good(), scope="Restricted"),
    lambda: replace(good(), restriction="x"),
    lambda: with_block(expires_s=T + 60.0, effective_s=T + 60.0),
    lambda: replace(with_block(expires_s=T - 9.0, effective_s=T), msg_type="Cancel", references=(REFERENCE,)),
    lambda: with_block(web="http://[2001:db8::1]/x"),
    lambda: with_block(web="https://[::ffff:192.0.2.1]:8443?a#b"),
    lambda: replace(good(), scope="Restricted", restriction="x"),
    lambda: replace(good(), scope="Private", addresses=("a",)),
    lambda: replace(good(), scope="Restricted", restriction="x", addresses=("a",)),
    lambda: replace(good(), msg_type="Update", references=(REFERENCE,)),
    lambda: replace(good(), msg_type="Cancel", references=(REFERENCE,), blocks=()),
    lambda: replace(good(), status="System", blocks=()),
    lambda: with_block(expires_s=None),
    lambda: with_block(web="https://example.lt/a?b=%C4%85#c"),
    lambda: with_block(web="mailto:a@example.lt"),
    lambda: with_block(onset_s=T + 1e6),
    lambda: with_area(polygons=(RING, RING), circles=(Circle(-90.0, 180.0, 0.0),)),
    lambda: with_area(altitude_amsl_m=100.0, ceiling_amsl_m=100.0),
]


@pytest.mark.parametrize("rule", [rule.words for rule in RULES])
def test_each_rule_refuses_what_it_is_for_and_is_named(rule: str) -> None:
    one = next(one for one in RULES if one.words == rule)
    said = f"makes no sense, though CAP 1.2, {one.section}, lets it stand" if one.is_opinion else "breaks CAP 1.2, "
    for make in BREAKING[rule]:
        (reason,) = broken(make(), RULES)
        assert reason.startswith(said)
        assert reason.endswith(f"{one.section}{', lets it stand' if one.is_opinion else ''}: {rule}")


def test_what_only_we_think_is_not_called_a_rule_of_cap() -> None:
    assert [one.words for one in RULES if one.is_opinion] == [
        "a message does not refer to itself",
        "an Actual Alert or Update has an info",
        "an Alert or Update expires after it was sent",
        "an Alert or Update does not expire before it is effective",
    ]
    assert [one.words for one in OURS if not one.is_opinion] == [
        "XML can hold the texts, and the numbers are some",
        "references have no other space, comma, < or &",
        "category is said",
        "language is one of RFC 3066",
        "uri of a resource is a full address",
    ]


@pytest.mark.parametrize("make", KEPT)
def test_what_makes_sense_keeps_all(make: Callable[[], Notice]) -> None:
    assert broken(make(), RULES) == []


def test_every_rule_that_is_broken_is_named_in_order() -> None:
    bad = replace(with_block(event=""), identifier="a b", scope="Private")
    assert [text.rpartition(": ")[2] for text in broken(bad, RULES)] == [
        "identifier has no space, comma, < or &",
        "addresses are there where the scope is Private",
        "event says something",
    ]


def two_languages(**changed: object) -> Notice:
    notice = good()
    return replace(notice, blocks=(notice.blocks[0], replace(notice.blocks[0], language="lt", **changed)))


WRITING: dict[str, list[Callable[[], Notice]]] = {
    "restriction is there if and only if the scope is Restricted": [
        lambda: replace(good(), scope="Restricted"),
        lambda: replace(good(), scope="Restricted", restriction=" "),
        lambda: replace(good(), restriction="x"),
    ],
    "XML can hold the texts, and the numbers are some": [
        lambda: replace(good(), note="a\x00"),
        lambda: with_block(description="bell \x07"),
        lambda: with_block(headline="\ud800"),
        lambda: replace(good(), codes=("\ufffe",)),
    ],
    "what is written anew is not what was signed": [lambda: replace(good(), signed=True)],
    "addresses and incidents say something, without double quotes": [
        lambda: replace(good(), incidents=('a"b',)),
        lambda: replace(good(), addresses=("",)),
    ],
    "a code says something": [lambda: replace(good(), codes=("",))],
    "references have no other space, comma, < or &": [
        lambda: replace(good(), references=(Reference("a b", "c", T),)),
        lambda: replace(good(), references=(Reference("a", "c,d", T),)),
    ],
    "note says what an Exercise or an Error is": [
        lambda: replace(good(), status="Exercise"),
        lambda: replace(good(), msg_type="Error", references=(REFERENCE,)),
    ],
    "an Alert or Update has an info": [lambda: replace(good(), status="Test", blocks=())],
    "category is said": [lambda: with_block(category=())],
    "responseType is said": [lambda: with_block(response_types=())],
    "responseType None stands alone": [lambda: with_block(response_types=("None", "Shelter"))],
    "expires is said": [lambda: with_block(expires_s=None)],
    "language is one of RFC 3066": [
        lambda: with_block(language="lt_LT"),
        lambda: with_block(language=""),
        lambda: with_block(language="x" * 9),
    ],
    "uri of a resource is a full address": [
        lambda: with_block(resources=(Resource("x", "image/png", uri="a.png"),)),
        lambda: with_block(resources=(Resource("x", "image/png", uri="http://a/%zz"),)),
    ],
    "each language has one info": [lambda: replace(good(), blocks=good().blocks * 2)],
    "every language says the same facts": [
        lambda: two_languages(severity="Minor"),
        lambda: two_languages(expires_s=T + 7.0),
        lambda: two_languages(event_codes=(Coded("X", "1"),)),
        lambda: two_languages(response_types=("Shelter",)),
        lambda: two_languages(parameters=(Coded("level", "3"),)),
        lambda: two_languages(areas=(Area("Salcininkai", circles=(Circle(60.0, 25.0, 1000.0),)),)),
    ],
}


@pytest.mark.parametrize("rule", [rule.words for rule in OURS])
def test_what_we_write_keeps_more(rule: str) -> None:
    for make in WRITING[rule]:
        assert [text.rpartition(": ")[2] for text in broken(make(), OURS)] == [rule]


def test_others_need_not_keep_what_is_only_ours() -> None:
    assert broken(good(), OURS) == []
    assert (
        broken(two_languages(event="Neatpažintas objektas", description="Tekstas", areas=(Area("Šalčininkai"),)), OURS)
        == []
    )
    for makes in WRITING.values():
        for make in makes:
            assert broken(make(), RULES) == []


def test_a_number_that_is_none_is_never_written() -> None:
    rule = "XML can hold the texts, and the numbers are some"
    for bad in (with_block(expires_s=float("inf")), with_area(circles=(Circle(1.0, float("nan"), 2.0),))):
        assert any(rule in text for text in broken(bad, OURS))


def test_rules_of_a_block_hold_for_each() -> None:
    notice = good()
    bad = Block(("Met",), "", "Past", "Minor", "Likely", language="lt")
    assert len(broken(replace(notice, blocks=(*notice.blocks, bad)), RULES)) == 1
