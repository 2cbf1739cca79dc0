"""A decoder to talk with: messages in, items and what is said back out."""

import json
from collections.abc import Sequence
from typing import Any

from samples_of import samples
from sargas.formats.sapient.decoder import Decoder
from sargas.formats.sapient.settings import Settings
from sargas.formats.sapient.wire import payload
from sargas.model.batch import Item
from sargas.model.fault import Fault
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.released import Reply
from sargas.model.status import SensorStatus
from sargas.model.tracks import Tracks

MADE = samples("sapient")


class Talk:
    """`say` gives what the decoder makes of messages; after it `answers` are the messages said back, as contents."""

    def __init__(self, sensors: Sequence[Any] = MADE.SENSORS, registered: bool = True, **more: Any) -> None:
        self.settings = Settings("feed", stream=True, **more)
        self.decoder = Decoder(sensors, self.settings)
        self.number = 0
        self.items: list[Item] = []
        if registered:
            self.say(*MADE.REGISTRATIONS)

    def say(self, *messages: Any, time_s: float = MADE.TIME_S, link: str = "", ended: bool = False) -> "Talk":
        data = b"".join(message if isinstance(message, bytes) else MADE.frame(message) for message in messages)
        self.number += 1
        self.items = self.decoder.feed([Chunk(self.number, time_s, data, link, ended)])
        return self

    def of(self, kind: type) -> list[Any]:
        return [item for item in self.items if isinstance(item, kind)]

    @property
    def plots(self) -> Plots:
        return Plots.concatenate(self.of(Plots), [sensor.id for sensor in MADE.SENSORS])

    @property
    def tracks(self) -> Tracks:
        return Tracks.concatenate(self.of(Tracks))

    @property
    def faults(self) -> list[str]:
        return [f"{fault.source}: {fault.reason}" for fault in self.of(Fault)]

    @property
    def statuses(self) -> list[tuple[str, str, str]]:
        return [(status.sensor, status.status, status.detail) for status in self.of(SensorStatus)]

    @property
    def answers(self) -> list[Any]:
        found = []
        for reply in self.of(Reply):
            cut = payload(reply.payload)
            assert not cut.faults
            found.append(cut.messages[0].content)
        return found


def text(message: Any) -> bytes:
    return json.dumps(message).encode()
