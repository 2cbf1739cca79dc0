/** What the map's tools do; their state is in state/tools.svelte.ts. */

import { chart } from './chart';
import { keep } from './keeping';
import { drawn, pointOf } from './map/overlays';
import { choosePalette } from './map/palette';
import { captioned } from './map/print';
import { NOTHING, type Hidden } from './picture/filter';
import { clockText, dateText, positionText } from './format';
import { session } from './session';
import { desk, remember } from './state/desk.svelte';
import { pen, sketch } from './state/pen.svelte';
import { tools } from './state/tools.svelte';

/** How long a place that was asked for stays marked. */
const MARK_MS = 60_000;
let marked = 0;

/** Begins a line that says its lengths; what was measured stays until the next time. */
export function measure(): void {
  chart.overlay('measured', []);
  if (pen.use === 'way') pen.cancel();
  else pen.begin('way', (points) => chart.overlay('measured', sketch('way', points, desk.units)));
}

/** Esc: true when there was something of a tool to put away. */
export function putAway(): boolean {
  if (pen.use) pen.cancel();
  else if (tools.open) tools.open = '';
  else return false;
  return true;
}

export function hide(hidden: Hidden, selected: number): void {
  chart.scene?.scenery.filter.set(hidden, selected);
  chart.scene?.refresh();
}

export function showAll(): void {
  tools.hidden = NOTHING;
}

/** Marks a place for a minute. */
export function mark(lonDeg: number, latDeg: number): void {
  clearTimeout(marked);
  chart.overlay('mark', [drawn(pointOf(lonDeg, latDeg), { tone: 'pen', text: positionText(latDeg, lonDeg) })]);
  marked = window.setTimeout(() => chart.overlay('mark', []), MARK_MS);
}

/** Light or dark, usual colours or those that everybody can tell apart. */
export function usePalette(light: boolean, safe: boolean): void {
  tools.light = light;
  tools.safeColours = safe;
  remember('light', light);
  remember('safe-colours', safe);
  showPalette();
  chart.recolour();
}

/** Applies what was remembered, before anything is drawn. */
export function showPalette(): void {
  choosePalette(tools.light, tools.safeColours);
  document.documentElement.toggleAttribute('data-light', tools.light);
}

export const nextPalette = (): void => usePalette(!tools.light, tools.safeColours);

/** The map as it is, with what it is and of when, as a file. Where sensors stand is not in it. */
export async function takePicture(): Promise<void> {
  try {
    const { latDeg, lonDeg } = chart.view() ?? { latDeg: 0, lonDeg: 0 };
    const map = await chart.picture();
    const kind = desk.exercise || desk.partition?.exercise ? 'EXERCISE' : desk.replayed ? 'REPLAY, NOT LIVE' : '';
    const when = `${dateText(desk.nowS)} ${clockText(desk.nowS)}Z`;
    const lines = [
      [kind, desk.system?.site.name, desk.partition?.name, when],
      [
        `around ${positionText(latDeg, lonDeg)}`, desk.stale ? 'PICTURE FROZEN' : '',
        tools.hiddenCount > 0 ? `${tools.hiddenCount} tracks hidden by a filter` : '', 'situational awareness, not for engagement',
      ],
    ].map((line) => line.filter(Boolean).join(' · '));
    const canvas = captioned(map, lines, kind === 'EXERCISE');
    const content = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (content) keep(content, `sargas-${when.replace(/[^0-9A-Z]/g, '')}${kind ? `-${kind.split(',')[0].toLowerCase()}` : ''}.png`);
  } catch (error) {
    session.fault(error instanceof Error ? error.message : String(error));
  }
}
