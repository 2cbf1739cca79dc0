"""Feed and Sensor: a feed is a connection, a sensor is found inside it by `match`."""

from typing import Any, Literal

import msgspec

from sargas.model.label import Label
from sargas.model.place import Site
from sargas.model.sigma import Sigma

SensorKind = Literal["psr", "ssr", "mlat", "adsb", "acoustic", "rf", "eo", "remote_id", "observer", "system"]


class Feed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from"}):
    """A connection: `from` (udp:// tcp:// file:// journal:// exercise://), a format, editions, a partition."""

    id: str
    source: str
    format: str
    editions: dict[str, str] = {}
    partition: str = "live"
    framing: str = "auto"
    settings: dict[str, Any] = {}
    """More settings of its format."""
    personal: bool | None = None
    """Its bytes hold personal data, and are erased by age; not given: as its format says."""


class Sensor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sensor found in a feed by `match` (sac/sic, node_id, thing, receiver); no match keys: the feed's only one."""

    id: str
    feed: str
    kind: SensorKind
    match: dict[str, int | str] = {}
    site: Site | None = None
    nation: str | None = None
    accuracy: Sigma = Sigma()
    """Of its plots, where they do not state their own."""
    interval_s: float | None = None
    """Expected time between looks (one antenna turn); silent after three of them."""
    range_m: float | None = None
    """Instrumented range."""
    detection_probability: float | None = None
    monitors: tuple[Site, ...] = ()
    """Fixed transponders whose place is known: their reports (RAB) tell its biases."""
    label: Label = Label()
