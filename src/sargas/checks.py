"""Checks: what no single value of a site file can say: names that point at each other, and who may reach whom."""

import math
from collections.abc import Mapping
from typing import Any

from sargas.alerting.settings import Audience
from sargas.formats.registry import format_named
from sargas.formats.registry import names as format_names
from sargas.ingest import STREAMS, format_settings
from sargas.live.address import Address, address
from sargas.live.transports import RECEIVERS, SENDERS
from sargas.model.label import KINDS, classification_level
from sargas.model.record import LINK_MARK
from sargas.model.sensor import Feed
from sargas.settings import Config, Export, PartitionSettings
from sargas.typed import typed
from sargas.web.settings import Settings as WebSettings
from sargas.web.settings import is_loopback

Partitions = Mapping[str, PartitionSettings]


def cross_check(config: Config, findings: list[str]) -> None:
    """Adds what is wrong to `findings`, each with its key path."""
    feeds = {feed.id for feed in config.feeds}
    partitions = {partition.name: partition for partition in config.partitions}
    unique([feed.id for feed in config.feeds], "feeds", findings)
    unique([sensor.id for sensor in config.sensors], "sensors", findings)
    unique([partition.name for partition in config.partitions], "partitions", findings)
    for i, feed in enumerate(config.feeds):
        _check_feed(feed, f"feeds[{i}]", config, partitions, findings)
    for i, policy in enumerate(config.policies):
        unknown = [what for what in policy.what if what not in KINDS]
        findings += [f"policies[{i}].what: {what!r} is none of {', '.join(KINDS)}" for what in unknown]
    reporters = {name for sensor in config.sensors for name in (sensor.id, sensor.nation)}
    strangers = [name for name in config.picture.trusted_partners if name not in reporters]
    findings += [f"picture.trusted_partners: no sensor is {name!r} or of that nation" for name in strangers]
    highest = _highest(config)
    for i, sensor in enumerate(config.sensors):
        level = classification_level(sensor.label.security_classification)
        if level is None or level > highest:
            findings.append(
                f"sensors[{i}].label: {sensor.label.security_classification!r} is higher than this site takes "
                f"({config.site.max_security_classification}), or unknown"
            )
        if sensor.feed not in feeds:
            findings.append(f"sensors[{i}].feed: no feed has the id {sensor.feed!r}")
        if sensor.site is None and sensor.kind in ("psr", "ssr"):
            findings.append(f"sensors[{i}].site: a radar's plots are nowhere without its site")
    for i, partition in enumerate(config.partitions):
        if partition.kind == "live" and partition.speed != 1.0:
            findings.append(f"partitions[{i}].speed: live time runs at speed 1")
        if (partition.lat_deg is None) != (partition.lon_deg is None):
            findings.append(f"partitions[{i}]: an origin needs both lat_deg and lon_deg")
    findings += _of_web(config.web)
    sensors = {sensor.id for sensor in config.sensors}
    findings += [
        f"aerodromes[{i}].covered_by: no sensor has the id {name[:60]!r}"
        for i, entry in enumerate(config.aerodromes)
        for name in entry.covered_by
        if name not in sensors
    ]
    speakers = [
        _check_export(export, f"exports[{i}]", config, partitions, findings) for i, export in enumerate(config.exports)
    ]
    unique([who for who in speakers if who], "exports", findings)
    unique([export.name for export in config.exports], "exports", findings)


def worth_knowing(config: Config) -> list[str]:
    """What is right, and may not be what was meant."""
    return [*_uncleared(config), *_unseen(config)]


def _uncleared(config: Config) -> list[str]:
    audiences = config.alerting.audiences
    if len(audiences) == 1 and audiences[0] == Audience(audiences[0].name):
        return []
    if not any(audience.cleared for audience in audiences):
        return ["alerting.audiences: nobody is cleared: unlawful interference (7500) is told to nobody"]
    if not config.web.cleared:
        return ["web.cleared: the console shows nobody an alert of unlawful interference (7500)"]
    return []


def _unseen(config: Config) -> list[str]:
    """Aerodromes of which nothing will ever be told clear."""
    looks = any(sensor.site is not None and sensor.range_m is not None for sensor in config.sensors)
    return [
        f"aerodromes[{i}]: no sensor has a site and a range_m, and covered_by names none: nothing is told clear there"
        for i, entry in enumerate(config.aerodromes)
        if not looks and not entry.covered_by
    ]


def unique(ids: list[str], where: str, findings: list[str]) -> None:
    """Tells what is used more than once."""
    for name in dict.fromkeys(ids):
        if ids.count(name) > 1:
            findings.append(f"{where}: {name!r} is used {ids.count(name)} times")


def _highest(config: Config) -> int:
    """The highest classification that the site takes."""
    return classification_level(config.site.max_security_classification) or 0


def _check_feed(feed: Feed, path: str, config: Config, partitions: Partitions, findings: list[str]) -> None:
    where = _address(feed.source, f"{path}.from", findings)
    if LINK_MARK in feed.id:
        findings.append(f"{path}.id: {feed.id!r} holds {LINK_MARK}, which stands before the name of a link")
    if feed.format not in format_names():
        findings.append(f"{path}.format: {feed.format!r} is none of {', '.join(format_names())}")
    else:
        told = typed(format_settings(feed), format_named(feed.format).settings, f"{path}.settings", findings)
        if (classification_level(getattr(told, "security_classification", "")) or 0) > _highest(config):
            findings.append(f"{path}.settings.security_classification: higher than this site takes")
        own = {sensor.id for sensor in config.sensors if sensor.feed == feed.id}
        named = () if told is None else told.named()
        findings += [f"{path}.settings: this feed has no sensor {name!r}" for name in named if name not in own]
    if feed.partition not in partitions:
        findings.append(f"{path}.partition: {feed.partition!r} is none of {', '.join(partitions)}")
    if where is None:
        return
    if where.scheme == "exercise" and feed.partition in partitions and partitions[feed.partition].kind != "exercise":
        findings.append(f"{path}.partition: an exercise needs a partition of kind exercise")
    if not where.is_timed and where.scheme not in RECEIVERS:
        findings.append(f"{path}.from: nothing comes from {where.scheme}://, it is for exports")
    _check_secret(where, f"{path}.from", findings)
    if _is_open(where):
        findings.append(
            f"{path}.from: who may connect? beyond this machine tls, or https with login or ca, asks; "
            "reports need cert and key"
        )
    if where.scheme == "reports" and feed.format != "citizen":
        findings.append(f"{path}.format: what people report is citizen")
    one_stream = where.scheme in STREAMS and where.listens
    if one_stream and feed.format in format_names() and not format_named(feed.format).links:
        findings.append(
            f"{path}.from: {feed.format} cannot tell one peer from another: connect to each with a feed of its own"
        )


def _check_export(export: Export, path: str, config: Config, partitions: Partitions, findings: list[str]) -> str:
    """Who it is where, if two that are the same would be taken for one; else ""."""
    where = _address(export.to, f"{path}.to", findings)
    audiences = [audience.name for audience in config.alerting.audiences]
    settings: Any = None
    if export.recipient not in {policy.recipient for policy in config.policies}:
        findings.append(f"{path}.recipient: no [[policies]] entry for {export.recipient!r}: nothing leaves")
    if export.format not in format_names():
        findings.append(f"{path}.format: {export.format!r} is none of {', '.join(format_names())}")
    else:
        settings = _check_session(export, path, config, findings)
    if where is not None:
        _check_recipient(export.to, where, f"{path}.to", findings)
        if where.scheme in ("smtp", "smtps") and settings is not None and not getattr(settings, "text", False):
            findings.append(f"{path}.settings: mail is for people: {{ text = true }}")
    if not 0.1 <= export.interval_s <= 3600.0:
        findings.append(f"{path}.interval_s: {export.interval_s} is outside 0.1..3600")
    of_name = next((audience for audience in config.alerting.audiences if audience.name == export.audience), None)
    if export.audience and of_name is None:
        findings.append(f"{path}.audience: {export.audience!r} is none of {', '.join(audiences)}")
    is_exercise = export.partition in partitions and partitions[export.partition].kind == "exercise"
    if of_name is not None and of_name.exercise != is_exercise:
        findings.append(
            f"{path}.audience: {export.audience!r} is {'' if of_name.exercise else 'not '}for exercises "
            f"(alerting.audiences), and partition {export.partition!r} is {'' if is_exercise else 'not '}one"
        )
    told = next((one for one in config.policies if one.recipient == export.recipient and "alert" in one.what), None)
    if of_name is not None and of_name.cleared and told is not None and not told.cleared:
        findings.append(
            f"{path}.audience: {export.audience!r} is cleared, and the policy of {export.recipient!r} is not: "
            "unlawful interference (7500) would not be told"
        )
    if export.partition not in partitions:
        findings.append(f"{path}.partition: {export.partition!r} is none of {', '.join(partitions)}")
    elif where is not None and not where.stays_here and not _is_live(config, partitions[export.partition], export):
        findings.append(f"{path}.partition: what was recorded is told to this machine only, never as live")
    is_live = export.partition in partitions and partitions[export.partition].kind == "live"
    if getattr(settings, "operational", False) and not is_live:
        findings.append(f"{path}.settings.operational: only what is live may be for operational use")
    who = settings.speaks_as() if settings is not None else ""
    if where is None or not who:
        return ""
    topic = "".join(f"?{key}={where.options[key]}" for key in ("topic", "subject") if key in where.options)
    return f"{where.scheme}://{where.host}:{where.port}{where.path}{topic} as {who}"


def _check_session(export: Export, path: str, config: Config, findings: list[str]) -> Any:
    """Its settings, None where they are wrong."""
    form = format_named(export.format)
    settings = typed(export.format_settings, form.export_settings or form.settings, f"{path}.settings", findings)
    if form.session is None:
        findings.append(f"{path}.format: {export.format} is not written to recipients")
    elif settings is not None:
        try:
            form.session(settings)
        except ValueError as error:
            findings.append(f"{path}.settings: {error}")
        _check_delay(export, settings, path, config, findings)
        if form.simulated_only:
            _check_simulation(export, settings, path, config, findings)
    return settings


def _check_delay(export: Export, settings: Any, path: str, config: Config, findings: list[str]) -> None:
    policies = [one for one in config.policies if one.recipient == export.recipient]
    delay_s = max((one.delay_s for one in policies), default=0.0)
    is_public = getattr(settings, "scope", "") == "Public"
    expires_s = math.inf if is_public else getattr(settings, "expires_s", math.inf)
    warns = any("warning" in one.what for one in policies)
    if is_public and not warns:
        findings.append(f'{path}.settings.scope: no policy of {export.recipient!r} names what = ["warning"]')
    if warns and config.warning is None:
        findings.append(f"{path}.recipient: {export.recipient!r} is to be told warnings, and there is no [warning]")
    limited = any(one.delay_s or one.zones or one.position_rounded_to_m for one in policies if "warning" in one.what)
    if is_public and (delay_s or limited):
        findings.append(f"{path}.recipient: what is public has no delay, no zones and no rounding in its policy")
    if delay_s >= expires_s:
        findings.append(
            f"{path}.settings.expires_s: what expires after {expires_s:g} s is told to {export.recipient!r} when it "
            f"has: its policy holds everything back by {delay_s:g} s"
        )


def _check_simulation(export: Export, settings: Any, path: str, config: Config, findings: list[str]) -> None:
    """A network of simulations: what is told there is simulated, and who we are there is known to our own feed."""
    form = format_named(export.format)
    beside = [feed for feed in config.feeds if feed.partition == export.partition and feed.format in format_names()]
    for feed in beside:
        is_real = not feed.source.startswith("exercise://") and not format_named(feed.format).simulated_only
        if is_real and not getattr(settings, "real_as_simulated", False):
            findings.append(
                f"{path}.partition: feed {feed.id!r} is of real sensors, and {export.format} would tell what they see "
                "as simulated; settings = { real_as_simulated = true } where that is wanted"
            )
        if feed.format != export.format:
            continue
        heard: Any = typed(format_settings(feed), form.settings, path, [])
        ours = (settings.site, settings.application)
        is_same = heard is not None and heard.exercise in (0, settings.exercise)
        if is_same and ours != (heard.site, heard.application):
            findings.append(
                f"{path}.settings: feed {feed.id!r} would take what we tell as site {ours[0]}, application {ours[1]} "
                "for another's: it needs the same two"
            )


def _check_recipient(text: str, where: Address, path: str, findings: list[str]) -> None:
    if where.scheme not in SENDERS:
        findings.append(f"{path}: {text!r} begins with none of {', '.join(SENDERS)} + ://")
    _check_secret(where, path, findings)
    if where.listens and where.scheme in ("http", "https"):
        findings.append(f"{path}: recipients do not fetch: an export posts to them")
    elif where.listens and not where.is_here and not where.options.get("peer"):
        findings.append(f"{path}: who may connect? beyond this machine only tls://...?listen&peer=NAME asks")


def _address(text: str, path: str, findings: list[str]) -> Address | None:
    try:
        return address(text)
    except ValueError as error:
        findings.append(f"{path}: {error}")
        return None


def _is_open(where: Address) -> bool:
    """Whether anybody on a network may send us something."""
    if where.scheme == "reports":  # anybody may, but not in the clear: phones tell their place to https only
        return not where.is_here and "cert" not in where.options
    asks = where.scheme == "tls" or (where.scheme == "https" and ("login" in where.options or "ca" in where.options))
    return where.listens and not where.is_here and not asks


def _check_secret(where: Address, path: str, findings: list[str]) -> None:
    is_secure = (where.scheme.endswith("s") and where.scheme != "nats") or "ca" in where.options
    is_secure = is_secure or where.scheme == "smtp"  # it asks for STARTTLS before it says anything
    if "login" in where.options and not is_secure and not where.is_here:
        findings.append(f"{path}: a password would go over a network in the clear: use TLS")


def _is_live(config: Config, partition: PartitionSettings, export: Export) -> bool:
    """Whether what leaves can be taken as nothing but what it is: of now, or marked as simulated."""
    sources = [feed.source.partition("://")[0] for feed in config.feeds if feed.partition == partition.name]
    if any(scheme in ("file", "journal") for scheme in sources) or partition.kind == "recording":
        return False
    is_marked = export.format in format_names() and format_named(export.format).marks_simulated
    return is_marked or (partition.kind == "live" and "exercise" not in sources)


def _of_web(web: WebSettings) -> list[str]:
    """What the console's server cannot be: these were once allowed, and journals of then are read again."""
    if bool(web.certificate) != bool(web.key):
        return ["web: certificate and key: both or neither"]
    if not (web.certificate or web.in_the_clear or is_loopback(web.host)):
        return [
            f"web.host: {web.host} is on the network: it needs certificate and key, or in_the_clear = true where "
            "something in front of it speaks TLS"
        ]
    return []
