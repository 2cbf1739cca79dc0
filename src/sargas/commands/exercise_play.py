"""`sargas exercise play`: the bytes that a scenario's sensors send, to programs on this machine, at a speed.

Rule: they go to a loopback address and nowhere else, by udp, tcp or http, whatever their format: not every format can
say that it is simulated, and what a broker or a network passes on cannot be called back. Who flies, in DIS, goes to the
networks of simulators too: nothing in it is ever real.
"""

import datetime
import heapq
import http.client
import json
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

import msgspec

from sargas.commands.exercise import read_scenario
from sargas.errors import ConfigError
from sargas.exercise.player import chunks
from sargas.exercise.speaking import FORMS
from sargas.formats.registry import format_named
from sargas.live.address import Address, address

Send = Callable[[bytes], object]
SCHEMES = ("udp", "tcp", "http")
_CONNECT_S = 5.0


class Target(NamedTuple):
    """Where what speaks a format is sent."""

    form: str
    where: Address
    text: str
    """As it was said."""


def target_of(text: str) -> Target:
    """FORMAT=ADDRESS; raises ConfigError unless the format is spoken in exercises and the address is this machine."""
    form, separator, said = text.partition("=")
    if not separator or form not in FORMS:
        raise ConfigError([f"--to {text}: FORMAT=ADDRESS, of the formats {', '.join(FORMS)}"])
    try:
        where = address(said)
    except ValueError as error:
        raise ConfigError([f"--to {text}: {error}"]) from None
    if where.scheme not in SCHEMES or where.listens:
        raise ConfigError([f"--to {text}: an exercise is sent by {', '.join(SCHEMES)}, to who listens"])
    if not where.is_here and not format_named(form).simulated_only:
        raise ConfigError([f"--to {text}: an exercise stays on this machine: a loopback address (127.0.0.1)"])
    return Target(form, where, text)


def run_play(
    name: str, to: Sequence[str], speed: float, now: bool, duration_s: float | None, seed: int | None, as_json: bool
) -> int:
    """Plays until the scenario ends; raises ConfigError. Exit code 1 when a receiver went away."""
    if not (0.0 <= speed <= 10_000.0):
        raise ConfigError([f"--speed {speed}: from 0 (as fast as the machine can) to 10000"])
    targets = [target_of(text) for text in to]
    scenario = read_scenario(name, seed, duration_s).scenario
    if now:
        scenario = msgspec.structs.replace(scenario, start=datetime.datetime.now(datetime.UTC))
    sent: Counter[str] = Counter()
    lost = ""
    with ExitStack() as stack:
        sends = [stack.enter_context(_sender(target)) for target in targets]
        streams = [
            ((time_s, k, payload) for time_s, payload in chunks(scenario, target.form))
            for k, target in enumerate(targets)
        ]
        try:
            for k, payload in _paced(heapq.merge(*streams, key=lambda chunk: chunk[0]), scenario.start_s, speed):
                sends[k](payload)
                sent[targets[k].form] += 1
        except (OSError, http.client.HTTPException) as error:
            lost = f"a receiver went away: {error}"
    if as_json:
        print(json.dumps({"scenario": scenario.name, "sent": dict(sent), "lost": lost}))
    else:
        told = (
            ", ".join(f"{count} of {form}" for form, count in sent.items()) or "nothing: no sensor of it speaks these"
        )
        print(f"{scenario.name}: sent {told}")
    if lost:
        print(lost, file=sys.stderr)
    return 1 if lost else 0


def _paced(chunks: Iterator[tuple[float, int, bytes]], start_s: float, speed: float) -> Iterator[tuple[int, bytes]]:
    """Each payload when it is due."""
    began_s = time.monotonic()
    for time_s, k, payload in chunks:
        if speed > 0.0:
            wait_s = (time_s - start_s) / speed - (time.monotonic() - began_s)
            if wait_s > 0.0:
                time.sleep(wait_s)
        yield k, payload


@contextmanager
def _sender(target: Target) -> Iterator[Send]:
    where = target.where
    if where.scheme == "http":
        connection = http.client.HTTPConnection(where.host, where.port, timeout=_CONNECT_S)
        yield lambda payload: _post(connection, where.path or "/", payload)
        connection.close()
        return
    kind = socket.SOCK_DGRAM if where.scheme == "udp" else socket.SOCK_STREAM
    try:
        with socket.socket(socket.AF_INET6 if ":" in where.host else socket.AF_INET, kind) as sock:
            if where.scheme == "udp":
                yield lambda payload: sock.sendto(payload, (where.host, where.port))
            else:
                sock.settimeout(_CONNECT_S)
                sock.connect((where.host, where.port))
                yield lambda payload: sock.sendall(_line(payload))
    except OSError as error:
        raise ConfigError([f"--to {target.text}: {error.strerror or error}"]) from None


def _post(connection: http.client.HTTPConnection, path: str, payload: bytes) -> None:
    connection.request("POST", path, payload, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    if response.status >= 300:
        raise http.client.HTTPException(f"answered {response.status} {response.reason}")


def _line(payload: bytes) -> bytes:
    """In a stream, text ends with its line."""
    return payload + b"\n" if payload[:1] in (b"{", b"[") and payload[-1:] != b"\n" else payload
