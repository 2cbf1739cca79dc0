"""Web: the operator's console. One more consumer of the core: what is drawn here was decided elsewhere.

Rule: no logic lives here, nothing is served without the token but `/healthz` and the console's own files, and nothing a
sensor wrote is ever HTML. `docs/reference/web.md` is the contract.

    screens = Screens(site, [Screen(name, kind, sensors, zones), ...])   # a Subscriber of the live room
    app = build_app(screens, token, inbox, counters, basemap)            # ASGI
    server = Server(app, settings); url = await server.start(); ...; await server.stop()
"""

from sargas.web.settings import Settings

__all__ = ["Settings"]
