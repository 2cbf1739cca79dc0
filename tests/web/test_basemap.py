"""The base map and the console's own files."""

import gzip
import json

from web.bench import run, served


def test_the_base_map_is_packed_on_the_wire_and_not_sent_twice(tmp_path):
    content = json.dumps({"type": "FeatureCollection", "features": []}).encode()
    (tmp_path / "places.geojson.gz").write_bytes(gzip.compress(content))
    (tmp_path / "secret.txt").write_text("no")

    async def play():
        async with served(basemap=tmp_path) as bench:
            answer = await bench.client.get("/basemap/places.geojson")
            assert answer.headers["content-encoding"] == "gzip"
            assert answer.content == content
            assert "max-age" in answer.headers["cache-control"]
            plain = await bench.client.get("/basemap/places.geojson", headers={"accept-encoding": "identity"})
            assert "content-encoding" not in plain.headers
            assert plain.content == content
            again = await bench.client.get("/basemap/places.geojson", headers={"if-none-match": answer.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
            for name in ("secret.txt", "..%2fsecret.txt", "places.geojson.gz", "x"):
                assert (await bench.client.get(f"/basemap/{name}")).status_code == 404

    run(play())


def test_the_console_s_files(tmp_path):
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>console</title>")
    (dist / "assets" / "index-abc.js").write_text("1")
    (tmp_path / "secret.js").write_text("no")

    async def play():
        async with served(dist=dist) as bench:
            del bench.client.headers["authorization"]
            index = await bench.client.get("/?token=anything")
            assert "console" in index.text
            assert index.headers["cache-control"] == "no-cache"
            script = await bench.client.get("/assets/index-abc.js")
            assert "immutable" in script.headers["cache-control"]
            assert script.headers["content-type"].startswith("text/javascript")
            for path in ("/../secret.js", "/%2e%2e/secret.js", "/assets/..%2f..%2fsecret.js", "/nothing"):
                assert (await bench.client.get(path)).status_code == 404

    run(play())


def test_a_console_that_was_not_built_says_so(tmp_path):
    async def play():
        async with served(dist=tmp_path / "absent") as bench:
            answer = await bench.client.get("/")
            assert answer.status_code == 503
            assert "not built" in answer.text

    run(play())
