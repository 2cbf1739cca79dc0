"""Incidents -> alerts: grouped, repeated until somebody takes them up, never a flood."""

from sargas.alerting.alerting import Alerting
from sargas.alerting.settings import Settings

__all__ = ["Alerting", "Settings"]
