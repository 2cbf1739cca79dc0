"""Data of others is where the project says, each with its licence."""

from sargas.geo.bundled import third_party


def test_bundled_data_is_there() -> None:
    for name in ("basemap", "egm96", "osm_borders", "traffic_samples"):
        assert (third_party(name) / "LICENSE").is_file()
    assert not third_party("nothing").exists()
