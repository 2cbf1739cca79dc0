"""Released alerts and incidents -> messages. What is not in them was not released, or is nobody's business there."""

from typing import Any

from sargas.formats.alerts.wire import AlertMessage, AnyMessage, IncidentMessage
from sargas.formats.reckoning import NOT_FOR
from sargas.model.alert import Alert
from sargas.model.incident import Incident
from sargas.model.released import Released


def message_of(told: Released[Any], source: str, time_s: float) -> AnyMessage | None:
    """The message that says it, sent at `time_s`; None for what is neither an alert nor an incident."""
    if isinstance(told.item, Alert):
        return _of_alert(told, told.item, source, time_s)
    return _of_incident(told, told.item, source, time_s) if isinstance(told.item, Incident) else None


def _of_alert(told: Released[Any], alert: Alert, source: str, time_s: float) -> AlertMessage | None:
    if alert.kind == "hand_over":  # nobody's name leaves
        return None
    return AlertMessage(
        id=f"alert {alert.number}",
        source=source,
        sent_s=time_s,
        simulated=alert.simulated,
        security_classification=told.label.security_classification,
        releasable_to=told.label.releasable_to,
        not_for=NOT_FOR,
        kind=alert.kind,
        level=alert.level,
        text=alert.message,
        why=alert.why,
        told_s=alert.time_s,
        repeats=alert.repeats,
        acknowledged=alert.acknowledged,
        ended=alert.ended,
        incident=alert.incident or None,
        incidents=alert.incidents,
        track=alert.track or None,
    )


def _of_incident(told: Released[Any], incident: Incident, source: str, time_s: float) -> IncidentMessage:
    return IncidentMessage(
        id=f"incident {incident.number}",
        source=source,
        sent_s=time_s,
        simulated=incident.simulated,
        security_classification=told.label.security_classification,
        releasable_to=told.label.releasable_to,
        not_for=NOT_FOR,
        number=incident.number,
        zone=incident.zone,
        zone_name=incident.zone_name,
        situation=incident.situation,
        handling="closed" if incident.is_done else incident.handling,
        opened_s=incident.opened_s,
        updated_s=incident.updated_s,
        probability=incident.probability,
        distance_m=incident.distance_m,
        distance_sigma_m=incident.distance_sigma_m,
        time_to_border_s=incident.time_to_border_s,
        lat_deg=incident.lat_deg,
        lon_deg=incident.lon_deg,
        height_m=incident.height_m,
        east_mps=incident.east_mps,
        north_mps=incident.north_mps,
        tracks=incident.tracks,
        merged_into=incident.merged_into,
    )
