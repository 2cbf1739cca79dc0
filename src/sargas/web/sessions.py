"""Sessions: who has signed in at the console. Its id is a cookie of 256 random bits; kept is only its SHA-256.

Rule: a session ends when nothing was asked with it for IDLE_S, when it is LASTS_S old, by its user, or by an admin;
what is open with it (streams) is told at once. With a file they outlive a restart of the server, as the console does.
"""

import contextlib
import logging
import math
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from sargas.web.roles import Role
from sargas.web.users import digest, write_private

IDLE_S, LASTS_S = 900.0, 43_200.0
"""A quarter of an hour without a page open; a watch of twelve hours."""
MOST, MOST_OF_ONE = 2_000, 20
"""The longest unused go first."""
SAVE_S = 60.0
"""When something was asked is written down no oftener."""

SignedIn = Literal["password", "oidc"]

_LOG = logging.getLogger("sargas.web")


class Session(msgspec.Struct):
    """One sign-in."""

    number: int
    """How an admin calls it."""
    sha256: str
    user: str
    way: SignedIn
    stamp: str
    """Of the user's password, see `User.stamp`; "" where another vouches for who it is."""
    roles: tuple[Role, ...]
    """Where another vouches: what it said; else the users' file says."""
    cleared: bool
    address: str
    since_s: float
    seen_s: float


class _File(msgspec.Struct):
    sessions: list[Session]
    next_number: int


class Sessions:
    """All of them. `clock` gives UTC Unix seconds. Methods belong to the event loop."""

    def __init__(self, clock: Callable[[], float], path: Path | None = None) -> None:
        self._clock, self._path = clock, path
        self._by_id: dict[str, Session] = {}
        self._open: dict[str, list[Callable[[], None]]] = {}
        self._next = 1
        self._saved_s = -math.inf
        if path is not None and path.exists():
            self._load(path)

    def __iter__(self) -> Iterator[Session]:
        """Those that hold, the latest used first."""
        held = [one for one in self._by_id.values() if self.holds(one)]
        return iter(sorted(held, key=lambda one: (-one.seen_s, -one.number)))

    def begin(
        self,
        user: str,
        way: SignedIn,
        address: str = "",
        stamp: str = "",
        roles: tuple[Role, ...] = (),
        cleared: bool = False,
    ) -> tuple[str, Session]:
        """A new one, and its id, which is not kept."""
        secret, now_s = secrets.token_urlsafe(32), self._clock()
        made = Session(self._next, digest(secret), user, way, stamp, roles, cleared, address, now_s, now_s)
        self._next += 1
        self._by_id[made.sha256] = made
        for old in [*[one for one in self._by_id.values() if one.user == user][:-MOST_OF_ONE], *self._overdue()]:
            self.end(old)
        self._save()
        return secret, made

    def find(self, secret: str) -> Session | None:
        """Whose id this is, while it holds; that counts as use."""
        found = self._by_id.get(digest(secret))
        if found is None or not self.holds(found):
            return None
        found.seen_s = self._clock()
        if found.seen_s - self._saved_s > SAVE_S:
            self._save()
        return found

    def numbered(self, number: int) -> Session | None:
        """Which an admin calls so."""
        return next((one for one in self if one.number == number), None)

    def holds(self, session: Session) -> bool:
        """Whether it is not over."""
        now_s = self._clock()
        if session.sha256 not in self._by_id or now_s - session.since_s >= LASTS_S:
            return False
        return session.sha256 in self._open or now_s - session.seen_s < IDLE_S

    def end(self, session: Session) -> None:
        """Now, with all that is open with it."""
        self._by_id.pop(session.sha256, None)
        for close in self._open.pop(session.sha256, []):
            close()
        self._save()

    @contextlib.contextmanager
    def open(self, session: Session | None, close: Callable[[], None]) -> Iterator[None]:
        """Something is open with it, which counts as use; `close` is called when it ends. None: with no session."""
        if session is None:
            yield
            return
        self._open.setdefault(session.sha256, []).append(close)
        try:
            yield
        finally:
            session.seen_s = self._clock()
            left = [one for one in self._open.pop(session.sha256, []) if one is not close]
            if left:
                self._open[session.sha256] = left

    def _overdue(self) -> list[Session]:
        over = [one for one in self._by_id.values() if not self.holds(one)]
        return over or sorted(self._by_id.values(), key=lambda one: one.seen_s)[: max(len(self._by_id) - MOST, 0)]

    def _load(self, path: Path) -> None:
        try:
            found = msgspec.json.decode(path.read_bytes(), type=_File)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            _LOG.warning("%s: no file of sessions: everybody signs in again", path)
            return
        self._by_id = {one.sha256: one for one in found.sessions}
        self._next = found.next_number

    def _save(self) -> None:
        if self._path is None:
            return
        self._saved_s = self._clock()
        try:
            data = msgspec.json.encode(_File(list(self._by_id.values()), self._next))
            write_private(self._path, data, durable=False)
        except OSError as error:
            _LOG.warning("%s: sessions will not outlive a restart: %s", self._path, error.strerror)
