"""What was told of the weather: the latest for each place and height."""

import msgspec

from sargas.model.weather import Qnh, Wind
from web.bench import T0, ask, changes, run, served

QNH = Qnh(T0, 54.6, 25.3, 50_000.0, 1013.0)
WIND = Wind(T0, 54.6, 25.3, 1_500.0, 8.0, -3.0)


def test_the_latest_of_each_place_is_told() -> None:
    older, other = Qnh(T0 - 60.0, 54.6, 25.3, 50_000.0, 1002.0), Qnh(T0 - 1800.0, 55.9, 23.4, 50_000.0, 1009.0)

    async def play():
        async with served() as bench:
            bench.screens.changes("live", changes(weather=(QNH, WIND, older, other)))
            told = await ask(bench, "/api/weather")
            assert msgspec.convert(told["qnh"], list[Qnh]) == [QNH, other]
            assert msgspec.convert(told["winds"], list[Wind]) == [WIND]
            assert await ask(bench, "/api/weather?partition=drill") == {"qnh": [], "winds": []}

    run(play())
