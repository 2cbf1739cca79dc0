"""Lists of flights: filed flight plans and authorised flights of unmanned aircraft, a row each."""

from sargas.formats.flights.rows import NEEDED, Found, read

__all__ = ["NEEDED", "Found", "read"]
