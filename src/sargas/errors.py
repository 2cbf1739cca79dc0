"""The errors of Sargas; everything else is a builtin.

SargasError
|-- ConfigError      the site file or a file it names is wrong: every finding at once, refuse to start (exit code 2)
|-- DecodeError      bytes that are not what they claim to be; a ValueError too; becomes a Fault inside the decoder
|-- Unavailable      a peer is down: try again, with back-off
|-- Rejected         a peer refused for good: do not try again, tell the operator
`-- JournalError     the record cannot be written or does not verify
"""

from collections.abc import Sequence


class SargasError(Exception):
    """Root of the tree."""


class ConfigError(SargasError):
    """All findings about a configuration, each with its key path, one a line."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = tuple(findings)


class DecodeError(SargasError, ValueError):
    """Bytes that break their format, with the offset in bytes where that was noticed."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(f"{reason} (at byte {offset})")
        self.reason = reason
        self.offset = offset


class Unavailable(SargasError):
    """A peer cannot be reached now."""


class Rejected(SargasError):
    """A peer refused and will refuse again."""


class JournalError(SargasError):
    """The journal cannot be written, or a record of it does not verify."""
