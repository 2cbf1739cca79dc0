"""Values of a site file and their limits."""

from pathlib import Path

import pytest

from sargas.config import load_text
from test_config import SITE, findings


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


def test_how_long_personal_data_is_kept() -> None:
    assert load_text(SITE, Path()).config.live.personal.days == 30.0
    times = "from = 2025-07-28T00:00:00Z\nuntil = 2025-07-29T03:00:00+03:00\n"
    hold = f'[[live.personal.holds]]\n{times}reason = "case 17"\n'
    personal = load_text(SITE + "[live.personal]\ndays = 90\n" + hold, Path()).config.live.personal
    assert personal.days == 90.0
    assert personal.holds[0].until.timestamp() - personal.holds[0].begin.timestamp() == 86_400.0
    told = findings(SITE + hold.replace("29T03:00:00+03:00", "27T00:00:00Z"))
    assert told == ("live.personal.holds[0]: until is not later than from",)
    told = findings(SITE + hold.replace("00:00:00Z", "00:00:00"))
    assert told == ("live.personal.holds[0]: from and until say no zone: 2025-07-28T00:00:00Z",)
