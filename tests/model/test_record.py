"""How a record names a link of its feed."""

from sargas.model.record import link_of, of_link


def test_a_link_is_named_after_its_feed() -> None:
    assert of_link("sapient", "18f3") == "sapient#18f3"
    assert of_link("radar", "") == "radar"
    for feed, link in (("sapient", "18f3"), ("radar", ""), ("", "")):
        assert link_of(of_link(feed, link)) == (feed, link)
