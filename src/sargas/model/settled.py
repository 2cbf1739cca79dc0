"""Settled: when a word last changed in what a person acts upon, so that an act fits on what the person saw.

Rule: a word's version grows by one with each change; an act fits as long as nothing has settled since the version that
the person saw. What only follows the object (places, times) settles nothing.
"""

from typing import Any, ClassVar, Generic, TypeVar

import msgspec

W = TypeVar("W")


class Settled(Generic[W]):
    """For what a room keeps beside one word; `WORD` names the attribute that is the word."""

    WORD: ClassVar[str]
    settled: int
    """The version at which what a person acts upon last changed."""

    def change(self, settles: bool, **fields: Any) -> W:
        """The next version of the word."""
        before: Any = getattr(self, self.WORD)
        word: W = msgspec.structs.replace(before, version=before.version + 1, **fields)
        setattr(self, self.WORD, word)
        if settles:
            self.settled = before.version + 1
        return word

    def fits(self, seen: int | None) -> bool:
        """Whether an act fits on what a person saw as version `seen`; None: on whatever there is."""
        return seen is None or self.settled <= seen <= getattr(self, self.WORD).version
