"""Settings of the console's server."""

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[web]` of a site file."""

    host: str = "127.0.0.1"
    """Address to listen on; anything but loopback puts the console on the network."""
    port: int = 8787
    """0 takes a free one."""
    hosts: tuple[str, ...] = ()
    """Names under which browsers may reach it besides 127.0.0.1, localhost and [::1]."""
    cleared: bool = False
    """Whoever holds the token is cleared: unlawful interference (7500) is shown, in tracks and alerts. Without it, to
    nobody: such a track shows no code and no emergency."""
    history: str = ""
    """File of the past (`sargas history import`), relative to the site file; patterns are for the restricted role."""
