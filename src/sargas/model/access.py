"""Access: who came in, who was turned away, and who read what is restricted. Acts are Decisions and name who did them.

Nothing of a picture follows from it: a replay passes it by.
"""

from typing import Literal

import msgspec

AccessEvent = Literal["login", "failed", "logout", "revoked", "read", "refused"]
"""read: what the table of roles marks as journaled. refused: somebody who is known asked for what their roles do not
open; once for each path."""

Way = Literal["token", "password", "oidc", "key", ""]
"""By what somebody was known."""


class Access(msgspec.Struct, frozen=True, tag="access", omit_defaults=True):
    """One such event."""

    event: AccessEvent
    time_s: float
    """Of the machine's clock; the record's own time is that of its partition."""
    by: str = ""
    """The user; "" where nobody is known by that name: what was typed instead may be a password."""
    way: Way = ""
    what: str = ""
    """The path that was read or refused, the user whose session was ended, or why."""
    address: str = ""
    """Where from."""
