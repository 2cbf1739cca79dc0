import msgspec

from picture.scene import NOON_S
from sargas.model.notice import Notice
from sargas.model.warning import Draft, PublicWarning, Reached
from sargas.motion import SHIPPED
from sargas.warning.areas import Layer
from sargas.warning.drafting import Drafting, differs, moved, since, worsens
from sargas.warning.kept import seen_of
from warning.scene import AREAS, LAND, SETTINGS, incident, track

replace = msgspec.structs.replace
DRAFT = Draft("approaching", "advisory", (Reached("near", "Near", 100.0, 120.0, 0.9),), {}, NOON_S)
ALSO = replace(DRAFT, areas=(*DRAFT.areas, Reached("far", "Far", 300.0, 320.0, 0.4)))


def test_what_settles_and_what_only_moves() -> None:
    later = replace(DRAFT, areas=(Reached("near", "Near", 116.0, 130.0, 0.9),))
    assert not differs(DRAFT, later)
    assert moved(DRAFT, later)
    assert not moved(DRAFT, replace(DRAFT, areas=(Reached("near", "Near", 110.0, 130.0, 0.85),)))
    for other in (ALSO, replace(DRAFT, level="alarm"), replace(DRAFT, weak=True), replace(DRAFT, hazard="overhead")):
        assert differs(DRAFT, other)


def test_what_has_become_otherwise_is_said_in_words() -> None:
    assert since(DRAFT, DRAFT) == ""
    assert since(DRAFT, replace(ALSO, level="alarm")) == "it would be an alarm now; also: Far"
    assert since(ALSO, DRAFT) == "not any more: Far"
    assert since(replace(DRAFT, weak=True), DRAFT) == "two sources see it now"
    many = replace(DRAFT, areas=tuple(Reached(str(k), str(k)) for k in range(9)))
    assert since(replace(DRAFT, areas=()), many) == "also: 0, 1, 2, 3, 4 +4"


def test_what_says_more_than_what_is_public() -> None:
    now = PublicWarning(1, 1, "released", False, hazard="approaching", level="alarm", areas=DRAFT.areas)
    assert not worsens(now, DRAFT)
    assert worsens(now, ALSO)
    assert worsens(now, replace(DRAFT, hazard="overhead"))
    assert worsens(replace(now, level="advisory"), replace(DRAFT, level="alarm"))


def test_without_a_layer_what_was_told_grows_and_never_shrinks() -> None:
    drafting = Drafting(SETTINGS, Layer((), (), [LAND]), SHIPPED)
    first = drafting.proposed(NOON_S, incident(), seen_of(track(-5.0), 0, 60.0), None, False)
    assert [one.area for one in first.areas] == ["corridor"]
    now = PublicWarning(
        1, 1, "released", False, hazard="approaching", level="alarm", areas=first.areas, extra=first.extra,
        notice=Notice("a", "b", 1.0, "Actual", "Alert", "Public"),
    )  # fmt: skip
    later_s = NOON_S + 400.0
    second = drafting.proposed(
        later_s, incident("inside", 2), seen_of(track(13.0, time_s=later_s), 0, 60.0), now, False
    )
    (before,), (after,) = first.extra, second.extra
    assert max(lon for lon, _ in after.polygons[0][0]) > max(lon for lon, _ in before.polygons[0][0])
    assert min(lon for lon, _ in after.polygons[0][0]) <= min(lon for lon, _ in before.polygons[0][0]) + 1e-4


def test_areas_of_a_draft_are_those_of_the_layer_in_its_order() -> None:
    drafting = Drafting(SETTINGS, Layer(AREAS), SHIPPED)
    named = replace(DRAFT, areas=(Reached("far", "Far"), Reached("gone", "Gone"), Reached("near", "Near")))
    assert [area.id for area in drafting.areas_of(named)] == ["far", "near"]
    assert drafting.made(named, False).wrong == ("Gone is not in the layer of areas any more",)
    assert drafting.made(replace(DRAFT, areas=()), False).wrong == ("there is no area",)
