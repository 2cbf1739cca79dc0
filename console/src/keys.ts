/** The keyboard: one table, used by the window and shown by the help overlay. */

import { undoLast } from './acts/acting';
import { askOf, beginTrack, openChosen, otherList, step, takeUp } from './acts/choosing';
import { assign, close, note, reopen } from './acts/on_incidents';
import { silence } from './acts/on_watch';
import { session } from './session';
import { SITE, tools } from './state/tools.svelte';
import { measure, nextPalette, putAway } from './tools';
import { desk, remember } from './state/desk.svelte';
import { pen } from './state/pen.svelte';
import type { Shown } from './map/tracks_layer';
import { PAGES } from './panels/pages';

interface Key {
  keys: string[];
  shown: string;
  does: string;
  act: () => void;
}

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
  { keys: ['ArrowUp', 'k'], shown: '↑ K', does: 'alert (or incident) above', act: () => step(-1) },
  { keys: ['ArrowDown', 'j'], shown: '↓ J', does: 'alert (or incident) below', act: () => step(1) },
  { keys: ['Enter'], shown: 'Enter', does: 'open the chosen one: its file, and the map there', act: openChosen },
  { keys: ['a'], shown: 'A', does: 'acknowledge the chosen one, at once', act: takeUp },
  { keys: ['n'], shown: 'N', does: 'note on the chosen incident', act: () => askOf(note) },
  { keys: ['d'], shown: 'D', does: 'assign (delegate) the chosen incident', act: () => askOf(assign) },
  { keys: ['x'], shown: 'X', does: 'close the chosen incident', act: () => askOf(close) },
  { keys: ['r'], shown: 'R', does: 'reopen the chosen incident', act: () => askOf(reopen) },
  { keys: ['s'], shown: 'S', does: 'silence the chosen incident', act: () => askOf((incident) => silence(incident, [], [])) },
  { keys: ['z'], shown: 'Z', does: 'undo what was done last', act: undoLast },
  { keys: ['w'], shown: 'W', does: 'the watch: duty, silences, log', act: () => (desk.watchPage = true) },
  { keys: ['i'], shown: 'I', does: 'to the incidents; again: to the alerts', act: otherList },
  { keys: ['b'], shown: 'B', does: 'begin a track by hand, at the cursor', act: beginTrack },
  ...PAGES.map((page) => ({ keys: [page.key], shown: page.key, does: page.does, act: () => void (desk.page = page.name) })),
  { keys: ['c'], shown: 'C', does: 'centre on the selected track', act: () => session.centreSelected() },
  { keys: ['h', 'Home'], shown: 'H', does: 'show the whole area', act: () => session.home() },
  { keys: ['+', '='], shown: '+', does: 'closer', act: () => session.zoom(0.5) },
  { keys: ['-'], shown: '−', does: 'farther', act: () => session.zoom(-0.5) },
  { keys: ['l'], shown: 'L', does: 'labels', act: () => toggle('labels') },
  { keys: ['t'], shown: 'T', does: 'history dots', act: () => toggle('trails') },
  { keys: ['v'], shown: 'V', does: 'velocity vectors (1 minute)', act: () => toggle('vectors') },
  { keys: ['p'], shown: 'P', does: 'raw plots', act: () => toggle('plots') },
  { keys: ['e'], shown: 'E', does: 'tentative tracks', act: () => toggle('tentative') },
  { keys: ['g'], shown: 'G', does: 'go to a place, a position (MGRS too) or a track', act: () => tools.toggle('go') },
  { keys: ['q'], shown: 'Q', does: 'measure a way', act: measure },
  { keys: ['o'], shown: 'O', does: 'range rings around the site', act: () => tools.ring(SITE) },
  { keys: ['f'], shown: 'F', does: 'filter: hide tracks', act: () => tools.toggle('filter') },
  { keys: ['y'], shown: 'Y', does: 'colours for night or day', act: nextPalette },
  { keys: ['u'], shown: 'U', does: 'units: knots and feet, or SI', act: toggleUnits },
  { keys: ['m'], shown: 'M', does: 'sound on or off', act: () => void toggleSound() },
  {
    keys: ['Escape'], shown: 'Esc', does: 'close; deselect the track, then put the file away',
    act: () => {
      if (putAway()) return;
      if (desk.selected) session.select(0);
      else desk.openFile = 0;
    },
  },
  { keys: ['?'], shown: '?', does: 'this page', act: () => (desk.help = !desk.help) },
];

/** While something is drawn on the map, Enter and Backspace are the pen's. */
function drew(event: KeyboardEvent): boolean {
  if (!pen.use || (event.key !== 'Enter' && event.key !== 'Backspace')) return false;
  event.preventDefault();
  if (event.key === 'Enter') pen.finish();
  else pen.back();
  return true;
}

export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && event.key === 'Enter') return;
  const target = event.target as HTMLElement | null;
  if (document.querySelector('dialog[open]')) return; // it has keys of its own, Esc among them
  const writing = target?.closest('input, textarea, select') !== null && target !== null;
  if (writing && event.key !== 'Escape') return;
  if (drew(event)) return;
  // A focused button takes Enter itself; every other key is ours.
  if (event.key === 'Enter' && target?.closest('button') !== null && target !== null) return;
  const key = KEYS.find((one) => one.keys.includes(event.key) || one.keys.includes(event.key.toLowerCase()));
  if (!key) return;
  event.preventDefault();
  key.act();
}
