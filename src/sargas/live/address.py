"""Address: where a feed comes from, as the `from` of a feed says it: scheme://place?option=value&..."""

import ipaddress
import math
import re
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec

TIMED_SCHEMES = ("file", "journal", "exercise")
"""Sources that bring their own times; all others are live."""

_HTTP = {"http": 80, "https": 443}
"""Schemes of HTTP and their ports."""
_FILES = ("ca", "cert", "key")
_NAMED = (*_FILES, "login", "patrols")
"""Options that are files."""
_OPTIONS: dict[str, tuple[str, ...]] = {
    "udp": ("interface", "answer"),
    "tcp": ("listen",),
    "tls": ("listen", "peer", *_FILES),
    "http": ("listen", "every", "login"),
    "https": ("listen", "every", "login", *_FILES),
    "mqtt": ("topic", "qos", "client", "login"),
    "mqtts": ("topic", "qos", "client", "login", *_FILES),
    "nats": ("subject", "durable", "login", *_FILES),
    "smtp": ("from", "to", "login", *_FILES),
    "smtps": ("from", "to", "login", *_FILES),
    "reports": ("proxy", "patrols", "burst", "every", "cert", "key"),
    "serial": ("baud", "parity"),
    "file": ("date",),
    "journal": ("feed", "stream"),
    "exercise": (),
}
_NEEDED: dict[str, tuple[str, ...]] = {
    "tls": _FILES,
    "mqtt": ("topic",),
    "mqtts": ("topic", "ca"),
    "nats": ("subject",),
    "smtp": ("from", "to"),
    "smtps": ("from", "to"),
}
"""Options without which nothing begins: both sides of a tls link show a certificate."""
MOST_RECIPIENTS = 20
_MAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


class Address(msgspec.Struct, frozen=True):
    """`host` and `port` of a network scheme, `path` of a timed one, or what is asked for by http."""

    scheme: str
    host: str = ""
    port: int = 0
    path: str = ""
    options: dict[str, str] = {}

    @property
    def listens(self) -> bool:
        """Whether peers connect to us."""
        return "listen" in self.options or self.scheme == "reports"

    @property
    def is_here(self) -> bool:
        """Whether it is this machine."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def stays_here(self) -> bool:
        """Whether what is told there stays on this machine: a broker passes it on to whoever subscribes, mail too."""
        return self.is_here and self.scheme not in ("mqtt", "mqtts", "nats", "smtp", "smtps")

    @property
    def is_timed(self) -> bool:
        """Whether the source brings its own times."""
        return self.scheme in TIMED_SCHEMES


def address(text: str) -> Address:
    """The parts of `text`; raises ValueError with what is wrong in one line.

    udp://[group or address]:port?interface=A.B.C.D&answer=HOST:PORT (where peers of a feed are answered), tcp://host:port[?listen],
    tls://host:port?ca=FILE&cert=FILE&key=FILE[&peer=NAME][&listen], mqtt:// and mqtts:// (see `sargas.live.mqtt`),
    http:// and https:// (see `sargas.live.http`), nats:// (see `sargas.live.nats`), smtp:// and smtps:// (see
    `sargas.live.smtp`), reports:// (see `sargas.live.reporting`), serial://DEVICE?baud=N,
    file://path?date=YYYY-MM-DD (a pattern with `*` or `[]` too),
    journal://folder?feed=ID[&stream], exercise://scenario.
    """
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in _OPTIONS:
        raise ValueError(f"{text!r} begins with none of {', '.join(_OPTIONS)} + ://")
    place, _, query = rest.partition("?")
    options = _options(query)
    path = ""
    if scheme in _HTTP and "listen" not in options:
        place, path, options = _asked(scheme, place, query)
    for name in options:
        if name not in _OPTIONS[scheme]:
            known = ", ".join(_OPTIONS[scheme]) or "none"
            raise ValueError(f"{text!r}: unknown option {name!r} (known: {known})")
    if scheme in TIMED_SCHEMES:
        if not place:
            raise ValueError(f"{text!r} names no file")
        return Address(scheme, path=place, options=options)
    if scheme == "serial":
        return _line(text, place, options)
    host, colon, port = place.rpartition(":")
    if not colon or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"{text!r} needs a port from 1 to 65535: {scheme}://host:port")
    if not host and scheme != "udp":
        raise ValueError(f"{text!r} names no host")
    if "answer" in options:
        where, _, number = options["answer"].rpartition(":")
        if not where or not number.isdecimal() or not 0 < int(number) < 65536:
            raise ValueError(f"{text!r}: answer is host:port")
    if missing := [name for name in _NEEDED.get(scheme, ()) if not options.get(name)]:
        raise ValueError(f"{text!r} needs {', '.join(missing)}")
    if options.get("qos", "1") not in ("0", "1"):
        raise ValueError(f"{text!r}: qos is 0 or 1")
    if ("cert" in options) != ("key" in options) or (
        scheme == "https" and "listen" in options and "cert" not in options
    ):
        raise ValueError(f"{text!r} needs cert and key")
    if scheme in _HTTP:
        _check_http(text, scheme, path, options)
    if scheme == "reports":
        _check_reports(text, options)
    if scheme in ("smtp", "smtps"):
        _check_mail(text, options)
    return Address(scheme, host.strip("[]"), int(port), path, options)


def _line(text: str, device: str, options: dict[str, str]) -> Address:
    baud = options.get("baud", "9600")
    if not device or not baud.isdecimal() or options.get("parity", "none") not in ("none", "even", "odd"):
        raise ValueError(f"{text!r} needs a device, baud as a number, parity none, even or odd")
    return Address("serial", path=device, options=options)


def _asked(scheme: str, place: str, query: str) -> tuple[str, str, dict[str, str]]:
    """(host:port, what is asked for, our options): the port may be missing, other options are the server's; one that is
    called like ours is written with a % (%6Bey=...)."""
    place, slash, path = place.partition("/")
    parts = [part for part in query.split("&") if part]
    ours = [part for part in parts if part.partition("=")[0] in _OPTIONS[scheme]]
    others = "&".join(part for part in parts if part not in ours)
    has_port = place.rpartition(":")[2].isdecimal()
    asked = f"{slash}{path}?{others}" if others else f"{slash}{path}"
    return place if has_port else f"{place}:{_HTTP[scheme]}", asked, _options("&".join(ours))


def _check_http(text: str, scheme: str, path: str, options: dict[str, str]) -> None:
    if scheme == "http" and {"ca", "cert"} <= _options(path.partition("?")[2]).keys():
        raise ValueError(f"{text!r} names certificates: https")
    _bounded(text, options, "every", 0.1, 86_400.0, "seconds")


def _check_reports(text: str, options: dict[str, str]) -> None:
    _bounded(text, options, "burst", 1.0, 1e6, "posts")
    _bounded(text, options, "every", 0.01, 3_600.0, "seconds")
    if "proxy" in options:
        try:
            ipaddress.ip_address(options["proxy"])
        except ValueError:
            raise ValueError(f"{text!r}: proxy is the address of a server of yours") from None


def _check_mail(text: str, options: dict[str, str]) -> None:
    recipients = options["to"].split(",")
    if len(recipients) > MOST_RECIPIENTS:
        raise ValueError(f"{text!r}: at most {MOST_RECIPIENTS} recipients; a list of a mail server has more")
    for name in (options["from"], *recipients):
        if not _MAIL.fullmatch(name):
            raise ValueError(f"{text!r}: {name!r} is no address of mail: name@place, without anything around it")


def _bounded(text: str, options: dict[str, str], name: str, least: float, most: float, unit: str) -> None:
    try:
        value = float(options.get(name, most))
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        raise ValueError(f"{text!r}: {name} is from {least:g} to {most:g} {unit}")


def _options(query: str) -> dict[str, str]:
    """name=value&name: a + stays one, for topics have them."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return {unquote(name): unquote(value) for name, _, value in pairs}


def absolute(text: str, folder: Path) -> str:
    """The same address with the files that it names seen from `folder`; what says nothing stays as it is."""
    scheme, separator, rest = text.partition("://")
    place, mark, query = rest.partition("?")
    if scheme in ("file", "journal"):
        place = str(folder / place)
    elif any(name in _OPTIONS.get(scheme, ()) for name in _NAMED):
        files = [name for name in _NAMED if name in _OPTIONS[scheme]]
        options = [
            (name, quote(str(folder / unquote(value))) if name in files and value else value)
            for name, _, value in (part.partition("=") for part in query.split("&") if part)
        ]
        query = "&".join(f"{name}={value}" if value else name for name, value in options)
    return f"{scheme}{separator}{place}{mark}{query}"


def missing_files(text: str) -> list[str]:
    """Files that an (absolute) address names as certificates, keys or a login and that are not there."""
    options = address(text).options
    return [options[name] for name in _NAMED if options.get(name) and not Path(options[name]).is_file()]
