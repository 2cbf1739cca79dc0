"""Controls: what a director has changed of an exercise that runs, asked by the sensors' models at each look.

Set from another thread than theirs: each is replaced whole, never changed in place.
"""

import math


class Controls:
    """Of one exercise; as it stands without a director."""

    def __init__(self) -> None:
        self.failed: frozenset[str] = frozenset()
        """Sensors, and posts, that send nothing."""
        self.wind_mps = (0.0, 0.0)
        """Toward east and north: added to the scenario's wind."""

    def fail(self, sensor: str) -> None:
        """It sends nothing from now on."""
        self.failed |= {sensor}

    def mend(self, sensor: str) -> None:
        """It sends again."""
        self.failed -= {sensor}

    def change_wind(self, from_deg: float, speed_mps: float) -> None:
        """Another wind is added from now on."""
        toward = math.radians(from_deg + 180.0)
        self.wind_mps = (speed_mps * math.sin(toward), speed_mps * math.cos(toward))
