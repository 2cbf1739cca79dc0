from pathlib import Path

import numpy as np
import pytest

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats.framing.detect import detect

made = samples("framing")

RADAR = {
    "baltic_cat062_15min.ff": "ff",
    "croatia_asterix.pcap": "pcap",
    "croatia_cat034.raw": "raw",
    "croatia_cat048.raw": "raw",
    "croatia_cat062cat065.raw": "raw",
    "croatia_cat21_re.ast": "raw",
    "croatia_cat_001_002.pcap": "pcap",
    "croatia_cat_034_048.pcap": "pcap",
    "croatia_cat_062_065.pcap": "pcap",
    "croatia_parsegps.gps": "gps",
    "ifsnop_068test_bds30.gps": "gps",
    "ifsnop_midnight_cross.gps": "gps",
    "jade_nats_cat048_tcas.ff": "ff",
}


@pytest.mark.parametrize("name", sorted(made.RECORDINGS))
def test_self_made_recordings(name: str) -> None:
    assert detect(made.RECORDINGS[name]) == name


@pytest.mark.parametrize("name", sorted(set(made.RECORDINGS) - {"pcap", "pcapng", "rows"}))
def test_a_recording_cut_off_is_still_known(name: str) -> None:
    assert detect(made.RECORDINGS[name][:-1]) == name


@pytest.mark.parametrize("name", sorted(RADAR))
def test_radar_recordings_by_content_alone(corpus: Path, name: str) -> None:
    assert detect((corpus / "radar" / name).read_bytes()) == RADAR[name]


def test_receivers_recordings(corpus: Path) -> None:
    assert detect((corpus / "adsb" / "sample_beast.bin").read_bytes()) == "beast"
    assert detect((corpus / "adsb" / "pymodes_sample_data_adsb.csv").read_bytes()) == "lines"
    assert detect((corpus / "adsb" / "pymodes_sample_data_commb_df20.csv").read_bytes()) == "lines"


def test_vectors_of_every_category(corpus: Path) -> None:
    for path in sorted((corpus / "asterix_vectors").glob("*.bin")):
        assert detect(path.read_bytes()) == "raw", path.name


def test_a_block_cut_off_is_known_by_its_name_alone() -> None:
    assert detect(made.BLOCKS[0][:9], "tower.AST") == "raw"
    with pytest.raises(DecodeError):
        detect(made.BLOCKS[0][:9], "tower.dat")


def test_messages_with_their_length_that_begin_as_a_block_would() -> None:
    messages = [(385).to_bytes(4, "little") + bytes(385) for _ in range(5)]
    assert detect(b"".join(messages)) == "u32le", "81 01 00 00 ..: CAT129, and 256 octets"


@pytest.mark.parametrize("line", [b"<html>", b"<kml>", b"<?php"])
def test_what_is_no_event_is_lines(line: bytes) -> None:
    assert detect(line + b"\n<a/>\n") == "lines"


def test_noise_is_no_recording() -> None:
    rng = np.random.default_rng(3)
    known = 0
    for _ in range(300):
        try:
            known += detect(rng.integers(0, 256, 5000, np.uint8).tobytes()) != "lines"
        except DecodeError:
            continue
    assert known <= 3


@pytest.mark.parametrize(("data", "reason"), [(b"", "an empty recording"), (bytes(50), "nothing but zero bytes")])
def test_nothing_is_said_so(data: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason):
        detect(data)
