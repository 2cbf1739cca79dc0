"""Users: who may come in, in one file of the site that `sargas users` writes and the console's server only reads.

Rule: the file is its owner's alone (mode 0600), and replaced whole, so that a reader never sees half of it. Passwords
are in it as Argon2id, keys of programs as SHA-256: they are 256 random bits, so nothing slower is needed. A name is how
the journal and the roster call somebody; case, blanks and unseen letters make no other person.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sargas.errors import ConfigError
from sargas.warning.settings import plain_name
from sargas.web.roles import SEEING, Role

MOST_NAME, MOST_USERS, MOST_KEYS = 100, 10_000, 100
KEY_MARK = "sargas_"
"""What a key begins with, so that one that was left somewhere is found."""


class Key(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A program's, that acts as its user."""

    label: str
    sha256: str
    roles: tuple[Role, ...]
    """Those that its user lends; one that they lend no more is the key's no more."""
    made_s: float
    until_s: float | None = None


class User(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One person."""

    name: str
    password: str
    """In the PHC string format."""
    roles: tuple[Role, ...]
    cleared: bool = False
    """May see unlawful interference (7500), where `[web] cleared` shows it at all."""
    keys: tuple[Key, ...] = ()

    @property
    def stamp(self) -> str:
        """Changes with the password, so that sessions which began with another one end."""
        return hashlib.sha256(self.password.encode()).hexdigest()[:16]

    def lends(self, role: Role) -> bool:
        """Whether a key of theirs may have a role: one of their own, or to look, of who sees the picture."""
        return role in self.roles or (role == "viewer" and any(one in SEEING for one in self.roles))


class _File(msgspec.Struct, forbid_unknown_fields=True):
    users: tuple[User, ...] = ()
    version: int = 1


class Users:
    """All of a file."""

    def __init__(self, users: tuple[User, ...] = ()) -> None:
        self._by_name = {plain_name(user.name): user for user in users}
        self._by_key = {key.sha256: (user, key) for user in users for key in user.keys}

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[User]:
        return iter(self._by_name.values())

    def named(self, name: str) -> User | None:
        """Who is called so."""
        return self._by_name.get(plain_name(name)) if len(name) <= MOST_NAME else None

    def of_key(self, given: str, now_s: float) -> tuple[User, Key] | None:
        """Whose key it is, while it holds."""
        found = self._by_key.get(digest(given)) if given.startswith(KEY_MARK) else None
        is_over = found is not None and found[1].until_s is not None and found[1].until_s <= now_s
        return None if is_over else found

    def with_user(self, user: User) -> "Users":
        """The same with this one, in place of who was called so."""
        others = [one for one in self if plain_name(one.name) != plain_name(user.name)]
        return Users((*others, user))

    def without(self, name: str) -> "Users":
        """The same without who is called so."""
        return Users(tuple(one for one in self if plain_name(one.name) != plain_name(name)))


def digest(secret: str) -> str:
    """What is kept of a key or of the id of a session."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_key() -> str:
    """A key nobody can guess: 256 bits."""
    return KEY_MARK + secrets.token_urlsafe(32)


def name_refused(name: str) -> str:
    """Why somebody cannot be called so; "" where they can."""
    if not plain_name(name) or name != name.strip() or len(name) > MOST_NAME:
        return f"a name has 1 to {MOST_NAME} characters, and no blank at either end"
    return "" if name.isprintable() else "a name is of letters that can be seen"


def read_users(path: Path) -> Users:
    """The users of a file; none where there is no file. Raises ConfigError."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            data = file.read()
    except FileNotFoundError:
        return Users()
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from None
    if mode & 0o077:
        raise ConfigError([f"{path}: others may read or write it (mode {mode:o}): chmod 600 {path}"])
    try:
        found = msgspec.json.decode(data, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: no file of users: {error}"]) from None
    users = Users(found.users)
    if len(users) < len(found.users):
        raise ConfigError([f"{path}: two users have one name"])
    return users


def write_private(path: Path, data: bytes, durable: bool = True) -> None:
    """Put `data` in the place of a file, all of it or nothing, for its owner alone. Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # of mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def write_users(path: Path, users: Users) -> None:
    """Replace the file. Raises ConfigError."""
    data = msgspec.json.format(msgspec.json.encode(_File(tuple(users))))
    try:
        write_private(path, data + b"\n")
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from None


@contextlib.contextmanager
def changing(path: Path) -> Iterator[Users]:
    """The users of a file while nobody else changes them. Raises ConfigError."""
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise ConfigError([f"{path.parent}: {error.strerror}"]) from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield read_users(path)
    finally:
        os.close(folder)
