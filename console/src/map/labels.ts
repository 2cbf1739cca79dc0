/**
 * The canvas above the map: labels with leader lines, marks of incidents and of the selected track, pointers to
 * incidents beyond the edge. Places are chosen a few times a second; drawing follows every frame of the map.
 */

import type { Units } from '../format';
import type { Filter } from '../picture/filter';
import type { Picture } from '../picture/picture';
import { EMERGENCY } from '../wire/frame';
import { LINE_PX, LabelSheet, type Sprite } from './label_sheet';
import { labelLines } from './label_text';
import { screenX, screenY, type View } from './mercator';
import { MAP, paletteVersion, toneOf } from './palette';
import { Occupancy, SYMBOL, placeLabels, type Placed, type Wish } from './placing';

/** What an incident says on the map, by track number. */
export interface Mark {
  note: string;
  fresh: boolean;
  incident: number;
}

export interface LabelOptions {
  selected: number;
  hovered: number;
  marks: ReadonlyMap<number, Mark>;
  units: Units;
  all: boolean;
  tentative: boolean;
  filter: Filter;
}

const LAYOUT_MS = 250;
const MOST = 140;
const FONT = '600 12.5px "IBM Plex Sans", sans-serif';
/** Unexplained identities come before explained ones: pending, unknown, ..., faker. */
const WEIGHT = [60, 70, 20, 20, 10, 90, 95, 90, 95];

interface Shown extends Placed {
  sprite: Sprite;
}

export class LabelCanvas {
  readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d')!;
  /** Tracks within the view at the last choice of places. */
  inView = 0;
  private shown: Shown[] = [];
  private palette = paletteVersion;
  private sheet = new LabelSheet(window.devicePixelRatio);
  private places = new Map<number, number>();
  private laidOutMs = -Infinity;

  /** Choose places anew at the next frame. */
  invalidate(): void {
    this.laidOutMs = -Infinity;
  }

  draw(view: View, picture: Picture, options: LabelOptions, wallMs: number): void {
    const ratio = window.devicePixelRatio;
    if (this.sheet.ratio !== ratio || this.palette !== paletteVersion) {
      this.sheet = new LabelSheet(ratio);
      this.palette = paletteVersion;
      this.invalidate();
    }
    const width = Math.round(view.width * ratio);
    const height = Math.round(view.height * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const nowS = picture.clock.now(wallMs);
    if (wallMs - this.laidOutMs > LAYOUT_MS) {
      this.laidOutMs = wallMs;
      this.layOut(view, picture, options, nowS);
    }
    const context = this.context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, view.width, view.height);
    this.drawLabels(view, picture, options, nowS);
    for (const [number, mark] of options.marks) this.drawMark(view, picture, number, mark, nowS, wallMs);
    if (options.selected) this.drawBrackets(view, picture, options.selected, nowS, MAP.selected);
    if (options.hovered && options.hovered !== options.selected) {
      this.drawBrackets(view, picture, options.hovered, nowS, MAP.hovered);
    }
  }

  private layOut(view: View, picture: Picture, options: LabelOptions, nowS: number): void {
    const { table } = picture;
    const taken = new Occupancy(view.width, view.height);
    this.inView = 0;
    const wanted: { slot: number; x: number; y: number; weight: number }[] = [];
    for (let slot = 0; slot < table.count; slot++) {
      const dt = table.reckonS(slot, nowS);
      const x = screenX(view, table.x[slot] + table.vx[slot] * dt);
      const y = screenY(view, table.y[slot] + table.vy[slot] * dt);
      if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
      if (options.filter.hides(table, slot)) continue;
      this.inView++;
      const tentative = table.tentative(slot);
      if (tentative && !options.tentative) continue;
      const number = table.number(slot);
      const half = options.marks.has(number) ? 21 : tentative ? 5 : 10;
      taken.mark(x - half, y - half, 2 * half, 2 * half, SYMBOL);
      let weight = WEIGHT[table.identity(slot)] ?? 50;
      if (number === options.selected || number === options.hovered) weight = 900;
      else if (options.marks.has(number)) weight = 1000;
      else if (table.flags(slot) & EMERGENCY) weight = 800;
      else if (!options.all || tentative) continue;
      wanted.push({ slot, x, y, weight });
    }
    wanted.sort((a, b) => b.weight - a.weight || table.number(a.slot) - table.number(b.slot));
    const texts = new Map<number, string[]>();
    const wishes: Wish[] = wanted.slice(0, MOST * 4).map(({ slot, x, y, weight }) => {
      const key = table.number(slot);
      const lines = labelLines(table, slot, nowS, options.units, options.marks.get(key)?.note ?? '');
      texts.set(key, lines);
      return { key, x, y, ...this.sheet.measure(lines), reach: weight >= 900 ? 24 : 14, must: weight >= 800 };
    });
    const placed = placeLabels(wishes, taken, this.places, MOST);
    this.places = new Map(placed.map((label) => [label.key, label.place]));
    this.sheet.begin();
    this.shown = placed.flatMap((label) => {
      const tone = toneOf(table.identity(table.slotOf(label.key)));
      const sprite = this.sheet.sprite(texts.get(label.key)!, tone.text, options.marks.has(label.key));
      return sprite ? [{ ...label, sprite }] : [];
    });
  }

  private drawLabels(view: View, picture: Picture, options: LabelOptions, nowS: number): void {
    const context = this.context;
    const { table } = picture;
    context.lineWidth = 1;
    const { ratio } = this.sheet;
    for (const label of this.shown) {
      const slot = table.slotOf(label.key);
      if (slot < 0) continue;
      const { sprite } = label;
      const [x, y] = this.where(view, picture, slot, nowS);
      const left = Math.round(x + label.left);
      const top = Math.round(y + label.top);
      if (left > view.width || top > view.height || left + label.width < 0 || top + label.height < 0) continue;
      context.globalAlpha = options.marks.has(label.key) ? 0.9 : 0.5;
      context.strokeStyle = options.marks.has(label.key) ? MAP.incident : toneOf(table.identity(slot)).line;
      this.leader(x, y, left, top, label, options.marks.has(label.key) ? 22 : 12);
      context.globalAlpha = 1;
      context.drawImage(
        this.sheet.canvas, sprite.x * ratio, sprite.y * ratio, sprite.width * ratio, sprite.height * ratio,
        left, top, sprite.width, sprite.height,
      );
    }
  }

  /** From the rim of the symbol to the nearest point of the label. */
  private leader(x: number, y: number, left: number, top: number, box: Placed, away: number): void {
    const tx = Math.min(Math.max(x, left), left + box.width);
    const ty = Math.min(Math.max(y, top + LINE_PX / 2), top + box.height - LINE_PX / 2);
    const length = Math.hypot(tx - x, ty - y);
    if (length < away + 4) return;
    const rim = away / length;
    this.context.beginPath();
    this.context.moveTo(x + (tx - x) * rim, y + (ty - y) * rim);
    this.context.lineTo(tx, ty);
    this.context.stroke();
  }

  private drawMark(view: View, picture: Picture, number: number, mark: Mark, nowS: number, wallMs: number): void {
    const slot = picture.table.slotOf(number);
    if (slot < 0) return;
    const [x, y] = this.where(view, picture, slot, nowS);
    const context = this.context;
    const margin = 18;
    context.strokeStyle = context.fillStyle = MAP.incident;
    if (x >= 0 && y >= 0 && x <= view.width && y <= view.height) {
      // What nobody has taken up yet beats once a second.
      context.globalAlpha = mark.fresh && wallMs % 1000 > 550 ? 0.35 : 1;
      context.lineWidth = mark.fresh ? 2.5 : 1.5;
      context.beginPath();
      context.arc(x, y, 21, 0, 2 * Math.PI);
      context.stroke();
      context.globalAlpha = 1;
      return;
    }
    const cx = view.width / 2;
    const cy = view.height / 2;
    const reach = Math.min((cx - margin) / Math.abs(x - cx || 1), (cy - margin) / Math.abs(y - cy || 1));
    const px = cx + (x - cx) * reach;
    const py = cy + (y - cy) * reach;
    const turn = Math.atan2(y - cy, x - cx);
    context.save();
    context.translate(px, py);
    context.rotate(turn);
    context.beginPath();
    context.moveTo(12, 0);
    context.lineTo(-7, 9);
    context.lineTo(-7, -9);
    context.fill();
    context.restore();
    context.font = FONT;
    context.textBaseline = 'middle';
    context.textAlign = px > cx ? 'right' : 'left';
    context.fillStyle = MAP.incidentText;
    context.fillText(`#${mark.incident} T${number}`, px + (px > cx ? -18 : 18), py + (Math.abs(Math.sin(turn)) > 0.8 ? -Math.sign(Math.sin(turn)) * 16 : 0));
    context.textAlign = 'left';
  }

  private drawBrackets(view: View, picture: Picture, number: number, nowS: number, colour: string): void {
    const slot = picture.table.slotOf(number);
    if (slot < 0) return;
    const [x, y] = this.where(view, picture, slot, nowS);
    const context = this.context;
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    for (const [sx, sy] of [[-1, -1], [1, -1], [1, 1], [-1, 1]]) {
      context.moveTo(x + sx * 18, y + sy * 11);
      context.lineTo(x + sx * 18, y + sy * 18);
      context.lineTo(x + sx * 11, y + sy * 18);
    }
    context.stroke();
  }

  private where(view: View, picture: Picture, slot: number, nowS: number): [number, number] {
    const { table } = picture;
    const dt = table.reckonS(slot, nowS);
    return [
      screenX(view, table.x[slot] + table.vx[slot] * dt),
      screenY(view, table.y[slot] + table.vy[slot] * dt),
    ];
  }
}
