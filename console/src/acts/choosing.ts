/** The lists of the desk: what is chosen, how the keyboard moves there, and what it does with the chosen one. */

import { session } from '../session';
import type { AlertRow } from '../state/alert_list';
import { desk } from '../state/desk.svelte';
import { watch } from '../state/watch.svelte';
import type { Incident } from '../wire/words';
import { actNow, ask } from './acting';
import { acknowledge } from './on_incidents';
import { initiate } from './on_tracks';
import { acknowledgeAlert } from './on_watch';
import type { Question } from './question';

/** In the list that has the focus, else in that of the alerts: the focus moves, so that all who read see where it is. */
export function step(by: number): void {
  const inIncidents = document.activeElement?.closest('[data-list="incidents"]') !== null && document.activeElement !== null;
  const list = document.querySelector(`[data-list="${inIncidents ? 'incidents' : 'alerts'}"]`);
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
  const at = rows.findIndex((row) => row.getAttribute('aria-current') === 'true');
  rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
}

/** To the other of the two lists. */
export function otherList(): void {
  const list = document.activeElement?.closest('[data-list="incidents"]') ? 'alerts' : 'incidents';
  const rows = `[data-list="${list}"] [data-key]`;
  (document.querySelector<HTMLElement>(`${rows}[aria-current="true"]`) ?? document.querySelector<HTMLElement>(rows))?.focus();
}

const incidentOf = (number: number) => desk.incidents.find((incident) => incident.number === number) ?? null;
const chosen = () => incidentOf(desk.chosenIncident);
const chosenRow = () => watch.rows.find((row) => row.key === desk.chosenAlert) ?? null;

/** The keyboard is on it: what keys do, they do with this. */
export function chooseAlert(row: AlertRow): void {
  desk.chosenAlert = row.key;
  desk.chosenIncident = row.incident?.number ?? row.waiting[0] ?? row.alert.incidents?.[0] ?? 0;
}

export function chooseIncident(incident: Incident): void {
  desk.chosenIncident = incident.number;
  desk.chosenAlert = watch.rows.find((row) => row.incident?.number === incident.number)?.key ?? '';
}

/** The file of an incident, and the map where it is. */
export function openIncident(incident: Incident): void {
  chooseIncident(incident);
  desk.openFile = incident.number;
  session.goTo(incident);
}

export function openChosen(): void {
  const [row, incident] = [chosenRow(), chosen()];
  if (row) openAlert(row);
  else if (incident) openIncident(incident);
}

/** What an alert is of: the file of its incident, its aircraft, the first that waits, the watch. */
export function openAlert(row: AlertRow): void {
  const incident = row.incident ?? incidentOf(row.waiting[0] ?? row.alert.incidents?.[0] ?? 0);
  if (row.kind === 'hand_over') desk.watchPage = true;
  else if (incident) openIncident(incident);
  else if (row.alert.track) {
    session.select(row.alert.track);
    session.centreSelected();
  }
  if (!row.incident) chooseAlert(row);
}

/** The act by which somebody takes it up; null: there is nothing to take up. */
export function acknowledgementOf(row: AlertRow): Question | null {
  if (!row.fresh) return null;
  if (row.kind === 'distress') return acknowledgeAlert(row);
  const incident = row.incident ?? incidentOf(row.waiting[0] ?? 0);
  return incident && incident.handling === 'new' ? acknowledge(incident) : null;
}

export function takeUp(): void {
  const row = chosenRow();
  const incident = chosen();
  const question = row ? acknowledgementOf(row) : incident?.handling === 'new' && incident.situation !== 'merged' ? acknowledge(incident) : null;
  if (question) void actNow(question);
}

export function askOf(question: (incident: Incident) => Question): void {
  const incident = chosen();
  if (incident) ask(question(incident));
}

export function beginTrack(): void {
  const at = desk.cursor ?? {
    latDeg: desk.glimpse?.latDeg ?? desk.system?.site.lat_deg ?? 0, lonDeg: desk.glimpse?.lonDeg ?? desk.system?.site.lon_deg ?? 0 };
  ask(initiate(at.latDeg, at.lonDeg, desk.nowS || Date.now() / 1000));
}

