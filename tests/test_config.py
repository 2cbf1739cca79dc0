import json
from pathlib import Path

import msgspec
import pytest

from sargas.config import bundled_border, from_record, load, load_text, third_party
from sargas.errors import ConfigError

SITE = '[site]\nname = "x"\nlat_deg = 54.0\nlon_deg = 25.0\n'


def findings(text: str, folder: Path = Path()) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load_text(text, folder)
    return caught.value.findings


def test_the_least_site() -> None:
    site = load_text(SITE, Path())
    assert site.config.site.name == "x"
    assert site.zones == ()
    assert site.config.web.host == "127.0.0.1", "loopback only unless told otherwise"
    assert site.config.policies == (), "nothing leaves"


def test_a_zone_file_with_errors_tells_them_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "z.geojson").write_text(json.dumps({"features": [{"properties": {"id": "a"}, "geometry": None}]}))
    told = findings(SITE + '[[zones]]\nfile = "z.geojson"\n', tmp_path)
    assert all(finding.startswith("zones[0].file: z.geojson: features[0]") for finding in told)
    assert len(told) >= 3


def test_a_record_of_the_configuration_gives_it_back(tmp_path: Path) -> None:
    text = SITE + '[[zones]]\nfile = "bundled:LTU"\n[[feeds]]\nid = "a"\nfrom = "file://a.pcap"\nformat = "asterix"\n'
    site = load_text(text, tmp_path)
    again, partition = from_record(site.record("live"))
    assert partition == "live"
    assert again.zones == site.zones
    assert msgspec.json.encode(again.config) == msgspec.json.encode(site.config)


def test_relative_files_begin_at_the_site_file(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(SITE + '[[feeds]]\nid = "a"\nfrom = "file://sub/a.pcap"\nformat = "asterix"\n')
    assert load(path).feeds_of("live")[0].source == f"file://{tmp_path}/sub/a.pcap"


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


def test_the_bundled_border_is_land_and_sea() -> None:
    (zone,) = bundled_border("LTU")
    assert zone.kind == "border"
    from sargas.geo.region import Region

    region = Region.from_rings(zone.polygons)
    inside = region.contains([54.68, 55.70, 55.7], [25.28, 20.95, 20.3])
    assert inside.tolist() == [True, True, False], "Vilnius, 10 km off Klaipeda, 45 km off Klaipeda"


def test_bundled_data_carries_its_licence() -> None:
    folders = [path for path in third_party(".").iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        assert list(folder.glob("LICENSE*")) or list(folder.glob("NOTICE*")), folder


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (SITE.replace("54.0", "954.0"), "site: lat_deg 954.0 is outside -90..90"),
        (
            SITE + 'max_security_classification = "COSMIC"\n',
            "site: max_security_classification is none of UNCLASSIFIED",
        ),
        (SITE + '[[partitions]]\nname = "../../escape"\n', "partitions[0]: name '../../escape' is a folder too"),
        (SITE + '[[partitions]]\nname = "r"\nkind = "recording"\nspeed = nan\n', "partitions[0]: speed nan"),
        (SITE + '[[feeds]]\nid = "a"\nfrom = "udp://127.0.0.1:99999"\nformat = "asterix"\n', "feeds[0].from: "),
    ],
)
def test_values_that_cannot_be(text: str, finding: str) -> None:
    assert findings(text)[0].startswith(finding)


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
