"""The console's own files and the bundled base map: the same for everybody, so no token; nothing from elsewhere."""

import gzip
import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

DIST = Path(__file__).parent / "dist"

_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sargas</title>
<body style="font: 16px sans-serif; max-width: 40em; margin: 4em auto">
<h1>The console is not built</h1>
<p>The system runs, but its front end was not built into this installation. In a source tree, <code>make setup</code>
builds it; an installed package has it already.</p>
<p>Everything else is there: <code>/api/state</code>, <code>/api/picture</code>, <code>/api/incidents</code> and
<code>/metrics</code>, with the token.</p>"""


class BaseMap:
    """Every NAME.geojson.gz of a folder as /basemap/NAME.geojson, packed on the wire."""

    def __init__(self, folder: Path | None) -> None:
        files = sorted(folder.glob("*.geojson.gz")) if folder is not None else []
        self._content = {path.name.removesuffix(".gz"): path.read_bytes() for path in files}
        self._etag = {name: f'"{hashlib.sha256(data).hexdigest()[:32]}"' for name, data in self._content.items()}

    async def serve(self, request: Request) -> Response:
        """One layer; 404 when there is none of that name."""
        name = request.path_params["name"]
        content = self._content.get(name)
        if content is None:
            return Response(b'{"error":"no such layer"}', 404, media_type="application/json")
        headers = {"etag": self._etag[name], "cache-control": "public, max-age=86400", "vary": "accept-encoding"}
        if request.headers.get("if-none-match") == self._etag[name]:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
        else:
            content = gzip.decompress(content)
        return Response(content, headers=headers, media_type="application/geo+json")


class ConsoleFiles(StaticFiles):
    """The built front end; a page that says so when it is not there. Files with a hash in their name are kept."""

    def __init__(self, folder: Path = DIST) -> None:
        self.is_built = (folder / "index.html").is_file()
        super().__init__(directory=folder, html=True, check_dir=False)

    async def check_config(self) -> None:
        """A folder that is not there is told to the reader, not raised."""
        if self.is_built:
            await super().check_config()

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or 404."""
        if not self.is_built:
            return HTMLResponse(_NOT_BUILT, 503 if path == "." else 404)
        response = await super().get_response(path, scope)
        hashed = path.startswith("assets/")
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response
