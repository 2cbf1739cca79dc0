"""The only things an encoder accepts: Released, Reply, Simulated.

Released is built only in `sargas/sharing/release.py`, Simulated only in `sargas/exercise/`:
`tests/test_house.py` holds that.
"""

from typing import Generic, TypeVar

import msgspec

from sargas.model.label import Label

T = TypeVar("T")


class Released(msgspec.Struct, Generic[T], frozen=True):
    """An item that the policy lets this recipient have, already made as coarse and as late as it says."""

    item: T
    recipient: str
    label: Label


class Reply(msgspec.Struct, frozen=True, tag="reply"):
    """Protocol bytes to the peer of a feed (an ack); never sent in a replay."""

    feed: str
    payload: bytes
    record_number: int = -1
    link: str = ""
    """Which connection of the feed, where it has several."""


class Simulated(msgspec.Struct, Generic[T], frozen=True):
    """An item made by an exercise; its encoder sets the simulated bit of the format."""

    item: T
