"""Settings of an export and what it is told, for tests of reports, sessions and settings."""

from typing import Any

import msgspec

from sargas.formats.cap.settings import ExportSettings
from sargas.model.alert import Alert
from sargas.model.incident import Incident
from sargas.model.label import Label

T = 1_753_679_100.0
LABEL = Label("NATO RESTRICTED", ("POL", "LTU"))
WORDS = {
    "category": ["Security", "Transport"],
    "event": "Unidentified aerial object",
    "urgency": "Immediate",
    "severity": "Moderate",
    "certainty": "Observed",
    "response_types": ["Monitor"],
}
GIVEN: dict[str, Any] = {
    "feed": "rescue centre",
    "sender": "sargas.vilnius.example",
    "scope": "Restricted",
    "restriction": "Duty officers",
    "expires_s": 3600.0,
    "area": "Southern border of Lithuania",
    "levels": {
        "advisory": WORDS | {"urgency": "Expected", "certainty": "Likely"},
        "caution": WORDS,
        "warning": WORDS | {"severity": "Severe", "event_codes": {"X:EVENT": "uas"}},
    },
}


def settings(**changed: Any) -> ExportSettings:
    given = {key: value for key, value in (GIVEN | changed).items() if value is not None}
    return msgspec.convert(given, ExportSettings)


def alert(**changed: Any) -> Alert:
    made = Alert(7, 12, "caution", "rescue", "Unidentified aerial object inside Lithuania.", "opened", T)
    return msgspec.structs.replace(made, **changed)


def incident(**changed: Any) -> Incident:
    made = Incident(12, "ltu", "Lithuania", (3,), "inside", "new", 1, T, T, lat_deg=54.4, lon_deg=25.3)
    return msgspec.structs.replace(made, **changed)
