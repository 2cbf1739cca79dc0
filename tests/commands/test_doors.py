"""A site with users: what is printed, who comes in, what the journal says of it, and what a restart remembers."""

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from running import Sargas
from sargas.commands.doors import doors
from sargas.config import load_text
from sargas.errors import ConfigError
from sargas.live.site import LiveSite
from sargas.web.passwords import hashed
from sargas.web.settings import OidcSettings, Settings
from sargas.web.users import User, Users, write_users

SECRET = "correct horse battery"
SITE = """
[site]
name = "test"
lat_deg = 54.63
lon_deg = 25.28
data = "journal"

[[feeds]]
id = "lan"
from = "udp://127.0.0.1:{port}"
format = "asterix"

[web]
users = "users.json"
"""


def post(url: str, path: str, body: Any, cookie: str = "") -> tuple[int, Any, str]:
    """(status, answer, cookie) as a browser would."""
    headers = {"Origin": url, "Cookie": cookie, "Content-Type": "application/json"}
    request = urllib.request.Request(url + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            cookie = (response.headers["set-cookie"] or "").split(";")[0]
            return response.status, json.loads(response.read()), cookie
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read()), ""


def test_from_the_first_user_on_the_token_opens_nothing_and_the_journal_knows_who_came(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        (tmp_path / "site.toml").write_text(SITE.format(port=probe.getsockname()[1]))
    with Sargas("up", tmp_path / "site.toml", "--port", "0") as sargas:
        assert sargas.wait("/api/state", lambda state: state["partitions"][0]["time_s"])
        write_users(tmp_path / "users.json", Users((User("Ona", hashed(SECRET), ("planner",)),)))
        assert sargas.status("/api/state", sargas.token) == 401
        assert post(sargas.url, "/api/login", {"name": "Ona", "password": "wrong"})[0] == 401
        status, told, cookie = post(sargas.url, "/api/login", {"name": "Ona", "password": SECRET})
        assert (status, told["user"], told["roles"]) == (200, "Ona", ["planner"])
        request = urllib.request.Request(sargas.url + "/api/restricted/patterns", headers={"Cookie": cookie})
        with pytest.raises(urllib.error.HTTPError, match="404"):  # the site names no history
            urllib.request.urlopen(request, timeout=30)
        assert sargas.stop() == (0, "")
    said = subprocess.run(
        [sys.executable, "-m", "sargas.cli", "journal", "access", tmp_path / "journal" / "live", "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert [(row["event"], row["by"], row["what"]) for row in rows] == [
        ("failed", "Ona", ""),
        ("login", "Ona", ""),
        ("read", "Ona", "/api/restricted/patterns"),
    ]
    assert all(row["address"] == "127.0.0.1" for row in rows)
    with Sargas("up", tmp_path / "site.toml", "--port", "0") as again:
        assert again.token == ""
        port = again.url.rsplit(":", 1)[1]
        kept = f"sargas-{port}={cookie.split('=')[1]}"
        request = urllib.request.Request(again.url + "/api/session", headers={"Cookie": kept})
        with urllib.request.urlopen(request, timeout=30) as response:
            assert json.loads(response.read())["user"] == "Ona", "who was in before the restart still is"
        assert again.stop() == (0, "")


def test_files_that_are_not_there_are_told(tmp_path: Path) -> None:
    site = load_text(SITE.format(port=4444), tmp_path)
    provider = OidcSettings("https://sso.example", "sargas", client_secret="no.txt")
    with pytest.raises(ConfigError, match=r"web\.oidc\.client_secret"):
        doors(site, Settings(oidc=provider), "token", tmp_path, LiveSite([]))
    (tmp_path / "no.txt").write_text("secret\n")
    people, oidc = doors(site, Settings(oidc=provider), "token", tmp_path, LiveSite([]))
    assert oidc is not None
    assert not people.is_first_run
    trusting = OidcSettings("https://sso.example", "sargas", ca="no.pem")
    with pytest.raises(ConfigError, match=r"web\.oidc\.ca"):
        doors(site, Settings(oidc=trusting), "token", tmp_path, LiveSite([]))
