/** Distances and bearings for what is drawn and measured on the map: a sphere of the mean radius, within 0.5 % of WGS-84. */

import type { Position } from 'geojson';

const EARTH_M = 6_371_008.8;
const RAD = Math.PI / 180;

/** Metres between two points, (lon_deg, lat_deg). */
export function distanceM([lonA, latA]: Position, [lonB, latB]: Position): number {
  const [a, b] = [latA * RAD, latB * RAD];
  const h = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(((lonB - lonA) * RAD) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Degrees clockwise from true north of the way from one point to the other, at its beginning. */
export function bearingDeg([lonA, latA]: Position, [lonB, latB]: Position): number {
  const [a, b, turn] = [latA * RAD, latB * RAD, (lonB - lonA) * RAD];
  const angle = Math.atan2(Math.sin(turn) * Math.cos(b), Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(turn));
  return (angle / RAD + 360) % 360;
}

/** The point so far from another in a direction. */
export function pointAt([lonDeg, latDeg]: Position, bearing: number, metres: number): Position {
  const [a, arc, turn] = [latDeg * RAD, metres / EARTH_M, bearing * RAD];
  const lat = Math.asin(Math.sin(a) * Math.cos(arc) + Math.cos(a) * Math.sin(arc) * Math.cos(turn));
  const lon = Math.atan2(Math.sin(turn) * Math.sin(arc) * Math.cos(a), Math.cos(arc) - Math.sin(a) * Math.sin(lat));
  return [lonDeg + lon / RAD, lat / RAD];
}

/** A closed ring of points around a place. */
export function circle(middle: Position, radiusM: number, steps = 72): Position[] {
  return Array.from({ length: steps + 1 }, (_, k) => pointAt(middle, (360 * (k % steps)) / steps, radiusM));
}
