"""Patterns on the web: under a path of their own, behind the token, and nowhere else."""

from pathlib import Path

from sargas.archive.past import Past, write_history
from web.bench import run, served


def test_patterns_of_the_sites_history(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    write_history(path, [Past(f"i{k}", "2025-07-10", 54.7, 25.3) for k in range(7)])

    async def play() -> None:
        async with served(history=path) as bench:
            answer = (await bench.client.get("/api/restricted/patterns", params={"cell_km": "50"})).json()
            assert answer["restricted"].startswith("Restricted")
            assert answer["patterns"]["cells"][0]["count"] == 7
            shown = await bench.client.get("/api/restricted/patterns.geojson")
            assert shown.headers["content-type"] == "application/geo+json"
            assert len(shown.json()["features"]) == 1
            for wrong in ("0.1", "x", "nan"):
                refused = await bench.client.get("/api/restricted/patterns", params={"cell_km": wrong})
                assert refused.status_code == 400
            path.write_text("{]\n")
            broken = await bench.client.get("/api/restricted/patterns")
            assert (broken.status_code, "line 1" in broken.json()["error"]) == (503, True)

    run(play())


def test_without_a_history_there_are_none_and_without_the_token_nothing() -> None:
    async def play() -> None:
        async with served() as bench:
            assert (await bench.client.get("/api/restricted/patterns")).status_code == 404
            bare = {"authorization": ""}
            assert (await bench.client.get("/api/restricted/patterns", headers=bare)).status_code == 401

    run(play())
