/** The own WebGL2 layer inside MapLibre: plots, history, lines, vectors and symbols of all tracks, in that order. */

import type { CustomLayerInterface, CustomRenderMethodInput, Map as BaseMap } from 'maplibre-gl';
import type { Filter } from '../picture/filter';
import type { Picture } from '../picture/picture';
import { DotsPass } from './dots_pass';
import type { Lines } from './lines';
import { LinesPass } from './lines_pass';
import type { SymbolAtlas } from './symbols';
import { SymbolsPass } from './symbols_pass';

/** What may be shown or hidden by the operator. */
export interface Shown {
  labels: boolean;
  trails: boolean;
  vectors: boolean;
  plots: boolean;
  tentative: boolean;
}

/** One frame of drawing: projection of origin-relative mercator to clip space, time since the origin, screen, pallor. */
export interface Frame2D {
  matrix: Float32Array;
  nowS: number;
  /** 0 live colours, 1 grey: the picture is stale. */
  grey: number;
  ratio: number;
  widthPx: number;
  heightPx: number;
}

export interface Scenery {
  picture: Picture;
  atlas: SymbolAtlas;
  lines: Lines;
  shown: Shown;
  filter: Filter;
  stale: boolean;
  /** So many tracks in view that explained traffic is drawn as bare frames. */
  crowded: boolean;
}

export class TracksLayer implements CustomLayerInterface {
  readonly id = 'tracks';
  readonly type = 'custom' as const;
  readonly renderingMode = '2d' as const;
  private readonly matrix = new Float32Array(16);
  private passes: { plots: DotsPass; history: DotsPass; lines: LinesPass; symbols: SymbolsPass } | null = null;

  constructor(private readonly scenery: Scenery) {}

  onAdd(_map: BaseMap, gl: WebGL2RenderingContext): void {
    const { picture, atlas } = this.scenery;
    this.passes = {
      plots: new DotsPass(gl, picture.plots),
      history: new DotsPass(gl, picture.history),
      lines: new LinesPass(gl),
      symbols: new SymbolsPass(gl, atlas),
    };
  }

  render(gl: WebGLRenderingContext | WebGL2RenderingContext, input: CustomRenderMethodInput): void {
    if (!this.passes) return;
    const { picture, shown, filter, lines, stale, crowded } = this.scenery;
    const { plots, history, lines: around, symbols } = this.passes;
    const of = gl as WebGL2RenderingContext;
    const frame: Frame2D = {
      matrix: this.relative(input.defaultProjectionData.mainMatrix as ArrayLike<number>),
      nowS: picture.clock.now(performance.now()) - picture.originS,
      grey: stale ? 1 : 0,
      ratio: window.devicePixelRatio,
      widthPx: of.drawingBufferWidth,
      heightPx: of.drawingBufferHeight,
    };
    of.enable(of.BLEND);
    of.blendFunc(of.ONE, of.ONE_MINUS_SRC_ALPHA);
    of.disable(of.DEPTH_TEST);
    of.disable(of.STENCIL_TEST);
    of.disable(of.CULL_FACE);
    symbols.prepare(picture, shown, filter, crowded);
    if (shown.plots) plots.draw(frame, 3.2, 0.85);
    if (shown.trails) history.draw(frame, 2.4, 0.55);
    around.draw(frame, lines);
    if (shown.vectors) symbols.drawVectors(frame);
    symbols.drawSymbols(frame);
    of.bindVertexArray(null);
  }

  /** The origin is added in double precision here, so that single precision is enough on the GPU. */
  private relative(matrix: ArrayLike<number>): Float32Array {
    const { originX, originY } = this.scenery.picture;
    for (let i = 0; i < 16; i++) this.matrix[i] = matrix[i];
    for (let row = 0; row < 4; row++) {
      this.matrix[12 + row] = matrix[12 + row] + matrix[row] * originX + matrix[4 + row] * originY;
    }
    return this.matrix;
  }
}
