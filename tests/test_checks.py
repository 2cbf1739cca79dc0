"""What no single value can say is found before a site starts, each with its key path."""

from pathlib import Path

import pytest

from formats.cap.exported import GIVEN
from sargas.checks import cross_check
from sargas.config import load_text
from sargas.errors import ConfigError
from sargas.settings import Config
from sargas.typed import typed
from test_config import SITE, findings


def test_partitions() -> None:
    text = (
        SITE
        + '[[partitions]]\nname = "live"\nspeed = 2.0\n[[partitions]]\nname = "r"\nkind = "recording"\nlat_deg = 1.0\n'
    )
    assert findings(text) == (
        "partitions[0].speed: live time runs at speed 1",
        "partitions[1]: an origin needs both lat_deg and lon_deg",
    )
    text = SITE + '[[partitions]]\nname = "r"\nkind = "recording"\nlat_deg = 1.0\nlon_deg = 2.0\n'
    settings = load_text(text, Path()).core_settings("r")
    assert (settings.lat_deg, settings.lon_deg) == (1.0, 2.0)


def test_an_exercise_does_not_flow_into_a_live_partition() -> None:
    text = SITE + '[[feeds]]\nid = "a"\nfrom = "exercise://july_2025"\nformat = "asterix"\n'
    assert findings(text) == ("feeds[0].partition: an exercise needs a partition of kind exercise",)


FEED = SITE + '[[feeds]]\nid = "a"\nfrom = "udp://127.0.0.1:8600"\nformat = "asterix"\n'


def test_settings_of_a_format_are_checked_and_taken() -> None:
    site = load_text(FEED + "settings = { foreign_sigma_m = 500.0 }\n", Path())
    assert site.config.feeds[0].settings == {"foreign_sigma_m": 500.0}
    assert findings(FEED + "settings = { foreign_sigma_mm = 500.0 }\n") == (
        "feeds[0].settings.foreign_sigma_mm: unknown key; did you mean foreign_sigma_m?",
    )
    own = 'settings = { sensor_editions = { other = { "048" = "1.30" } } }\n'
    assert findings(FEED + own) == ("feeds[0].settings: this feed has no sensor 'other'",)
    assert findings(FEED + 'editions = { "062" = "9.9" }\n')[0].startswith("feeds[0].settings: editions: 062 has no")


@pytest.mark.parametrize(
    ("label", "taken"), [("UNCLASSIFIED", True), ("NATO RESTRICTED", True), ("NATO SECRET", False)]
)
def test_a_sensor_labelled_higher_is_refused_at_the_door(label: str, taken: bool) -> None:
    site = SITE + 'max_security_classification = "NATO RESTRICTED"\n'
    site += '[[feeds]]\nid = "a"\nfrom = "udp://127.0.0.1:8600"\nformat = "modes"\n'
    site += f'[[sensors]]\nid = "s"\nfeed = "a"\nkind = "adsb"\nlabel = {{ security_classification = "{label}" }}\n'
    if taken:
        assert load_text(site, Path()).config.sensors[0].label.security_classification == label
    else:
        assert findings(site)[0].startswith("sensors[0].label: 'NATO SECRET' is higher than this site takes")


EXPORTING = """
[site]
name = "x"
lat_deg = 54.0
lon_deg = 25.0

[[partitions]]
name = "p"
kind = "{kind}"

[[feeds]]
id = "f"
from = "{source}"
format = "asterix"
partition = "p"

[[policies]]
recipient = "POL"
what = ["track"]

[[exports]]
to = "udp://{host}:9000"
format = "{format}"
recipient = "POL"
partition = "p"
"""


@pytest.mark.parametrize(
    ("kind", "source", "form", "leaves"),
    [
        ("live", "udp://127.0.0.1:8600", "cot", True),
        ("live", "file://x.pcap", "cot", False),
        ("live", "journal://old", "cot", False),
        ("recording", "file://x.pcap", "cot", False),
        ("exercise", "exercise://gerbera", "cot", True),
        ("exercise", "file://x.pcap", "cot", False),
        ("exercise", "exercise://gerbera", "sapient", False),
        ("live", "udp://127.0.0.1:8600", "sapient", True),
    ],
)
def test_what_is_not_of_now_leaves_to_this_machine_only(
    kind: str, source: str, form: str, leaves: bool, tmp_path: Path
) -> None:
    text = EXPORTING.format(kind=kind, source=source, format=form, host="10.1.1.1")
    if leaves:
        assert load_text(text, tmp_path).config.exports
    else:
        with pytest.raises(ConfigError, match="this machine only"):
            load_text(text, tmp_path)
    assert load_text(EXPORTING.format(kind=kind, source=source, format=form, host="127.0.0.1"), tmp_path).config.exports


@pytest.mark.parametrize(("who", "is_right"), [("site = 1, application = 9", True), ("exercise = 2", False)])
def test_what_a_format_needs_of_an_export_is_found_before_it_starts(who: str, is_right: bool, tmp_path: Path) -> None:
    text = EXPORTING.format(kind="exercise", source="exercise://gerbera", format="dis", host="10.1.1.255")
    text += f"settings = {{ {who} }}\n"
    if is_right:
        assert load_text(text, tmp_path).config.exports
    else:
        found = findings(text, tmp_path)
        assert found == ("exports[0].settings: an export needs a site, an application and an exercise of its own",)


DIS = """
[[partitions]]
name = "p"
kind = "exercise"

[[feeds]]
id = "network"
from = "udp://239.1.2.3:3000"
format = "dis"
partition = "p"
settings = {{ {feed} }}

[[policies]]
recipient = "JOINT"
what = ["track"]

[[exports]]
to = "udp://239.1.2.3:3000"
format = "dis"
recipient = "JOINT"
partition = "p"
settings = {{ {export} }}
"""


@pytest.mark.parametrize(
    ("feed", "export", "is_right"),
    [
        ("site = 1, application = 9", "site = 1, application = 9", True),
        ("site = 1, application = 8", "site = 1, application = 9", False),
        ("", "site = 1, application = 9", False),
        ("exercise = 0", "site = 1, application = 9", False),
        ("exercise = 2", "site = 1, application = 9", True),
    ],
)
def test_a_feed_knows_what_our_own_export_tells(feed: str, export: str, is_right: bool, tmp_path: Path) -> None:
    text = SITE + DIS.format(feed=feed, export=export)
    if is_right:
        assert load_text(text, tmp_path).config.exports
    else:
        assert findings(text, tmp_path) == (
            "exports[0].settings: feed 'network' would take what we tell as site 1, application 9 for another's: "
            "it needs the same two",
        )


def test_real_sensors_are_told_as_simulated_only_where_that_is_said(tmp_path: Path) -> None:
    radar = '[[feeds]]\nid = "radar"\nfrom = "udp://127.0.0.1:8600"\nformat = "asterix"\npartition = "p"\n'
    who = "site = 1, application = 9"
    (found,) = findings(SITE + radar + DIS.format(feed=who, export=who), tmp_path)
    assert found.startswith(
        "exports[0].partition: feed 'radar' is of real sensors, and dis would tell what they see as"
    )
    said = DIS.format(feed=who, export=f"{who}, real_as_simulated = true")
    assert load_text(SITE + radar + said, tmp_path).config.exports
    other = radar.replace('partition = "p"', "")
    live = '[[partitions]]\nname = "live"\n'
    assert load_text(SITE + other + live + DIS.format(feed=who, export=who), tmp_path).config.exports


@pytest.mark.parametrize(("delay_s", "is_right"), [(0.0, True), (3599.0, True), (3600.0, False), (7200.0, False)])
def test_a_warning_is_told_before_it_expires(delay_s: float, is_right: bool, tmp_path: Path) -> None:
    told = {key: value for key, value in GIVEN.items() if key != "feed"}
    given = {
        "site": {"name": "x", "lat_deg": 54.0, "lon_deg": 25.0},
        "policies": [{"recipient": "112", "what": ["alert"], "delay_s": delay_s}],
        "exports": [{"to": "https://cap.example/in", "format": "cap", "recipient": "112", "settings": told}],
    }
    found: list[str] = []
    config = typed(given, Config, "", found)
    assert config is not None
    cross_check(config, found)
    assert found == ([] if is_right else [found[0]])
    assert is_right or found[0].startswith("exports[0].settings.expires_s: what expires after 3600 s is told to '112'")


CENTRE = (
    EXPORTING
    + """settings = {{ sac = {sac}, sic = {sic}{more} }}

[[exports]]
id = "again"
to = "udp://10.1.1.1:{port}"
format = "asterix"
recipient = "POL"
partition = "p"
settings = {{ sac = 70, sic = 16 }}
"""
)


@pytest.mark.parametrize(
    ("sac", "sic", "port", "more", "found"),
    [
        (70, 17, 9000, "", ()),
        (70, 16, 9001, "", ()),
        (70, 16, 9000, ", service = 2", ()),
        (70, 16, 9000, "", ("exports: 'udp://10.1.1.1:9000 as SAC/SIC 70/16, service 1' is used 2 times",)),
        (70, 17, 9000, ", operational = true", ()),
        (
            *(0, 0, 9000, ""),
            ("exports[0].settings: sac and sic 0/0 are nobody's: an export needs those that an authority allocated",),
        ),
    ],
)
def test_two_exports_are_never_taken_for_one(
    sac: int, sic: int, port: int, more: str, found: tuple[str, ...], tmp_path: Path
) -> None:
    said = {"kind": "live", "source": "udp://127.0.0.1:8600", "format": "asterix", "host": "10.1.1.1"}
    text = CENTRE.format(**said, sac=sac, sic=sic, port=port, more=more)
    if found:
        assert findings(text, tmp_path) == found
    else:
        assert len(load_text(text, tmp_path).config.exports) == 2


def test_only_what_is_live_is_for_operational_use(tmp_path: Path) -> None:
    said = {"kind": "exercise", "source": "exercise://gerbera", "format": "asterix", "host": "10.1.1.1"}
    text = CENTRE.format(**said, sac=70, sic=17, port=9000, more=", operational = true")
    wrong = "exports[0].settings.operational: only what is live may be for operational use"
    assert findings(text, tmp_path) == (wrong,)


def test_who_may_connect_to_an_export_is_said(tmp_path: Path) -> None:
    text = EXPORTING.format(kind="live", source="udp://127.0.0.1:8600", format="cot", host="0.0.0.0")
    for to, is_right in (
        ("tcp://127.0.0.1:9000?listen", True),
        ("tcp://0.0.0.0:9000?listen", False),
        ("tls://0.0.0.0:9000?listen&ca=a&cert=c&key=k", False),
        ("tls://0.0.0.0:9000?listen&ca=a&cert=c&key=k&peer=Poland", True),
    ):
        site = text.replace("udp://0.0.0.0:9000", to)
        if is_right:
            assert load_text(site, tmp_path).config.exports
        else:
            with pytest.raises(ConfigError, match="who may connect"):
                load_text(site, tmp_path)


@pytest.mark.parametrize(
    ("source", "is_right"),
    [
        ("http://127.0.0.1:8790?listen", True),
        ("http://0.0.0.0:8790?listen", False),
        ("http://0.0.0.0:8790?listen&login=l", False),
        ("https://0.0.0.0:8790?listen&cert=c&key=k", False),
        ("https://0.0.0.0:8790?listen&cert=c&key=k&login=l", True),
        ("https://0.0.0.0:8790?listen&cert=c&key=k&ca=a", True),
        ("http://elsewhere.example/x?every=5", True),
        ("tcp://0.0.0.0:5020?listen", False),
        ("tcp://127.0.0.1:5020?listen", True),
        ("tls://0.0.0.0:5020?listen&ca=a&cert=c&key=k", True),
    ],
)
def test_who_may_post_is_said(source: str, is_right: bool, tmp_path: Path) -> None:
    text = f'{SITE}[[feeds]]\nid = "f"\nfrom = "{source}"\nformat = "sapient"\n'
    if is_right:
        assert load_text(text, tmp_path).config.feeds
    else:
        assert any("who may connect" in finding for finding in findings(text, tmp_path))


@pytest.mark.parametrize(
    ("source", "is_right"),
    [
        ("mqtt://127.0.0.1:1883?topic=a&login=l", True),
        ("mqtt://broker.example:1883?topic=a&login=l", False),
        ("mqtts://broker.example:8883?topic=a&login=l&ca=a", True),
        ("nats://broker.example:4222?subject=a&login=l", False),
        ("nats://broker.example:4222?subject=a&login=l&ca=a", True),
        ("http://sky.example/x?login=l", False),
        ("https://sky.example/x?login=l", True),
    ],
)
def test_no_password_goes_over_a_network_in_the_clear(source: str, is_right: bool, tmp_path: Path) -> None:
    text = f'{SITE}[[feeds]]\nid = "f"\nfrom = "{source}"\nformat = "asterix"\n'
    if is_right:
        assert load_text(text, tmp_path).config.feeds
    else:
        assert any("in the clear" in finding for finding in findings(text, tmp_path))


@pytest.mark.parametrize("to", ["mqtt://127.0.0.1:1883?topic=a", "nats://localhost:4222?subject=a"])
def test_a_broker_on_this_machine_is_not_this_machine(to: str, tmp_path: Path) -> None:
    text = EXPORTING.format(kind="recording", source="file://x.pcap", format="cot", host="127.0.0.1")
    with pytest.raises(ConfigError, match="this machine only"):
        load_text(text.replace("udp://127.0.0.1:9000", to), tmp_path)


def test_recipients_do_not_fetch(tmp_path: Path) -> None:
    text = EXPORTING.format(kind="live", source="udp://127.0.0.1:8600", format="cot", host="127.0.0.1")
    with pytest.raises(ConfigError, match="an export posts to them"):
        load_text(text.replace("udp://127.0.0.1:9000", "http://127.0.0.1:9000?listen"), tmp_path)


def test_people_report_over_tls_or_to_this_machine(tmp_path: Path) -> None:
    def feed(source: str, form: str = "citizen") -> str:
        return SITE + f'[[feeds]]\nid = "r"\nfrom = "reports://{source}"\nformat = "{form}"\n'

    assert load_text(feed("127.0.0.1:8791"), tmp_path)
    assert load_text(feed("0.0.0.0:8791?cert=c&key=k"), tmp_path)
    (told,) = findings(feed("0.0.0.0:8791"), tmp_path)
    assert told.startswith("feeds[0].from: who may connect?")
    assert findings(feed("127.0.0.1:8791", "asterix"), tmp_path) == ("feeds[0].format: what people report is citizen",)


@pytest.mark.parametrize(("level", "is_right"), [("UNCLASSIFIED", True), ("NATO RESTRICTED", True), ("SECRET", False)])
def test_a_feed_is_classified_no_higher_than_its_site(level: str, is_right: bool, tmp_path: Path) -> None:
    text = f"""{SITE}max_security_classification = "RESTRICTED"
[[feeds]]
id = "f"
from = "udp://127.0.0.1:8700"
format = "cap"
settings = {{ security_classification = "{level}" }}
"""
    if is_right:
        assert load_text(text, tmp_path).config.feeds
    else:
        assert findings(text, tmp_path) == ("feeds[0].settings.security_classification: higher than this site takes",)


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ("", ""),
        ('[[alerting.audiences]]\nname = "a"\n', ""),
        ('[[alerting.audiences]]\nname = "a"\nfrom_level = "warning"\n', "nobody is cleared"),
        ('[[alerting.audiences]]\nname = "a"\ncleared = true\n', "web.cleared: the console shows nobody"),
        ('[[alerting.audiences]]\nname = "a"\ncleared = true\n[web]\ncleared = true\n', ""),
    ],
)
def test_who_would_hear_of_an_unlawful_interference_is_worth_knowing(more: str, note: str) -> None:
    notes = load_text(SITE + more, Path()).notes
    assert len(notes) == bool(note)
    assert all(note in one for one in notes)


def test_an_export_to_a_cleared_audience_needs_a_cleared_policy() -> None:
    export = '[[exports]]\nto = "file://out"\nformat = "alerts"\nrecipient = "POL"\naudience = "a"\n'
    policy = '[[alerting.audiences]]\nname = "a"\ncleared = true\n[[policies]]\nrecipient = "POL"\nwhat = ["alert"]\n'
    assert "unlawful interference (7500) would not be told" in findings(SITE + export + policy)[0]
    assert load_text(SITE + export + policy + "cleared = true\n", Path())


WARNED = (
    SITE + '[[policies]]\nrecipient = "mirror"\nwhat = ["warning"]\n[[exports]]\nto = "file://out"\nformat = "cap"\n'
    'recipient = "mirror"\nsettings = { scope = "Public" }\n'
)


def test_what_the_public_is_told_leaves_under_a_policy_without_limits_of_a_site_that_warns() -> None:
    assert findings(WARNED) == ("exports[0].recipient: 'mirror' is to be told warnings, and there is no [warning]",)
    warning = '[warning]\nroster = ["Ona", "Jonas"]\n'
    assert load_text(WARNED + warning, Path()).config.warning is not None
    assert findings(WARNED.replace('["warning"]', '["alert"]') + warning) == (
        "exports[0].settings.scope: no policy of 'mirror' names what = [\"warning\"]",
    )
    assert findings(WARNED.replace("[[exports]]", "delay_s = 5.0\n[[exports]]") + warning) == (
        "exports[0].recipient: what is public has no delay, no zones and no rounding in its policy",
    )


def test_a_site_that_cannot_release_says_so_and_is_right_all_the_same() -> None:
    notes = load_text(SITE + "[warning]\n", Path()).notes
    assert notes == (
        "[warning]: warnings are drafted and none can be released: sender, levels.advisory, levels.alarm, "
        "levels.all_clear, roster (at least two names) not said",
    )


def test_a_policy_names_kinds_that_there_are() -> None:
    text = SITE + '[[policies]]\nrecipient = "POL"\nwhat = ["track", "searches"]\n'
    assert findings(text) == ("policies[0].what: 'searches' is none of track, incident, alert, warning, search",)
