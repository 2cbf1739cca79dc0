"""Passwords: kept as Argon2id (RFC 9106) in the PHC string format, and compared in the time that one hash takes.

The cost is that of RFC 9106's second recommendation, 64 MiB and 3 passes, with one lane: the machine has other work.
"""

import secrets
import unicodedata
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MEMORY_KIB, PASSES, LANES = 65_536, 3, 1
LEAST, MOST = 12, 1_000
"""Characters."""


def hashed(password: str) -> str:
    """What is kept of it."""
    kdf = Argon2id(salt=secrets.token_bytes(16), length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    return kdf.derive_phc_encoded(_octets(password))


@cache
def _nobodys() -> str:
    """What is asked for a user that there is not, so that it takes as long."""
    return hashed(secrets.token_hex(32))


def matches(password: str, kept: str) -> bool:
    """Whether it is the one that was kept; "" is nobody's, and takes as long."""
    nobodys = _nobodys()
    try:
        Argon2id.verify_phc_encoded(_octets(password), kept or nobodys)
    except (InvalidKey, ValueError):
        return False
    return True


def refused(password: str, name: str) -> str:
    """Why a new password is none; "" where it is (NIST SP 800-63B: length counts, not kinds of letters)."""
    if not LEAST <= len(password) <= MOST:
        return f"a password has {LEAST} to {MOST} characters"
    if name.casefold() in password.casefold() or len(set(password)) < 5:
        return "a password is not the name, nor a few letters again and again"
    return ""


def _octets(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password[: 2 * MOST]).encode("utf-8", "surrogatepass")
