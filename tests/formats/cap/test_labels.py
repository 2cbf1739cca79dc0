import msgspec
import pytest

from samples_of import samples
from sargas.formats.cap import wire
from sargas.formats.cap.labels import codes_of, covers, labelled, withheld
from sargas.formats.cap.notices import notice_of
from sargas.model.label import Label
from sargas.model.notice import Notice

made = samples("cap")
SECRET = Label("NATO SECRET", ("POL", "LTU"))


def notice(*codes: str) -> Notice:
    plain = notice_of(*wire.read(made.alert(scope=made.RESTRICTED).encode()))
    return msgspec.structs.replace(plain, codes=codes)


def test_a_label_is_said_whole() -> None:
    assert codes_of(SECRET) == ("security_classification=NATO SECRET", "releasable_to=POL LTU")
    assert codes_of(Label()) == ("security_classification=UNCLASSIFIED",)


def test_a_label_stands_beside_other_codes_and_is_said_once() -> None:
    once = labelled(notice("x"), SECRET)
    assert once.codes == ("x", *codes_of(SECRET))
    assert labelled(once, SECRET) == once


@pytest.mark.parametrize("label", [Label(), Label("NATO SECRET", ("POL",)), Label("NATO SECRET")])
def test_a_label_is_never_exchanged_for_another(label: Label) -> None:
    with pytest.raises(ValueError, match="another label"):
        labelled(labelled(notice(), SECRET), label)


def test_a_label_that_only_looks_otherwise_is_another_label() -> None:
    with pytest.raises(ValueError, match="another label"):
        labelled(notice(" Security_classification = UNCLASSIFIED"), SECRET)


def test_a_nation_with_a_blank_is_one_nation() -> None:
    assert codes_of(Label("SECRET", ("LTU 112", "POL")))[1] == 'releasable_to="LTU 112" POL'
    for nation in ('a"b', " ", ""):
        with pytest.raises(ValueError, match="double quotes"):
            codes_of(Label("SECRET", ("POL", nation)))


@pytest.mark.parametrize(
    ("other", "covered"),
    [
        (SECRET, True),
        (Label("RESTRICTED", ("POL", "LTU", "LVA")), True),
        (Label("NATO SECRET", ("POL",)), False),
        (Label("TOP SECRET", ("POL", "LTU")), False),
        (Label("COSMIC", ("POL", "LTU")), False),
    ],
)
def test_what_may_be_said_under_a_label(other: Label, covered: bool) -> None:
    assert covers(SECRET, other) == covered
    assert not covers(Label("COSMIC"), Label())


def test_nothing_classified_is_public() -> None:
    public = msgspec.structs.replace(notice(), scope="Public", restriction="")
    assert labelled(public, Label()).codes == codes_of(Label())
    for label in (SECRET, Label("RESTRICTED"), Label("WHATEVER")):
        with pytest.raises(ValueError, match="to the public"):
            labelled(public, label)


@pytest.mark.parametrize(
    ("code", "of_feed", "may_come"),
    [
        ("x", "UNCLASSIFIED", True),
        ("security_classification=UNCLASSIFIED", "UNCLASSIFIED", True),
        ("security_classification=RESTRICTED", "UNCLASSIFIED", False),
        ("security_classification=NATO RESTRICTED", "RESTRICTED", True),
        ("security_classification=NATO SECRET", "RESTRICTED", False),
        ("security_classification=COSMIC", "TOP SECRET", False),
        ("security_classification=", "TOP SECRET", False),
        ("\n  security_classification=SECRET\n", "UNCLASSIFIED", False),
        (" Security_Classification = NATO SECRET", "UNCLASSIFIED", False),
        ("SECURITY_CLASSIFICATION=\u00a0RESTRICTED", "RESTRICTED", True),
    ],
)
def test_what_is_above_its_feed_does_not_come_in(code: str, of_feed: str, may_come: bool) -> None:
    assert (withheld(notice("a", code), of_feed) == "") == may_come
