"""Doors: who may come to the console of a running site: its users, its provider, its certificate, and the journal that
is told of it."""

from pathlib import Path

import msgspec

from sargas.config import LoadedSite
from sargas.errors import ConfigError
from sargas.live.serving import network_of
from sargas.live.site import LiveSite
from sargas.model.access import Access
from sargas.web.oidc import Oidc
from sargas.web.people import People
from sargas.web.settings import Settings

SESSIONS = "sessions.json"
"""In the folder of the journals: who had signed in when the server stopped."""


def doors(site: LoadedSite, web: Settings, token: str, data: Path, live: LiveSite) -> tuple[People, Oidc | None]:
    """Who may come in, and the provider where there is one. Raises ConfigError for a file that is none."""
    partitions = live.partitions

    async def witness(partition: str | None, access: Access) -> None:
        """What is of no partition is journaled with the first."""
        await live.witness(partition if partition in partitions else partitions[0], access)

    users = site.folder / web.users if web.users else None
    people = People(token, users, data / SESSIONS, web.oidc is not None, witness, network_of)
    if web.oidc is None:
        return people, None
    oidc, secret = web.oidc, ""
    if oidc.client_secret:
        path = site.folder / oidc.client_secret
        try:
            secret = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError([f"web.oidc.client_secret: {path}: {error}"]) from None
    ca = str(site.folder / oidc.ca) if oidc.ca else ""
    try:
        return people, Oidc(msgspec.structs.replace(oidc, ca=ca), secret)
    except OSError as error:
        raise ConfigError([f"web.oidc.ca: {ca}: {error}"]) from None


def secured(site: LoadedSite, web: Settings) -> Settings:
    """The same with the files of its certificate made absolute."""
    if not web.certificate:
        return web
    return msgspec.structs.replace(web, certificate=str(site.folder / web.certificate), key=str(site.folder / web.key))
