/** The map drawn with Canvas2D where WebGL2 is missing: the same base map, zones, tracks and colours, simply. */

import type { FeatureCollection, Geometry, Position } from 'geojson';
import { ENDED } from '../wire/frame';
import { BASEMAP, EMPTY, basemapUrl } from './basemap';
import type { Bounds, Engine, EngineListener } from './engine';
import { LINE_FLOATS } from './lines';
import { latFromMercator, lonFromMercator, mercatorX, mercatorY, screenX, screenY, viewOf, type View } from './mercator';
import type { Paint } from './overlays';
import { MAP, toneOf } from './palette';
import { VECTOR_S } from './symbols_pass';
import type { Scenery } from './tracks_layer';
import { DOT_FLOATS, type DotRing } from '../picture/dots';

/** Path2D keeps single precision: paths are drawn about the origin in units of this many to the unit square. */
const UNITS = 1 << 20;

export class CanvasMap implements Engine {
  readonly kind = 'canvas2d';
  readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d')!;
  private readonly paths = new Map<string, Path2D>();
  private places: { x: number; y: number; name: string; rank: number }[] = [];
  private overlay: { path: Path2D; ink: Paint; at: Position | null }[] = [];
  private centre: { x: number; y: number };
  private zoom = 6.6;
  private requested = false;
  private drag: { x: number; y: number; moved: boolean } | null = null;

  constructor(
    private readonly container: HTMLElement, site: { lat_deg: number; lon_deg: number },
    private readonly scenery: Scenery, private readonly listener: EngineListener,
  ) {
    this.centre = { x: mercatorX(site.lon_deg), y: mercatorY(site.lat_deg) };
    this.canvas.className = 'canvas-map';
    container.append(this.canvas);
    this.listen();
    void this.load();
    this.repaint();
  }

  view(): View {
    const { clientWidth, clientHeight } = this.container;
    const view = viewOf(0, 0, this.zoom, clientWidth, clientHeight);
    return { ...view, x: this.centre.x, y: this.centre.y };
  }

  repaint(): void {
    if (this.requested) return;
    this.requested = true;
    requestAnimationFrame(() => {
      this.requested = false;
      this.draw();
    });
  }

  setZones(zones: FeatureCollection): void {
    const of = (kind: boolean) => ({
      ...zones,
      features: zones.features.filter((feature) => (feature.properties?.kind === 'border') === kind),
    });
    this.paths.set('own', this.path(of(true)));
    this.paths.set('zones', this.path(of(false)));
    this.repaint();
  }

  setOverlay(overlay: FeatureCollection<Geometry, Paint>): void {
    this.overlay = overlay.features.map((feature) => ({
      path: this.path({ type: 'FeatureCollection', features: [feature] }), ink: feature.properties,
      at: feature.geometry.type === 'Point' ? feature.geometry.coordinates : null,
    }));
    this.repaint();
  }

  async settled(): Promise<void> {}

  recolour(): void {
    this.repaint();
  }

  setDrawing(drawing: boolean): void {
    this.canvas.style.cursor = drawing ? 'crosshair' : '';
  }

  fly(lonDeg: number, latDeg: number, zoom?: number): void {
    this.centre = { x: mercatorX(lonDeg), y: mercatorY(latDeg) };
    this.zoom = zoom ?? this.zoom;
    this.repaint();
  }

  fit(bounds: Bounds): void {
    const { width, height } = this.view();
    const [west, east] = [mercatorX(bounds.westDeg), mercatorX(bounds.eastDeg)];
    const [north, south] = [mercatorY(bounds.northDeg), mercatorY(bounds.southDeg)];
    this.centre = { x: (west + east) / 2, y: (north + south) / 2 };
    this.zoom = Math.log2(Math.min((width - 80) / (east - west), (height - 80) / (south - north)) / 512);
    this.repaint();
  }

  zoomBy(steps: number): void {
    this.zoom = Math.min(16, Math.max(3, this.zoom + steps));
    this.repaint();
  }

  resize(): void {
    this.repaint();
  }

  destroy(): void {
    this.canvas.remove();
  }

  private async load(): Promise<void> {
    for (const name of BASEMAP) {
      try {
        const response = await fetch(basemapUrl(name));
        const collection = response.ok ? ((await response.json()) as FeatureCollection) : EMPTY;
        const of = (line: boolean) => collection.features.filter(({ geometry }) => (geometry.type === 'LineString') === line);
        if (name === 'places') this.takePlaces(collection);
        else if (name === 'water') {
          this.paths.set('water', this.path({ ...collection, features: of(false) }));
          this.paths.set('rivers', this.path({ ...collection, features: of(true) }));
        } else this.paths.set(name, this.path(collection));
      } catch (error) {
        this.listener.fault(`base map ${name}: ${String(error)}`);
      }
      this.repaint();
    }
  }

  private takePlaces(collection: FeatureCollection): void {
    this.places = collection.features.flatMap(({ geometry, properties }) =>
      geometry.type === 'Point'
        ? [{
            x: mercatorX(geometry.coordinates[0]), y: mercatorY(geometry.coordinates[1]),
            name: String(properties?.name ?? ''), rank: Number(properties?.rank ?? 4),
          }]
        : [],
    );
  }

  private path(collection: FeatureCollection): Path2D {
    const path = new Path2D();
    const { originX, originY } = this.scenery.picture;
    const line = (points: Position[]) =>
      points.forEach(([lonDeg, latDeg], i) => {
        const x = (mercatorX(lonDeg) - originX) * UNITS;
        const y = (mercatorY(latDeg) - originY) * UNITS;
        if (i === 0) path.moveTo(x, y);
        else path.lineTo(x, y);
      });
    for (const { geometry } of collection.features) {
      if (geometry.type === 'LineString') line(geometry.coordinates);
      else if (geometry.type === 'MultiLineString' || geometry.type === 'Polygon') geometry.coordinates.forEach(line);
      else if (geometry.type === 'MultiPolygon') geometry.coordinates.flat().forEach(line);
    }
    return path;
  }

  private draw(): void {
    const view = this.view();
    const ratio = window.devicePixelRatio;
    this.canvas.width = Math.round(view.width * ratio);
    this.canvas.height = Math.round(view.height * ratio);
    const context = this.context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = MAP.water;
    context.fillRect(0, 0, view.width, view.height);
    this.drawBase(view, ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.drawPlaces(view);
    this.drawTracks(view);
    this.listener.drawn(view);
  }

  private drawBase(view: View, ratio: number): void {
    const context = this.context;
    const { originX, originY } = this.scenery.picture;
    const scale = (view.scale / UNITS) * ratio;
    context.setTransform(scale, 0, 0, scale, screenX(view, originX) * ratio, screenY(view, originY) * ratio);
    const fill = (name: string, colour: string) => {
      const path = this.paths.get(name);
      context.fillStyle = colour;
      if (path) context.fill(path, 'evenodd');
    };
    const stroke = (name: string, colour: string, widthPx: number) => {
      const path = this.paths.get(name);
      context.strokeStyle = colour;
      context.lineWidth = (widthPx * ratio) / scale;
      if (path) context.stroke(path);
    };
    fill('land', MAP.land);
    fill('water', MAP.lake);
    stroke('rivers', MAP.lake, 1.2);
    stroke('borders', MAP.border, 1);
    stroke('zones', MAP.zone, 1);
    stroke('own', MAP.ownBorder, 2);
    for (const { path, ink } of this.overlay) {
      context.fillStyle = context.strokeStyle = ink.colour;
      context.globalAlpha = ink.fill ?? 0;
      context.fill(path, 'evenodd');
      context.globalAlpha = 1;
      context.lineWidth = ((ink.widthPx ?? 1.5) * ratio) / scale;
      context.setLineDash(ink.dashed ? [(6 * ratio) / scale, (4 * ratio) / scale] : []);
      context.stroke(path);
    }
    context.setLineDash([]);
  }

  private drawPlaces(view: View): void {
    const context = this.context;
    context.font = '12px "IBM Plex Sans", sans-serif';
    context.textAlign = 'center';
    context.fillStyle = MAP.place;
    for (const place of this.places) {
      if (place.rank > (this.zoom - 4) / 1.3) continue;
      const x = screenX(view, place.x);
      const y = screenY(view, place.y);
      if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
      context.fillText(place.name, x, y + 14);
      context.fillRect(x - 1, y - 1, 2, 2);
    }
    context.textAlign = 'left';
    for (const { ink, at } of this.overlay) {
      if (!at) continue;
      const [x, y] = [screenX(view, mercatorX(at[0])), screenY(view, mercatorY(at[1]))];
      context.fillStyle = ink.colour;
      context.fillRect(x - 3, y - 3, 6, 6);
      (ink.text ?? '').split('\n').forEach((text, k) => context.fillText(text, x + 7, y - 5 + 14 * k));
    }
  }

  private drawTracks(view: View): void {
    const { picture, atlas, shown, filter, stale, crowded } = this.scenery;
    const context = this.context;
    const { table } = picture;
    const nowS = picture.clock.now(performance.now());
    context.filter = stale ? 'grayscale(1)' : 'none';
    if (shown.plots) this.drawDots(view, picture.plots, nowS, 0.85);
    if (shown.trails) this.drawDots(view, picture.history, nowS, 0.5);
    this.drawLines(view);
    const half = atlas.cellPx / 2 / window.devicePixelRatio;
    context.lineWidth = 1.5;
    for (let slot = 0; slot < table.count; slot++) {
      if (table.status(slot) === ENDED || (table.tentative(slot) && !shown.tentative) || filter.hides(table, slot)) continue;
      const dt = table.reckonS(slot, nowS);
      const x = screenX(view, table.x[slot] + table.vx[slot] * dt);
      const y = screenY(view, table.y[slot] + table.vy[slot] * dt);
      if (x < -30 || y < -30 || x > view.width + 30 || y > view.height + 30) continue;
      if (shown.vectors) {
        context.strokeStyle = toneOf(table.identity(slot)).line;
        context.setLineDash(table.coasting(slot) ? [3, 3] : []);
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x + table.vx[slot] * VECTOR_S * view.scale, y + table.vy[slot] * VECTOR_S * view.scale);
        context.stroke();
      }
      const [left, top] = atlas.cellAt(atlas.cellOf(table, slot, crowded));
      const side = atlas.cellPx;
      context.drawImage(atlas.canvas, left, top, side, side, Math.round(x - half), Math.round(y - half), 2 * half, 2 * half);
    }
    context.setLineDash([]);
    context.filter = 'none';
  }

  private drawDots(view: View, ring: DotRing, nowS: number, strength: number): void {
    const { originX, originY, originS } = this.scenery.picture;
    const context = this.context;
    for (let i = 0; i < ring.count; i++) {
      const at = i * DOT_FLOATS;
      const age = (nowS - originS - ring.data[at + 2]) / ring.lifeS;
      if (age >= 1) continue;
      const colour = ring.data[at + 3];
      context.globalAlpha = strength * (1 - Math.max(age, 0));
      context.fillStyle = colour > 8 ? MAP.plot : toneOf(colour).line;
      context.fillRect(
        screenX(view, ring.data[at] + originX) - 1, screenY(view, ring.data[at + 1] + originY) - 1, 2, 2,
      );
    }
    context.globalAlpha = 1;
  }

  private drawLines(view: View): void {
    const { picture, lines } = this.scenery;
    const context = this.context;
    context.strokeStyle = MAP.selected;
    context.lineWidth = 1.2;
    context.beginPath();
    for (let i = 0; i < lines.count; i++) {
      const at = i * LINE_FLOATS;
      context.moveTo(screenX(view, lines.data[at] + picture.originX), screenY(view, lines.data[at + 1] + picture.originY));
      context.lineTo(screenX(view, lines.data[at + 2] + picture.originX), screenY(view, lines.data[at + 3] + picture.originY));
    }
    context.stroke();
  }

  private listen(): void {
    const at = (event: MouseEvent): [number, number] => {
      const box = this.canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.canvas.addEventListener('pointerdown', (event) => {
      const [x, y] = at(event);
      this.drag = { x, y, moved: false };
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener('pointermove', (event) => {
      const [x, y] = at(event);
      if (!this.drag) return this.listener.pointer(this.view(), x, y);
      if (!this.drag.moved && Math.hypot(x - this.drag.x, y - this.drag.y) < 4) return;
      const { scale } = this.view();
      this.centre = { x: this.centre.x - (x - this.drag.x) / scale, y: this.centre.y - (y - this.drag.y) / scale };
      this.drag = { x, y, moved: true };
      this.repaint();
    });
    this.canvas.addEventListener('pointerup', (event) => {
      const [x, y] = at(event);
      if (this.drag && !this.drag.moved) this.listener.click(this.view(), x, y);
      this.drag = null;
    });
    this.canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const [x, y] = at(event);
        const before = this.view();
        const held = { x: before.x + (x - before.width / 2) / before.scale, y: before.y + (y - before.height / 2) / before.scale };
        this.zoomBy(-event.deltaY / 300);
        const { scale } = this.view();
        this.fly(
          lonFromMercator(held.x - (x - before.width / 2) / scale),
          latFromMercator(held.y - (y - before.height / 2) / scale),
        );
      },
      { passive: false },
    );
  }
}
