/**
 * APP-6 air symbols (milsymbol) by identity, class and state, drawn on demand into cells of one atlas canvas.
 * A cell is drawn at its final size, so that it is sharp; it is centred on the anchor of the symbol.
 */

import { ms, numberair } from 'milsymbol/parts';
import type { TrackTable } from '../picture/table';
import { COASTING, EMERGENCY, SIMULATED, TENTATIVE } from '../wire/frame';
import { IDENTITIES } from '../wire/words';
import { MAP, paletteVersion, toneOf, type Tone } from './palette';

ms.addIcons(numberair);

/** Side of a cell and of the atlas, CSS pixels. */
export const CELL = 56;
const COLUMNS = 24;
export const ATLAS = CELL * COLUMNS;

/** Standard identity digit of APP-6D table A-I by our identity code; joker and faker exist in an exercise only. */
const STANDARD_IDENTITY = ['0', '1', '2', '3', '4', '5', '6', '5', '6'];

/** Entity of symbol set 01 (air), APP-6D table A-XIII, by our class code. Birds have none: see drawBird. */
const ENTITY = ['000000', '000000', '110500', '110400', '110300', '120100', '120100', '110200', '000000'];

const BIRD = 1;
const FULL_PX = 24;
const CALM_PX = 17;
/** Identities that have been explained are drawn smaller, and as their bare frame where the map is crowded. */
const CALM = new Set(['assumed_friend', 'friend', 'neutral']);
const isCalm = (identity: number): boolean => CALM.has(IDENTITIES[identity] ?? '');

export class SymbolAtlas {
  readonly canvas: HTMLCanvasElement;
  readonly cellPx: number;
  /** Cells drawn since the last upload to the GPU. */
  fresh: number[] = [];
  /** How far each cell's drawing reaches from its middle, device pixels: no more than that need be drawn. */
  readonly reachPx: number[] = [];
  private readonly context: CanvasRenderingContext2D;
  private readonly cells = new Map<number, number>();
  private palette = paletteVersion;

  constructor(readonly ratio: number) {
    this.cellPx = Math.round(CELL * ratio);
    this.canvas = document.createElement('canvas');
    this.canvas.width = this.canvas.height = this.cellPx * COLUMNS;
    this.context = this.canvas.getContext('2d', { willReadFrequently: true })!;
  }

  /** Place of a cell in the atlas, device pixels. */
  cellAt(cell: number): [number, number] {
    return [(cell % COLUMNS) * this.cellPx, Math.floor(cell / COLUMNS) * this.cellPx];
  }

  /** The cell that shows a track; drawn now if it was not yet. `crowded`: explained traffic as bare frames. */
  cellOf(table: TrackTable, slot: number, crowded: boolean): number {
    if (this.palette !== paletteVersion) this.clear();
    const status = table.status(slot);
    const flags = table.flags(slot);
    const identity = table.identity(slot);
    const simulated = flags & SIMULATED;
    const incident = table.incident(slot) ? 1 : 0;
    const small = crowded && !incident && !(flags & EMERGENCY) && status !== TENTATIVE && isCalm(identity) ? 1 : 0;
    const classCode = small ? 0 : table.classCode(slot);
    const key = ((((identity * 16 + classCode) * 4 + status) * 2 + simulated) * 2 + incident) * 2 + small;
    let cell = this.cells.get(key);
    if (cell === undefined) {
      if (this.cells.size >= COLUMNS * COLUMNS) return 0;
      cell = this.cells.size;
      this.cells.set(key, cell);
      if (small) this.draw(cell, (context) => drawSmall(context, identity, status === COASTING));
      else if (status === TENTATIVE) this.draw(cell, (context) => drawTentative(context, toneOf(identity)));
      else {
        const look = { identity, classCode, coasting: status === COASTING, simulated: simulated !== 0, large: incident !== 0 };
        this.draw(cell, (context) => drawSymbol(context, look, this.ratio));
      }
    }
    return cell;
  }

  /** Another palette: every cell is drawn anew when it is asked for. */
  private clear(): void {
    this.palette = paletteVersion;
    this.cells.clear();
    this.fresh.length = 0;
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Runs `paint` in the middle of a cell; it returns how far it reached, CSS pixels. */
  private draw(cell: number, paint: (context: CanvasRenderingContext2D) => number): void {
    const [left, top] = this.cellAt(cell);
    const context = this.context;
    context.save();
    context.beginPath();
    context.rect(left, top, this.cellPx, this.cellPx);
    context.clip();
    context.translate(left + this.cellPx / 2, top + this.cellPx / 2);
    context.scale(this.ratio, this.ratio);
    this.reachPx[cell] = Math.min(Math.ceil(paint(context) * this.ratio) + 1, this.cellPx / 2);
    context.restore();
    this.fresh.push(cell);
  }
}

/** Not yet a track that anyone vouches for: a small cross, no frame. */
function drawTentative(context: CanvasRenderingContext2D, tone: Tone): number {
  for (const [colour, width] of [[MAP.outline, 4], [tone.line, 1.5]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(-4.5, 0);
    context.lineTo(4.5, 0);
    context.moveTo(0, -4.5);
    context.lineTo(0, 4.5);
    context.stroke();
  }
  return 6;
}

/** The frame alone: a square for neutral, a dome for friendly, as in APP-6. */
function drawSmall(context: CanvasRenderingContext2D, identity: number, coasting: boolean): number {
  const tone = toneOf(identity);
  context.beginPath();
  if (IDENTITIES[identity] === 'neutral') context.rect(-3, -3, 6, 6);
  else {
    context.arc(0, 0, 3.5, Math.PI, 0);
    context.lineTo(3.5, 3.5);
    context.lineTo(-3.5, 3.5);
    context.closePath();
  }
  context.lineWidth = 3.5;
  context.strokeStyle = MAP.outline;
  context.stroke();
  context.lineWidth = 1.2;
  context.strokeStyle = tone.line;
  context.fillStyle = coasting ? MAP.outline : tone.line;
  context.fill();
  context.stroke();
  return 6;
}

interface Look {
  identity: number;
  classCode: number;
  coasting: boolean;
  simulated: boolean;
  large: boolean;
}

function drawSymbol(context: CanvasRenderingContext2D, look: Look, ratio: number): number {
  const { identity, classCode, coasting, simulated } = look;
  const tone = toneOf(identity);
  const name = IDENTITIES[identity] ?? 'unknown';
  const exercise = name === 'joker' || name === 'faker';
  const everywhere = (colour: string) => ({
    Civilian: colour, Friend: colour, Hostile: colour, Neutral: colour, Unknown: colour, Suspect: colour,
  });
  const symbol = new ms.Symbol(
    `10${exercise ? '1' : simulated ? '2' : '0'}${STANDARD_IDENTITY[identity] ?? '1'}010000${ENTITY[classCode] ?? '000000'}0000`,
    {
      size: (look.large || !isCalm(identity) ? FULL_PX : CALM_PX) * ratio,
      fill: !coasting,
      fillOpacity: 0.92,
      colorMode: everywhere(tone.fill),
      frameColor: everywhere(tone.line),
      iconColor: everywhere(coasting ? tone.line : MAP.icon),
      strokeWidth: 7,
      outlineWidth: coasting ? 0 : 5,
      outlineColor: MAP.outline,
      fontfamily: 'IBM Plex Sans, sans-serif',
    },
  );
  const anchor = symbol.getAnchor();
  context.scale(1 / ratio, 1 / ratio);
  context.globalAlpha = coasting ? 0.8 : 1;
  context.drawImage(symbol.asCanvas(1), Math.round(-anchor.x), Math.round(-anchor.y));
  if (classCode === BIRD) {
    context.scale(ratio, ratio);
    drawBird(context, coasting ? tone.line : MAP.icon);
  }
  const { width, height } = symbol.getSize();
  return Math.max(anchor.x, width - anchor.x, anchor.y, height - anchor.y) / ratio + 1;
}

function drawBird(context: CanvasRenderingContext2D, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  context.beginPath();
  context.arc(-3.5, 1.5, 3.5, Math.PI * 1.1, Math.PI * 1.95);
  context.arc(3.5, 1.5, 3.5, Math.PI * 1.05, Math.PI * 1.9);
  context.stroke();
}
