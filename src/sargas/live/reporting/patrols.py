"""Patrols: who reports for a service. A file of lines `name token`; a page that ends in #patrol=TOKEN is that patrol's.

A token is 16 letters at least; `python3 -c "import secrets; print(secrets.token_urlsafe())"` makes one.
"""

import hmac
import re
from hashlib import sha256
from pathlib import Path

from sargas.errors import Unavailable

_LINE = re.compile(r"([A-Za-z0-9_-]{1,64})\s+(\S{16,200})")


class Patrols:
    """Names by the hash of their tokens."""

    def __init__(self, path: str | None) -> None:
        """Raises Unavailable where the file is not there, or a line is none."""
        self._names: dict[bytes, str] = {}
        try:
            lines = [] if path is None else Path(path).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise Unavailable(f"{path}: not a file of patrols") from None
        for number, line in enumerate(lines, 1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            said = _LINE.fullmatch(text)
            if said is None:
                raise Unavailable(f"{path}: line {number} is no name and token of 16 letters or more")
            self._names[sha256(said[2].encode()).digest()] = said[1]

    def named(self, token: str) -> str | None:
        """Whose it is."""
        asked = sha256(token.encode()).digest()
        found = None
        for digest, name in self._names.items():  # all of them, so that no time tells how near a guess was
            if hmac.compare_digest(digest, asked):
                found = name
        return found
