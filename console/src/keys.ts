/** The keyboard: one table, used by the window and shown by the help overlay. */

import { session } from './session';
import { desk, remember } from './state/desk.svelte';
import type { Shown } from './map/tracks_layer';

interface Key {
  keys: string[];
  shown: string;
  does: string;
  act: () => void;
}

function step(by: number): void {
  const list = desk.orderedIncidents;
  if (list.length === 0) return;
  const at = list.findIndex((incident) => incident.number === desk.chosenIncident);
  desk.chosenIncident = list[Math.min(Math.max(at + by, 0), list.length - 1)].number;
}

const chosen = () => desk.incidents.find((incident) => incident.number === desk.chosenIncident);

export function toggle(layer: keyof Shown): void {
  desk.shown[layer] = !desk.shown[layer];
  remember('shown', { ...desk.shown });
  session.apply();
}

export function toggleUnits(): void {
  desk.units = desk.units === 'si' ? 'kt-ft' : 'si';
  remember('units', desk.units);
  session.apply();
}

export async function toggleSound(): Promise<void> {
  if (!desk.soundReady) {
    desk.soundReady = await session.sound.enable();
    if (desk.soundReady) session.sound.play('advisory');
    return;
  }
  desk.muted = !desk.muted;
  remember('muted', desk.muted);
}

export const KEYS: Key[] = [
  { keys: ['ArrowUp'], shown: '↑', does: 'incident above', act: () => step(-1) },
  { keys: ['ArrowDown'], shown: '↓', does: 'incident below', act: () => step(1) },
  {
    keys: ['Enter'], shown: 'Enter', does: 'centre on the chosen incident',
    act: () => {
      const incident = chosen();
      if (incident) session.goTo(incident);
    },
  },
  {
    keys: ['a'], shown: 'A', does: 'acknowledge the chosen incident',
    act: () => {
      const incident = chosen();
      if (incident?.handling === 'new' && incident.situation !== 'merged') desk.acknowledging = incident.number;
    },
  },
  { keys: ['c'], shown: 'C', does: 'centre on the selected track', act: () => session.centreSelected() },
  { keys: ['h', 'Home'], shown: 'H', does: 'show the whole area', act: () => session.home() },
  { keys: ['+', '='], shown: '+', does: 'closer', act: () => session.zoom(0.5) },
  { keys: ['-'], shown: '−', does: 'farther', act: () => session.zoom(-0.5) },
  { keys: ['l'], shown: 'L', does: 'labels', act: () => toggle('labels') },
  { keys: ['t'], shown: 'T', does: 'history dots', act: () => toggle('trails') },
  { keys: ['v'], shown: 'V', does: 'velocity vectors (1 minute)', act: () => toggle('vectors') },
  { keys: ['p'], shown: 'P', does: 'raw plots', act: () => toggle('plots') },
  { keys: ['n'], shown: 'N', does: 'tentative tracks', act: () => toggle('tentative') },
  { keys: ['u'], shown: 'U', does: 'units: knots and feet, or SI', act: toggleUnits },
  { keys: ['m'], shown: 'M', does: 'sound on or off', act: () => void toggleSound() },
  {
    keys: ['Escape'], shown: 'Esc', does: 'close, deselect',
    act: () => {
      if (desk.help) desk.help = false;
      else if (desk.acknowledging) desk.acknowledging = 0;
      else session.select(0);
    },
  },
  { keys: ['?'], shown: '?', does: 'this page', act: () => (desk.help = !desk.help) },
];

export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && event.key === 'Enter') return;
  const target = event.target as HTMLElement | null;
  const writing = target?.closest('input, textarea, select, dialog') !== null && target !== null;
  if (writing && event.key !== 'Escape') return;
  // A focused button takes Enter itself; every other key is ours.
  if (event.key === 'Enter' && target?.closest('button') !== null && target !== null) return;
  const key = KEYS.find((one) => one.keys.includes(event.key) || one.keys.includes(event.key.toLowerCase()));
  if (!key) return;
  event.preventDefault();
  key.act();
}
