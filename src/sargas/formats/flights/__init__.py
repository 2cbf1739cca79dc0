"""Lists of flights: filed flight plans and authorised flights of unmanned aircraft, a row each."""

from sargas.formats.flights.rows import CLAIMS, NEEDED, Found, read

__all__ = ["CLAIMS", "NEEDED", "Found", "read"]
