"""People: who is behind a request, and how one becomes known: by a password, by another's word (OIDC), by a program's
key, or, while there are no users, by the token that this run printed.

Rule: the token is the first way in and nothing else: with the first user, or with OIDC, it opens nothing any more. Who
is not known and who had a wrong password are told the same, after the same time.
"""

import asyncio
import contextlib
import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from sargas.errors import ConfigError, SargasError
from sargas.model.access import Access, AccessEvent, Way
from sargas.warning.settings import plain_name
from sargas.web.attempts import Attempts
from sargas.web.passwords import matches
from sargas.web.roles import ROLES, Role
from sargas.web.sessions import Session, Sessions
from sargas.web.users import MOST_NAME, Users, name_refused, read_users

Witness = Callable[[str | None, Access], Awaitable[None]]
"""(partition that was asked about, what is to be journaled); raises SargasError when it cannot be."""

WAITING = 16
"""So many passwords may wait to be compared: each takes a core for a while."""
TELL_S = 2.0
"""How long a record of a read may take to be on disk."""

_LOG = logging.getLogger("sargas.web")


class Person(NamedTuple):
    """Who asks."""

    name: str
    """"" with the token: then acts say themselves by whom they are."""
    roles: tuple[Role, ...]
    way: Way
    cleared: bool = False
    session: Session | None = None


class Identity(NamedTuple):
    """Who somebody is by another's word."""

    name: str
    roles: tuple[Role, ...]
    cleared: bool = False


class Denied(Exception):
    """Nobody came in; the status and the words to answer."""

    def __init__(self, status: int, reason: str, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.status, self.reason, self.wait_s = status, reason, wait_s


def new_token() -> str:
    """A token nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


class People:
    """Of one server. All methods belong to the event loop."""

    def __init__(
        self,
        token: str,
        users: Path | None = None,
        sessions: Path | None = None,
        has_oidc: bool = False,
        witness: Witness | None = None,
        place_of: Callable[[str], str] = str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`place_of`: an address, to what is counted as one place. Raises ConfigError for a file of users that is none.

        `sessions`: where they outlive a restart.
        """
        self._token, self._path, self._witness, self._place_of, self._clock = token, users, witness, place_of, clock
        self._users, self._seen = Users(), (0, 0, 0)
        self._is_first_run = not has_oidc
        self._attempts = Attempts()
        self._comparing, self._waiting = asyncio.Semaphore(1), 0
        self.sessions = Sessions(clock, sessions)
        if users is not None:
            self._seen = _stamp_of(users)
            self._take(read_users(users))

    @property
    def is_first_run(self) -> bool:
        """Whether the token opens everything, for want of anybody."""
        self._look()
        return self._is_first_run

    @property
    def has_passwords(self) -> bool:
        """Whether somebody could sign in with one."""
        self._look()
        return len(self._users) > 0

    def of(self, bearer: str, query: Mapping[str, str], cookie: str) -> Person | None:
        """Who shows this: what a program sends, the token in an address, the cookie of a session."""
        self._look()
        if self._is_first_run:
            given = bearer or query.get("token", "")
            is_right = hmac.compare_digest(given.encode("utf-8", "surrogatepass"), self._token.encode())
            return Person("", ROLES, "token", True) if is_right else None
        if bearer:
            found = self._users.of_key(bearer, self._clock())
            if found is None:
                return None
            user, key = found
            return Person(user.name, tuple(filter(user.lends, key.roles)), "key", user.cleared)
        session = self.sessions.find(cookie) if cookie else None
        return None if session is None else self.person_of(session)

    def person_of(self, session: Session) -> Person | None:
        """Who a session is of, as their user is now; None, and it has ended, where it is of nobody any more."""
        self._look()
        if not self.sessions.holds(session):
            self.sessions.end(session)
            return None
        if session.way == "oidc":
            return Person(session.user, session.roles, "oidc", session.cleared, session)
        user = self._users.named(session.user)
        if user is None or user.stamp != session.stamp:
            self.sessions.end(session)
            return None
        return Person(user.name, user.roles, "password", user.cleared, session)

    async def sign_in(self, name: str, password: str, address: str) -> tuple[str, Person]:
        """The id of a new session, and who it is of. Raises Denied."""
        self._look()
        called, place = plain_name(name[: MOST_NAME + 1]), self._place_of(address)
        if (wait_s := self._attempts.begin(called, place, self._clock())) > 0.0:
            raise Denied(429, f"too many failures: try again in {wait_s:.0f} s", wait_s)
        if self._waiting >= WAITING:
            raise Denied(503, "too many sign in at once: try again", 1.0)
        user = self._users.named(name)
        self._waiting += 1
        try:
            async with self._comparing:
                is_right = await asyncio.to_thread(matches, password, user.password if user else "")
        finally:
            self._waiting -= 1
        if user is None or not is_right:
            await self.told("failed", user.name if user else "", "password", address=address)
            raise Denied(401, "wrong name or password")
        self._attempts.succeeded(called, place)
        secret, session = self.sessions.begin(user.name, "password", address, stamp=user.stamp)
        await self.told("login", user.name, "password", address=address)
        return secret, Person(user.name, user.roles, "password", user.cleared, session)

    async def vouched(self, identity: Identity, address: str) -> tuple[str, Person]:
        """The same for who is known by another's word. Raises Denied."""
        self._look()
        why = name_refused(identity.name)
        if not why and self._users.named(identity.name) is not None:
            why = "a user of this site has that name"
        if not why and not identity.roles:
            why = "none of your groups has a role here"
        if why:
            await self.told("failed", way="oidc", what=why, address=address)
            raise Denied(403, why)
        name, roles, cleared = identity
        secret, session = self.sessions.begin(name, "oidc", address, roles=roles, cleared=cleared)
        await self.told("login", name, "oidc", address=address)
        return secret, Person(name, roles, "oidc", cleared, session)

    async def tell(
        self,
        event: AccessEvent,
        by: str = "",
        way: Way = "",
        what: str = "",
        address: str = "",
        partition: str | None = None,
    ) -> None:
        """Journal it, until it is on disk. Raises SargasError, TimeoutError."""
        if self._witness is not None:
            access = Access(event, self._clock(), by, way, what[:300], address)
            await asyncio.wait_for(self._witness(partition, access), TELL_S)

    async def told(self, event: AccessEvent, by: str = "", way: Way = "", what: str = "", address: str = "") -> None:
        """The same, where nothing hangs on it: who may come in comes in though the disk is full."""
        with contextlib.suppress(SargasError, TimeoutError):
            await self.tell(event, by, way, what, address)

    def _look(self) -> None:
        """Read the file of users again when it is another."""
        if self._path is None or (stamp := _stamp_of(self._path)) == self._seen:
            return
        self._seen = stamp
        try:
            self._take(read_users(self._path))
        except ConfigError as error:
            _LOG.error("users stay as they were: %s", error)

    def _take(self, users: Users) -> None:
        self._users = users
        self._is_first_run = self._is_first_run and not len(users)
        for session in self.sessions:
            self.person_of(session)


def _stamp_of(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_ino, found.st_size
