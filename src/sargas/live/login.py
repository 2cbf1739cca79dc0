"""Login: a file of two lines, name and password, that a site file names and does not hold."""

from pathlib import Path

from sargas.errors import Unavailable


def login(path: str) -> tuple[str, str]:
    """(name, password). Raises Unavailable where the file is not there, or not of two lines."""
    try:
        name, password = Path(path).read_text(encoding="utf-8").splitlines()[:2]
    except (OSError, ValueError):
        raise Unavailable(f"{path}: not a login of two lines, name and password") from None
    return name, password
