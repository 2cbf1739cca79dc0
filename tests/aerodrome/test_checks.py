"""What is found of an aerodrome before a site starts."""

from pathlib import Path

from sargas.config import load_text
from test_checks import FEED
from test_config import AERODROME, SITE, findings


def test_an_aerodrome_that_nothing_sees_is_worth_knowing_and_what_covers_it_is_a_sensor() -> None:
    site = load_text(SITE + AERODROME, Path())
    assert "aerodromes[0]: no sensor has a site and a range_m" in site.notes[-1]
    wrong = AERODROME.replace('icao = "EYVI"', 'icao = "EYVI"\ncovered_by = ["ansp"]')
    assert findings(SITE + wrong) == ("aerodromes[0].covered_by: no sensor has the id 'ansp'",)
    covered = FEED + wrong + '[[sensors]]\nid = "ansp"\nfeed = "a"\nkind = "system"\n'
    assert load_text(covered, Path()).notes == ()
