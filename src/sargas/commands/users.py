"""`sargas users`: the file of who may come to the console. Passwords are read, never given as arguments: those are seen
by everybody on the machine and kept in histories of shells."""

import getpass
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from sargas.errors import ConfigError
from sargas.formats.instants import instant_text
from sargas.web.passwords import hashed, refused
from sargas.web.roles import ROLES, Role
from sargas.web.users import (
    MOST_KEYS,
    MOST_USERS,
    Key,
    User,
    Users,
    changing,
    digest,
    name_refused,
    new_key,
    read_users,
    write_users,
)

DAY_S = 86_400.0


def password_of(name: str) -> str:
    """From the terminal, twice; else the first line of standard input. Raises ConfigError."""
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password of {name}: ")
        if getpass.getpass("Once more: ") != password:
            raise ConfigError(["the two are not the same"])
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if why := refused(password, name):
        raise ConfigError([why])
    return password


def roles_of(names: Sequence[str]) -> tuple[Role, ...]:
    """Roles by their names; raises ConfigError."""
    unknown = [name for name in names if name not in ROLES]
    if unknown or not names:
        said = f"no role is called {unknown[0]!r}" if unknown else "a user has one role at least"
        raise ConfigError([f"{said}: {', '.join(ROLES)}"])
    return tuple(role for role in ROLES if role in names)


def known(users: Users, name: str) -> User:
    """Who is called so; raises ConfigError."""
    user = users.named(name)
    if user is None:
        raise ConfigError([f"no user is called {name!r}"])
    return user


def run_add(file: Path, name: str, roles: Sequence[str], cleared: bool) -> int:
    """Somebody new."""
    held = roles_of(roles)
    if why := name_refused(name):
        raise ConfigError([why])
    password = hashed(password_of(name))
    with changing(file) as users:
        if users.named(name) is not None:
            raise ConfigError([f"{name} is a user already: passwd and roles change one"])
        if len(users) >= MOST_USERS:
            raise ConfigError([f"at most {MOST_USERS} users"])
        write_users(file, users.with_user(User(name, password, held, cleared)))
    print(f"{name}: {', '.join(held)}")
    return 0


def run_passwd(file: Path, name: str) -> int:
    """Another password; sessions that began with the old one end."""
    password = hashed(password_of(known(read_users(file), name).name))
    _change(file, name, password=password)
    return 0


def run_roles(file: Path, name: str, roles: Sequence[str], cleared: bool) -> int:
    """Other roles, from the next request on."""
    held = roles_of(roles)
    _change(file, name, roles=held, cleared=cleared)
    print(f"{name}: {', '.join(held)}{', cleared' if cleared else ''}")
    return 0


def run_remove(file: Path, name: str) -> int:
    """Nobody is called so any more; sessions and keys end."""
    with changing(file) as users:
        user = known(users, name)
        if len(users) == 1:
            raise ConfigError([f"{user.name} is the last user: without any, the next start prints a token again; "
                               f"if that is meant, remove {file}"])  # fmt: skip
        write_users(file, users.without(name))
    return 0


def run_key(file: Path, name: str, label: str, roles: Sequence[str], days: float | None) -> int:
    """A key for a program of a user, told once."""
    key, now_s = new_key(), time.time()
    if why := name_refused(label):
        raise ConfigError([f"label: {why}"])
    with changing(file) as users:
        user = known(users, name)
        held = roles_of(roles or user.roles)
        if more := [role for role in held if not user.lends(role)]:
            raise ConfigError([f"{user.name} is no {more[0]}"])
        if any(one.label == label for one in user.keys) or len(user.keys) >= MOST_KEYS:
            raise ConfigError([f"{user.name} has a key {label!r} already, or {MOST_KEYS} of them"])
        made = Key(label, digest(key), held, now_s, None if days is None else now_s + days * DAY_S)
        write_users(file, users.with_user(msgspec.structs.replace(user, keys=(*user.keys, made))))
    print(key)
    return 0


def run_revoke(file: Path, name: str, label: str) -> int:
    """A key opens nothing any more."""
    with changing(file) as users:
        user = known(users, name)
        left = tuple(one for one in user.keys if one.label != label)
        if len(left) == len(user.keys):
            raise ConfigError([f"{user.name} has no key {label!r}"])
        write_users(file, users.with_user(msgspec.structs.replace(user, keys=left)))
    return 0


def run_list(file: Path, as_json: bool) -> int:
    """Who there is; nothing that opens anything."""
    for user in sorted(read_users(file), key=lambda one: one.name):
        keys = [{"label": key.label, "roles": key.roles, "until_s": key.until_s} for key in user.keys]
        if as_json:
            row = {"name": user.name, "roles": user.roles, "cleared": user.cleared, "keys": keys}
            print(msgspec.json.encode(row).decode())
            continue
        print(f"{user.name}: {', '.join(user.roles)}{', cleared' if user.cleared else ''}")
        for key in user.keys:
            until = "" if key.until_s is None else f" until {instant_text(key.until_s)}"
            print(f"  key {key.label}: {', '.join(key.roles)}{until}")
    return 0


def _change(file: Path, name: str, **given: Any) -> None:
    with changing(file) as users:
        write_users(file, users.with_user(msgspec.structs.replace(known(users, name), **given)))
