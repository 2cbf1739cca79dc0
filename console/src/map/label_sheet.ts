/**
 * Label texts, drawn once each on one sheet and copied from there every frame: drawing text is what labels cost.
 * A slot is kept while its text stays the same; the slot unused for longest is given to the next new text.
 */

import { MAP } from './palette';

export const LINE_PX = 15;
const SLOT = { width: 184, short: 2 * LINE_PX + 2, tall: 4 * LINE_PX + 2 };
const COLUMNS = 7;
const SHORT_ROWS = 26;
const TALL_ROWS = 6;
const FONTS = ['600 12.5px "IBM Plex Sans", sans-serif', '500 12.5px "IBM Plex Sans", sans-serif'];

export interface Sprite {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Slot extends Sprite {
  text: string;
  used: number;
}

export class LabelSheet {
  readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;
  private readonly slots: Record<'short' | 'tall', Slot[]> = { short: [], tall: [] };
  private readonly byText = new Map<string, Slot>();
  private readonly widths: Map<string, number>[] = [new Map(), new Map()];
  private round = 0;

  constructor(readonly ratio: number) {
    for (let k = 0; k < COLUMNS * (SHORT_ROWS + TALL_ROWS); k++) {
      const row = Math.floor(k / COLUMNS);
      const tall = row >= SHORT_ROWS;
      const y = tall ? SHORT_ROWS * SLOT.short + (row - SHORT_ROWS) * SLOT.tall : row * SLOT.short;
      this.slots[tall ? 'tall' : 'short'].push({ x: (k % COLUMNS) * SLOT.width, y, width: 0, height: 0, text: '', used: -1 });
    }
    this.canvas.width = Math.ceil(COLUMNS * SLOT.width * ratio);
    this.canvas.height = Math.ceil((SHORT_ROWS * SLOT.short + TALL_ROWS * SLOT.tall) * ratio);
    // Kept in main memory: many small texts are drawn faster there, and the whole is uploaded when copied.
    this.context = this.canvas.getContext('2d', { willReadFrequently: true })!;
    this.context.scale(ratio, ratio);
    this.context.textBaseline = 'middle';
  }

  /** A new choice of labels begins: slots used from now on are not given away. */
  begin(): void {
    this.round++;
  }

  /** Size of a label, CSS pixels, without drawing it. */
  measure(lines: string[]): { width: number; height: number } {
    let widest = 0;
    for (let i = 0; i < lines.length; i++) widest = Math.max(widest, this.lineWidth(lines[i], Math.min(i, 1)));
    return { width: Math.min(Math.ceil(widest) + 9, SLOT.width), height: lines.length * LINE_PX + 2 };
  }

  /** The sprite of a label; null when every slot is in use. */
  sprite(lines: string[], colour: string, incident: boolean): Sprite | null {
    const text = `${colour}${incident ? '!' : ''}${lines.join('\n')}`;
    let slot = this.byText.get(text);
    if (!slot) {
      slot = this.slots[lines.length > 2 ? 'tall' : 'short'].reduce((a, b) => (b.used < a.used ? b : a));
      if (slot.used === this.round) return null;
      this.byText.delete(slot.text);
      this.byText.set(text, slot);
      slot.text = text;
      Object.assign(slot, this.measure(lines));
      this.paint(slot, lines, colour, incident);
    }
    slot.used = this.round;
    return slot;
  }

  private paint(slot: Slot, lines: string[], colour: string, incident: boolean): void {
    const context = this.context;
    context.clearRect(slot.x, slot.y, SLOT.width, lines.length > 2 ? SLOT.tall : SLOT.short);
    context.fillStyle = incident ? MAP.incidentLabel : MAP.label;
    context.fillRect(slot.x, slot.y, slot.width, slot.height);
    if (incident) {
      context.fillStyle = MAP.incident;
      context.fillRect(slot.x, slot.y, 2.5, slot.height);
    }
    lines.forEach((line, i) => {
      context.font = FONTS[Math.min(i, 1)];
      context.fillStyle = incident ? (i === 0 ? MAP.selected : MAP.incidentText) : colour;
      context.fillText(line, slot.x + 5, slot.y + i * LINE_PX + LINE_PX / 2 + 1.5, SLOT.width - 8);
    });
  }

  /** Widths by character: labels change all the time, their characters do not. */
  private lineWidth(line: string, font: number): number {
    let sum = 0;
    for (const character of line) {
      let width = this.widths[font].get(character);
      if (width === undefined) {
        this.context.font = FONTS[font];
        width = this.context.measureText(character).width;
        this.widths[font].set(character, width);
      }
      sum += width;
    }
    return sum;
  }
}
