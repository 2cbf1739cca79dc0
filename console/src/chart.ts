/** The map as pages and tools use it: where it looks, and what they draw on it. The session makes it. */

import type { Bounds } from './map/engine';
import { latFromMercator, lonFromMercator } from './map/mercator';
import { Overlays, type Drawn } from './map/overlays';
import type { Scene } from './map/scene';
import { pen } from './state/pen.svelte';
import { tools, type SavedView } from './state/tools.svelte';

/** A map that is not drawn by then is not given away: it might show what must stay within. */
const SETTLED_MS = 15_000;

class Chart {
  scene: Scene | null = null;
  private readonly overlays = new Overlays((shown) => this.scene?.engine.setOverlay(shown));

  constructor() {
    pen.show = (features) => this.overlay('pen', features);
  }

  /** A new map: everything that was drawn is drawn on it, too. */
  take(scene: Scene): void {
    this.scene = scene;
    scene.scenery.filter.set(tools.hidden, scene.selected);
    scene.engine.setOverlay(this.overlays.shown());
  }

  /** The palette is another: everything in its colours. */
  recolour(): void {
    this.scene?.engine.recolour();
    this.scene?.engine.setOverlay(this.overlays.shown());
    this.scene?.refresh();
  }

  /** Replaces what a page or a tool draws on the map. */
  overlay(name: string, features: Drawn[]): void {
    this.overlays.set(name, features);
  }

  fly(lonDeg: number, latDeg: number, zoom?: number): void {
    this.scene?.engine.fly(lonDeg, latDeg, zoom);
  }

  fit(bounds: Bounds | null): void {
    if (bounds) this.scene?.engine.fit(bounds);
  }

  /** What part of the map is shown now. */
  view(): Omit<SavedView, 'name'> | null {
    const view = this.scene?.engine.view();
    return view ? { latDeg: latFromMercator(view.y), lonDeg: lonFromMercator(view.x), zoom: Math.log2(view.scale / 512) } : null;
  }

  /** The map as it is drawn, without what must stay within the console. */
  async picture(): Promise<HTMLCanvasElement> {
    const { scene } = this;
    if (!scene) throw new Error('there is no map yet');
    this.overlays.leaving = true;
    try {
      const late = new Promise<never>((_, fail) => setTimeout(() => fail(new Error('the map is not drawn yet')), SETTLED_MS));
      await Promise.race([scene.engine.settled(), late]);
      return await Promise.race([scene.capture(), late]);
    } finally {
      this.overlays.leaving = false;
    }
  }
}

export const chart = new Chart();
