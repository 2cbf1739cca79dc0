"""Roles: the one table of who may do what. What it does not name is refused, to everybody.

A line of TABLE is a route of the app, word for word: who may use it, its method, its path, and what more is asked.

    voldpan   a letter for each role that may, in this order: viewer operator lead director planner admin partner
    *         everybody, unknown too
    +         everybody who is known, whatever the role
    person    by somebody who has signed in at the console, never by a program with a key
    journaled each use is written down, with the user, before it is answered

Why so: a viewer looks, and is not told where sensors stand. An operator and a lead do what a watch does. What the
public is told is released by a lead or a director, and by two persons of the roster. What is most telling of where we
see nothing is for directors and planners. An admin lets people in and out and sees no picture. A partner sees what is
public anyway: a picture of their own, cut by the release policy, is to come. Who has the token of a system without
users has every role.
"""

import re
from typing import Literal, NamedTuple, get_args

Role = Literal["viewer", "operator", "lead", "director", "planner", "admin", "partner"]
ROLES: tuple[Role, ...] = get_args(Role)
SEEING = ROLES[:5]
"""Who sees the picture."""
SITING = ROLES[1:5]
"""Who sees where sensors stand, too."""

TABLE = """
*        GET   /healthz
*        GET   /basemap/{name}
*        GET   /api/login
*        POST  /api/login
*        GET   /api/oidc/begin
*        GET   /api/oidc/callback
+        GET   /api/session
+        POST  /api/logout
-----a-  GET   /api/sessions                                          journaled
-----a-  POST  /api/sessions/{session}/revoke                         person

voldpa-  GET   /api/state
voldp--  GET   /api/picture
voldp--  GET   /api/picture/{number}
voldp--  GET   /api/trail/{number}
voldp--  GET   /api/tracks
voldp--  GET   /api/tracks/{number}/identity
voldp--  GET   /api/incidents
voldp--  GET   /api/incidents/{number}
voldp--  GET   /api/alerts
voldp--  GET   /api/silences
voldp--  GET   /api/duty
voldp--  GET   /api/acts
voldp--  GET   /api/watch_log
voldp--  GET   /api/sensors
voldp--  GET   /api/weather
voldpa-  GET   /api/faults
voldp--  GET   /api/events
voldp--  GET   /api/zones
voldp--  GET   /api/searches
voldp--  GET   /api/searches/{search}
voldp--  GET   /api/searches/{search}.geojson
voldp--  GET   /api/aerodromes
voldp--  GET   /api/aerodromes/{icao}
voldp--  GET   /api/aerodromes/{icao}/closure.txt
voldp--  GET   /api/aerodromes/{icao}/reopening.txt
voldp--  GET   /api/aerodromes/{icao}/log.csv
voldp--  GET   /api/warnings
voldp--  GET   /api/areas
voldp--  GET   /api/areas.geojson
voldpa-  GET   /metrics
+        GET   /warnings.atom
+        GET   /warnings/{identifier}.xml
---dp--  GET   /api/exercise
---dp--  GET   /api/restricted/patterns                               journaled
---dp--  GET   /api/restricted/patterns.geojson                       journaled

---d---  POST  /api/exercise/put_in
---d---  POST  /api/exercise/pace
---d---  POST  /api/exercise/fail_sensor
---d---  POST  /api/exercise/mend_sensor
---d---  POST  /api/exercise/change_wind
-ol----  POST  /api/incidents/{number}/acknowledge
-ol----  POST  /api/incidents/{number}/assign
-ol----  POST  /api/incidents/{number}/close
-ol----  POST  /api/incidents/{number}/reopen
-ol----  POST  /api/incidents/{number}/note
-ol----  POST  /api/incidents/{number}/merge
-ol----  POST  /api/incidents/{number}/separate
-ol----  POST  /api/incidents/{number}/link
-ol----  POST  /api/incidents/{number}/unlink
-ol----  POST  /api/alerts/{number}/acknowledge
-ol----  POST  /api/silences
-ol----  POST  /api/silences/{number}/end
-ol----  POST  /api/duty
-old---  POST  /api/watch_log
-ol----  POST  /api/tracks
-ol----  POST  /api/tracks/{number}/drop
-ol----  POST  /api/tracks/{number}/merge
-ol----  POST  /api/tracks/{number}/split
-ol----  POST  /api/tracks/{number}/reassociate
-ol----  POST  /api/tracks/{number}/coast
-ol----  POST  /api/tracks/{number}/lock_identity                     person
-ol----  POST  /api/tracks/{number}/correlate
-ol----  POST  /api/tracks/{number}/decorrelate
-ol----  POST  /api/acts/{record}/undo
-ol----  POST  /api/sensors/{sensor}/ask
-ol-p--  POST  /api/zones
-ol-p--  POST  /api/zones/{zone}/end
-old---  POST  /api/warnings
-old---  POST  /api/warnings/{number}/amend
-old---  POST  /api/warnings/{number}/retract
--ld---  POST  /api/warnings/{number}/release                         person
--ld---  POST  /api/warnings/{number}/all_clear                       person
-ol----  POST  /api/searches
-ol----  POST  /api/searches/{search}/sectors/{sector}/assign
-ol----  POST  /api/searches/{search}/sectors/{sector}/searched
-ol----  POST  /api/searches/{search}/finds
-ol----  POST  /api/searches/{search}/finds/{find}/hand_over
-ol----  POST  /api/searches/{search}/close
-ol----  POST  /api/searches/{search}/reopen
-ol----  POST  /api/aerodromes/{icao}/closures
-ol----  POST  /api/aerodromes/{icao}/reopenings
-ol----  POST  /api/aerodromes/{icao}/log/{corrects}/withdraw
-ol----  POST  /api/aerodromes/{icao}/objects/{track}/account_for
"""


class Rule(NamedTuple):
    """One line of the table."""

    roles: tuple[Role, ...]
    """Who may; all for `+`."""
    is_open: bool
    """Nobody has to be known."""
    by_person: bool
    is_journaled: bool

    def allows(self, roles: tuple[Role, ...]) -> bool:
        """Whether somebody with these roles may."""
        return self.roles == ROLES or any(role in self.roles for role in roles)


_LINE = re.compile(r"([*+]|[volpdan-]{7})\s+(GET|POST)\s+(/\S*)((?:\s+(?:person|journaled))*)")


def rules(table: str) -> dict[tuple[str, str], Rule]:
    """(method, path of the route) -> its line. Raises ValueError for a line that says nothing."""
    found: dict[tuple[str, str], Rule] = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        said = _LINE.fullmatch(line)
        if said is None:
            raise ValueError(line)
        who, method, path, more = said.groups()
        marks = dict(zip(ROLES, who, strict=True)) if len(who) > 1 else {}
        if any(mark not in ("-", role[0] if role != "partner" else "n") for role, mark in marks.items()):
            raise ValueError(line)
        if (method, path) in found:
            raise ValueError(f"twice: {line}")
        roles = tuple(role for role in ROLES if marks.get(role, who) != "-")
        found[method, path] = Rule(roles, who == "*", "person" in more, "journaled" in more)
    return found


RULES = rules(TABLE)


def acts_of(roles: tuple[Role, ...]) -> list[str]:
    """Paths of the acts that these roles may do, as the table writes them."""
    return [path for (method, path), rule in RULES.items() if method == "POST" and rule.allows(roles)]
