/** The map as the console uses it: an engine, the label canvas above it, and the rhythm in which both are redrawn. */

import type { FeatureCollection } from 'geojson';
import type { Units } from '../format';
import { Filter } from '../picture/filter';
import type { Picture } from '../picture/picture';
import { CanvasMap } from './canvas_map';
import { boundsOf, type Engine, type EngineListener } from './engine';
import { webglWorks } from './gl';
import { GlMap } from './gl_map';
import { LabelCanvas, type Mark } from './labels';
import { Lines } from './lines';
import { latFromMercator, lonFromMercator, type View } from './mercator';
import { SymbolAtlas } from './symbols';
import type { Scenery, Shown } from './tracks_layer';

const REACH_PX = 22;
const LINES_MS = 250;
/** Square pixels of map per track in view below which it is crowded; half as much again to be so no longer. */
const CROWDED_PX2 = 2200;
/** A symbol moves about this far between two redraws: more often would cost and show nothing. */
const STEP_PX = 0.5;
const FASTEST_MPS = 300;
const EARTH_M = 40_075_017;

export interface SceneListener {
  select(number: number): void;
  /** A click on the map: true when it was meant for a tool, and selects nothing. */
  press(latDeg: number, lonDeg: number): boolean;
  /** Pointer position, or null when it left the map. */
  cursor(latDeg: number | null, lonDeg: number | null): void;
  /** Metres per CSS pixel at the middle of the map. */
  scale(metresPerPx: number): void;
  fault(why: string): void;
}

export class Scene implements EngineListener {
  readonly engine: Engine;
  readonly scenery: Scenery;
  selected = 0;
  units: Units = 'kt-ft';
  marks: ReadonlyMap<number, Mark> = new Map();
  private readonly labels = new LabelCanvas();
  private hovered = 0;
  private paintedMs = 0;
  private linesMs = 0;
  private awaited = false;
  private costMs = 0;
  private version = -1;
  private metresPerPx = 0;
  private running = true;
  private captured: ((canvas: HTMLCanvasElement) => void) | null = null;
  private home: ReturnType<typeof boundsOf> = null;

  constructor(
    container: HTMLElement, private readonly picture: Picture, site: { lat_deg: number; lon_deg: number },
    shown: Shown, private readonly listener: SceneListener, canvasOnly: boolean,
  ) {
    this.scenery = { picture, shown, filter: new Filter(), atlas: new SymbolAtlas(window.devicePixelRatio), lines: new Lines(), stale: false, crowded: false };
    const Made = !canvasOnly && webglWorks() ? GlMap : CanvasMap;
    this.engine = new Made(container, site, this.scenery, this);
    this.labels.canvas.className = 'labels';
    container.append(this.labels.canvas);
    requestAnimationFrame(this.beat);
  }

  /** Something that is drawn changed: show it at the next frame. */
  refresh(): void {
    this.labels.invalidate();
    this.linesMs = 0;
    this.paintedMs = 0;
  }

  setZones(zones: FeatureCollection): void {
    this.engine.setZones(zones);
    const borders = zones.features.filter((feature) => feature.properties?.kind === 'border');
    const first = this.home === null;
    this.home = boundsOf(borders.length > 0 ? { ...zones, features: borders } : zones);
    if (first) this.goHome();
  }

  goHome(): void {
    if (this.home) this.engine.fit(this.home);
  }

  /** Brings a track to the middle; true when it is known. */
  centre(number: number, zoom?: number): boolean {
    const { table, clock } = this.picture;
    const slot = table.slotOf(number);
    if (slot < 0) return false;
    const dt = table.reckonS(slot, clock.now(performance.now()));
    this.engine.fly(
      lonFromMercator(table.x[slot] + table.vx[slot] * dt), latFromMercator(table.y[slot] + table.vy[slot] * dt), zoom,
    );
    return true;
  }

  /** What the next frame shows, labels too, as a canvas of its own. */
  capture(): Promise<HTMLCanvasElement> {
    return new Promise((done) => {
      this.captured = done;
      this.refresh();
    });
  }

  destroy(): void {
    this.running = false;
    this.engine.destroy();
    this.labels.canvas.remove();
  }

  drawn(view: View): void {
    const { shown } = this.scenery;
    this.labels.draw(
      view, this.picture,
      {
        selected: this.selected, hovered: this.hovered, marks: this.marks, units: this.units,
        all: shown.labels, tentative: shown.tentative, filter: this.scenery.filter,
      },
      performance.now(),
    );
    const roomPx2 = (view.width * view.height) / Math.max(1, this.labels.inView);
    this.scenery.crowded = roomPx2 < (this.scenery.crowded ? 1.5 : 1) * CROWDED_PX2;
    // Once there are tracks on a map there is a picture: told to whoever measures how soon.
    if (this.labels.inView > 0) document.documentElement.dataset.picture = 'drawn';
    if (this.captured) this.handOver();
    const latDeg = latFromMercator(view.y);
    const metresPerPx = (EARTH_M * Math.cos((latDeg * Math.PI) / 180)) / view.scale;
    if (Math.abs(metresPerPx - this.metresPerPx) > 1e-6 * metresPerPx) {
      this.metresPerPx = metresPerPx;
      this.listener.scale(metresPerPx);
    }
  }

  pointer(view: View, x: number, y: number): void {
    if (!Number.isFinite(x)) {
      this.hovered = 0;
      this.listener.cursor(null, null);
      return;
    }
    this.hovered = this.numberAt(view, x, y);
    this.listener.cursor(...placeAt(view, x, y));
  }

  click(view: View, x: number, y: number): void {
    const [latDeg, lonDeg] = placeAt(view, x, y);
    if (!this.listener.press(latDeg, lonDeg)) this.listener.select(this.numberAt(view, x, y));
  }

  fault(why: string): void {
    this.listener.fault(why);
  }

  /** Now, while what the engine drew can be read. */
  private handOver(): void {
    const canvas = document.createElement('canvas');
    canvas.width = this.engine.canvas.width;
    canvas.height = this.engine.canvas.height;
    const context = canvas.getContext('2d')!;
    context.drawImage(this.engine.canvas, 0, 0);
    context.drawImage(this.labels.canvas, 0, 0, canvas.width, canvas.height);
    this.captured?.(canvas);
    this.captured = null;
  }

  private numberAt(view: View, x: number, y: number): number {
    const { table, clock } = this.picture;
    const slot = table.nearest(
      view.x + (x - view.width / 2) / view.scale, view.y + (y - view.height / 2) / view.scale,
      REACH_PX / view.scale, clock.now(performance.now()), (each) => this.scenery.filter.hides(table, each),
    );
    return slot < 0 ? 0 : table.number(slot);
  }

  private readonly beat = (): void => {
    if (!this.running) return;
    requestAnimationFrame(this.beat);
    const wallMs = performance.now();
    const { picture } = this;
    if (this.awaited) {
      this.awaited = false;
      this.costMs += 0.3 * (wallMs - this.paintedMs - this.costMs);
    }
    if (wallMs - this.linesMs > LINES_MS && picture.table.version !== this.version) {
      this.linesMs = wallMs;
      this.version = picture.table.version;
      this.scenery.lines.build(picture, this.selected);
    }
    const pxPerS = this.metresPerPx > 0 ? (FASTEST_MPS * Math.max(1, picture.clock.speed)) / this.metresPerPx : 0;
    const perS = this.scenery.stale ? 2 : Math.min(30, Math.max(4, pxPerS / STEP_PX));
    // Where drawing is slow (no graphics processor), half of the time stays free for frames and for the operator.
    if (wallMs - this.paintedMs < Math.max(1000 / perS, 2 * this.costMs)) return;
    this.paintedMs = wallMs;
    this.awaited = true;
    this.engine.repaint();
  };
}

/** Latitude and longitude of a point of the screen. */
function placeAt(view: View, x: number, y: number): [number, number] {
  return [
    latFromMercator(view.y + (y - view.height / 2) / view.scale), lonFromMercator(view.x + (x - view.width / 2) / view.scale),
  ];
}
