"""Reading back: what a partner was sent, through a decoder of its format, as the partner's own system would."""

import tomllib
from collections import Counter
from collections.abc import Sequence

import msgspec

from sargas.formats.format import Format
from sargas.model.fault import Fault
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.status import NewSensor


class BackReader:
    """Of one partner. Who we are to it, it learns from the first message, as the operator there would enter it."""

    def __init__(self, form: Format, name: str) -> None:
        self._form, self._name = form, name
        self._known: list[Sensor] = []
        self._decoder = form.decoder((), form.settings(feed=name))
        self.sent = 0
        self.faults: Counter[str] = Counter()
        """By reason: what could not be read."""

    def read(self, time_s: float, messages: Sequence[bytes]) -> None:
        """Messages of one moment."""
        chunks = [Chunk(self.sent + k, time_s, message) for k, message in enumerate(messages)]
        self.sent += len(messages)
        items = self._decoder.feed(chunks)
        new = [item.suggestion for item in items if isinstance(item, NewSensor)]
        if new:
            for stanza in new:
                self._known += msgspec.convert(tomllib.loads(stanza)["sensors"], list[Sensor])
            self._decoder = self._form.decoder(self._known, self._form.settings(feed=self._name))
            items = self._decoder.feed(chunks)
        for item in items:
            if isinstance(item, Fault):
                self.faults[item.reason] += item.count
