"""Web: the operator's console. One more consumer of the core: what is drawn here was decided elsewhere.

Rule: no logic lives here, nothing is served to who is not known but what the table of roles opens, and nothing a
sensor wrote is ever HTML. `docs/reference/web.md` is the contract.

    screens = Screens(site, [Screen(name, kind, sensors, zones), ...])   # a Subscriber of the live room
    app = build_app(screens, people, inbox, counters, basemap)           # ASGI
    server = Server(app, settings); url = await server.start(); ...; await server.stop()
"""

from sargas.web.settings import Settings

__all__ = ["Settings"]
