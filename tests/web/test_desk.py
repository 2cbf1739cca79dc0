import msgspec

from sargas.model.weather import Wind
from sargas.web import desk
from warning.scene import draft, release, room
from web.bench import T0


def test_messages_stay_when_the_warning_goes_on() -> None:
    warnings, kept = room(), desk.WarningDesk()
    kept.take(draft(warnings))
    assert kept.notices == {}
    told = release(warnings)
    kept.take(told)
    again = msgspec.structs.replace(told, notice=msgspec.structs.replace(told.notice, identifier="w-2"))
    kept.take(again)
    assert list(kept.notices) == [told.notice.identifier, "w-2"]
    assert kept.active(told.released_s) == [again]
    assert kept.active(told.expires_s) == []


def test_it_does_not_grow_without_end(monkeypatch) -> None:
    monkeypatch.setattr(desk, "DONE", 3)
    kept, one = desk.WarningDesk(), draft(room())
    for number in range(10):
        kept.take(msgspec.structs.replace(one, number=number, state="retracted"))
    assert list(kept.by_number) == [7, 8, 9]
    kept.take(msgspec.structs.replace(one, number=3, state="released"))
    for number in range(10, 20):
        kept.take(msgspec.structs.replace(one, number=number, state="expired"))
    assert list(kept.by_number) == [3, 17, 18, 19], "what is in force stays"


def test_winds_of_many_places_are_bounded() -> None:
    weather = desk.WeatherDesk()
    weather.take(Wind(T0, 54.0, 25.0, float(k), 1.0, 1.0) for k in range(desk.MOST_WINDS + 50))
    assert len(weather.winds) == desk.MOST_WINDS
