/** Web Mercator on the unit square (x east from 180 W, y south from 85.05 N), as MapLibre uses it, and the view onto it. */

const EARTH_M = 40_075_016.686;
const RAD = Math.PI / 180;

export function mercatorX(lonDeg: number): number {
  return (180 + lonDeg) / 360;
}

export function mercatorY(latDeg: number): number {
  return (1 - Math.asinh(Math.tan(latDeg * RAD)) / Math.PI) / 2;
}

export function lonFromMercator(x: number): number {
  return x * 360 - 180;
}

export function latFromMercator(y: number): number {
  return Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) / RAD;
}

/** Unit-square lengths per metre at a latitude. */
export function mercatorPerMetre(latDeg: number): number {
  return 1 / (EARTH_M * Math.cos(latDeg * RAD));
}

/** What is on the screen: north up, no tilt. `scale` is CSS pixels per unit square. */
export interface View {
  x: number;
  y: number;
  scale: number;
  width: number;
  height: number;
}

export function viewOf(lonDeg: number, latDeg: number, zoom: number, width: number, height: number): View {
  return { x: mercatorX(lonDeg), y: mercatorY(latDeg), scale: 512 * 2 ** zoom, width, height };
}

export function screenX(view: View, x: number): number {
  return (x - view.x) * view.scale + view.width / 2;
}

export function screenY(view: View, y: number): number {
  return (y - view.y) * view.scale + view.height / 2;
}
