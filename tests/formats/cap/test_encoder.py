from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from samples_of import samples
from sargas.formats.cap import FORMAT, wire
from sargas.formats.cap.encoder import Encoder, xml
from sargas.formats.cap.eu_alert import with_level
from sargas.formats.cap.notices import notice_of
from sargas.model.label import Label
from sargas.model.notice import Notice, Reference, Resource
from sargas.model.record import Chunk
from sargas.model.released import Released, Reply, Simulated

made = samples("cap")
replace = msgspec.structs.replace
ENCODER = Encoder(FORMAT.settings(feed="x"))
SECRET = Label("NATO SECRET", ("POL",))


@pytest.fixture(scope="session")
def schema(corpus: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(corpus / "cap" / "cap12.xsd"))


def written() -> list[Notice]:
    return [notice_of(*wire.read(text)) for text in made.ENCODED]


def restricted() -> Notice:
    return replace(written()[0], scope="Restricted", restriction="Duty officers", codes=())


def decoded(octets: bytes) -> Notice:
    of_feed = FORMAT.settings(feed="", security_classification="TOP SECRET")
    (notice,) = FORMAT.decoder((), of_feed).feed([Chunk(-1, 0.0, octets)])
    assert isinstance(notice, Notice)
    return notice


@pytest.mark.parametrize("at", range(len(made.ENCODED)))
def test_what_is_written_is_sound_by_the_schema_and_reads_the_same(at: int, corpus: Path) -> None:
    (octets,) = ENCODER.encode(Released(written()[at], "POL", Label()))
    for name in ("cap12.xsd", "cap12_extended.xsd"):
        etree.XMLSchema(etree.parse(corpus / "cap" / name)).assertValid(etree.fromstring(octets))
    assert decoded(octets) == written()[at]


ANY = st.one_of(
    st.text(max_size=8), st.sampled_from(["en", "lt-LT", "http://a/b", "mailto:a#b", "a b", '"', " ", "%41"])
)


@settings(max_examples=800, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_may_be_written_is_sound_and_reads_the_same(schema: etree.XMLSchema, data: st.DataObject) -> None:
    notice = data.draw(st.sampled_from(written()))
    block = data.draw(st.sampled_from(written()[0].blocks))
    for name in data.draw(st.lists(st.sampled_from(["language", "web", "event", "headline", "contact"]), max_size=2)):
        block = replace(block, **{name: data.draw(ANY)})
    if data.draw(st.booleans()):
        block = replace(block, resources=(Resource(data.draw(ANY), data.draw(ANY), data.draw(st.integers()), "", "a"),))
    if data.draw(st.booleans()):
        block = replace(block, resources=(Resource("a", "b", uri=data.draw(ANY)),))
    changed = {
        "identifier": ANY,
        "note": ANY,
        "codes": st.tuples(ANY),
        "incidents": st.tuples(ANY, ANY),
        "addresses": st.tuples(ANY),
        "references": st.tuples(st.builds(Reference, ANY, ANY, st.just(1.0))),
    }
    for name in data.draw(st.lists(st.sampled_from(sorted(changed)), max_size=2)):
        notice = replace(notice, **{name: data.draw(changed[name])})
    notice = replace(notice, blocks=(block,))
    try:
        octets = xml(notice)
    except ValueError:
        assume(False)
    schema.assertValid(etree.fromstring(octets))
    assert decoded(octets) == notice


def test_hostile_texts_stay_texts() -> None:
    text = "</note><status>Actual</status>&xxe;<!DOCTYPE a> ]]> \"'"
    notice = replace(written()[0], note=text)
    assert decoded(ENCODER.encode(Released(notice, "POL", Label()))[0]) == notice


def test_times_are_whole_seconds_that_never_lie_ahead() -> None:
    notice = replace(written()[0], sent_s=written()[0].sent_s + 0.9)
    assert decoded(ENCODER.encode(Released(notice, "POL", Label()))[0]).sent_s == written()[0].sent_s


def test_the_label_of_what_was_released_is_always_said() -> None:
    notice = decoded(ENCODER.encode(Released(restricted(), "POL", SECRET))[0])
    assert notice.codes == ("security_classification=NATO SECRET", "releasable_to=POL")


@pytest.mark.parametrize(
    "notice", [replace(restricted(), codes=("security_classification=UNCLASSIFIED",)), written()[0]]
)
def test_a_label_that_does_not_fit_is_refused(notice: Notice) -> None:
    with pytest.raises(ValueError, match="label"):
        ENCODER.encode(Released(notice, "POL", SECRET))


def test_a_simulated_notice_is_an_exercise_or_is_not_written() -> None:
    actual, exercise = written()[0], written()[3]
    assert decoded(ENCODER.encode(Simulated(exercise))[0]).simulated
    for status in ("Actual", "Test", "System", "Draft"):
        with pytest.raises(ValueError, match="not Exercise"):
            ENCODER.encode(Simulated(replace(actual, status=status)))


def test_everything_that_is_wrong_is_named_at_once() -> None:
    bad = replace(written()[1], identifier="a b", references=(), note="\x07")
    with pytest.raises(ValueError, match="identifier") as error:
        ENCODER.encode(Released(bad, "POL", Label()))
    assert [line.rpartition(": ")[2] for line in str(error.value).splitlines()] == [
        "XML can hold the texts, and the numbers are some",
        "identifier has no space, comma, < or &",
        "an Update, Cancel, Ack or Error has references",
    ]


def test_a_level_that_does_not_fit_the_status_is_refused() -> None:
    exercise = written()[3]
    loud = replace(exercise, blocks=(with_level(exercise.blocks[0], "EU-Alert", "EU-Alert Level 1"),))
    with pytest.raises(ValueError, match="EU-Alert Level 1 in a notice whose status is Exercise"):
        ENCODER.encode(Simulated(loud))
    quiet = replace(exercise, blocks=(with_level(exercise.blocks[0], "EU-Alert", "EU-Exercise"),))
    assert decoded(ENCODER.encode(Simulated(quiet))[0]).blocks == quiet.blocks


def test_a_notice_that_nobody_could_read_again_is_refused() -> None:
    block = replace(written()[0].blocks[0], resources=(Resource("x", "y", uri="http://a/" + "b" * wire.MAX_BYTES),))
    with pytest.raises(ValueError, match="1 MiB"):
        ENCODER.encode(Released(replace(written()[0], blocks=(block,)), "POL", Label()))


def test_only_notices_that_were_released_replied_or_simulated() -> None:
    assert ENCODER.encode(Reply("met", b"x")) == [b"x"]
    with pytest.raises(TypeError, match="Released"):
        ENCODER.encode(written()[0])
    with pytest.raises(TypeError, match="notices"):
        ENCODER.encode(Released("text", "POL", Label()))
