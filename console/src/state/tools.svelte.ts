/** Tools of the map: what is open, rings, filter, palette, views that a person kept. */

import { NOTHING, type Hidden } from '../picture/filter';
import { remember, remembered } from './desk.svelte';

export type Tool = '' | 'go' | 'filter' | 'views';

/** A part of the map, with a name. */
export interface SavedView {
  name: string;
  latDeg: number;
  lonDeg: number;
  zoom: number;
}

const MOST_VIEWS = 30;

class Tools {
  open = $state<Tool>('');
  /** Around what range rings lie: nothing, the middle of the site, or a sensor by its id. */
  rings = $state('');
  hidden = $state.raw<Hidden>(NOTHING);
  /** Tracks that the filter hides now. */
  hiddenCount = $state(0);
  light = $state(remembered('light', false));
  safeColours = $state(remembered('safe-colours', false));
  views = $state.raw<SavedView[]>(remembered<SavedView[]>('views', []));
  /** The line that was measured last stays until the next, or Esc. */
  measured = $state('');

  toggle(tool: Exclude<Tool, ''>): void {
    this.open = this.open === tool ? '' : tool;
  }

  ring(around: string): void {
    this.rings = this.rings === around ? '' : around;
  }

  keep(view: SavedView): void {
    this.views = [view, ...this.views.filter((one) => one.name !== view.name)].slice(0, MOST_VIEWS);
    remember('views', this.views);
  }

  forget(name: string): void {
    this.views = this.views.filter((one) => one.name !== name);
    remember('views', this.views);
  }
}

/** Name by which rings lie around the middle of the site. */
export const SITE = 'site:';

export const tools = new Tools();
