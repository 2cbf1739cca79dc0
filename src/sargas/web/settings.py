"""Settings of the console's server."""

import ipaddress
from urllib.parse import urlsplit

import msgspec

from sargas.web.roles import Role


class OidcSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[web.oidc]`: people sign in at a provider of their organisation (OpenID Connect)."""

    issuer: str
    """As the provider writes itself: https, or http on loopback."""
    client_id: str
    client_secret: str = ""
    """File of the secret that the provider gave, relative to the site file; without it, a public client with PKCE."""
    label: str = "Sign in with your organisation"
    """Words of the button."""
    scopes: tuple[str, ...] = ("openid", "profile")
    name_claim: str = "preferred_username"
    """Whose value is the name in the journal and on the roster: one that people cannot change themselves."""
    groups_claim: str = "groups"
    roles: dict[str, tuple[Role, ...]] = {}
    """Group -> roles here; whoever is in none of them does not come in."""
    cleared: tuple[str, ...] = ()
    """Groups that may see unlawful interference (7500), where `cleared` of `[web]` shows it at all."""
    redirect: str = ""
    """Where the provider sends people back to, where it is not this server's own address and /api/oidc/callback."""
    ca: str = ""
    """File of authorities to trust in place of the system's, relative to the site file."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise ValueError("issuer: https, or http on loopback")
        if "openid" not in self.scopes:
            raise ValueError("scopes: openid is one of them")
        if not self.client_id:
            raise ValueError("client_id: as the provider knows us")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[web]` of a site file."""

    host: str = "127.0.0.1"
    """Address to listen on; anything but loopback puts the console on the network, and needs a certificate."""
    port: int = 8787
    """0 takes a free one."""
    hosts: tuple[str, ...] = ()
    """Names under which browsers may reach it besides 127.0.0.1, localhost and [::1]."""
    certificate: str = ""
    """File of the certificate with its chain (PEM), relative to the site file: then it speaks TLS and nothing else."""
    key: str = ""
    """File of its key (PEM)."""
    in_the_clear: bool = False
    """It listens on the network without TLS all the same: something in front of it speaks TLS, on a network that nobody
    else is on. Passwords and the picture cross that network as they are."""
    users: str = ""
    """File of users that `sargas users` writes, relative to the site file. With the first user in it the token that is
    printed at the start opens nothing any more."""
    oidc: OidcSettings | None = None
    cleared: bool = False
    """Unlawful interference (7500) is shown, in tracks and alerts, to users who are cleared; without users, to who has
    the token. Without it, to nobody: such a track shows no code and no emergency."""
    history: str = ""
    """File of the past (`sargas history import`), relative to the site file; patterns are for the restricted role."""


def is_loopback(host: str) -> bool:
    """Whether only this machine is reached by it."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
