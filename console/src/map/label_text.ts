/** What a label says: two short lines, three for an incident. Call sign, code and pressure height are claims. */

import { durationText, flightLevelText, heightText, octalText, speedText, type Units } from '../format';
import type { TrackTable } from '../picture/table';
import { EMERGENCY, SIMULATED } from '../wire/frame';

/** Pressure height is spoken of as a flight level from here up; below it is a height. */
const TRANSITION_FL = 50;

export function nameOf(table: TrackTable, slot: number): string {
  const callsign = table.callsign(slot);
  if (callsign) return callsign;
  const code = table.mode3a(slot);
  return code !== null ? `A${octalText(code)}` : `T${table.number(slot)}`;
}

export function levelOf(table: TrackTable, slot: number, units: Units): string {
  const level = table.flightLevel(slot);
  const heightM = table.heightM(slot);
  if (level !== null && (level >= TRANSITION_FL || heightM === null)) return flightLevelText(level);
  return heightM !== null ? heightText(heightM, units) : '– –';
}

export function labelLines(table: TrackTable, slot: number, nowS: number, units: Units, note: string): string[] {
  const flags = table.flags(slot);
  const first = nameOf(table, slot) + (flags & EMERGENCY ? ' EMERG' : '') + (flags & SIMULATED && note ? ' SIM' : '');
  const up = table.upMps(slot);
  const trend = up > 1.5 ? ' ↑' : up < -1.5 ? ' ↓' : '';
  const second = `${levelOf(table, slot, units)}${trend}  ${speedText(table.speedMps(slot), units)}`;
  const lines = [first, second];
  const ageS = nowS - table.updatedS(slot);
  if (table.coasting(slot)) lines.push(`no echo ${durationText(Math.max(0, Math.round(ageS)))}`);
  if (note) lines.push(note);
  return lines;
}
