/** Draws every track in two calls: velocity vectors, then symbols; both dead-reckoned in the vertex shader. */

import { RECKON_S, type TrackTable } from '../picture/table';
import type { Filter } from '../picture/filter';
import type { Picture } from '../picture/picture';
import { COASTING, ENDED, TENTATIVE } from '../wire/frame';
import { Records, program, uniforms } from './gl';
import { DOT_COLOURS, paletteVersion } from './palette';
import { ATLAS, CELL, type SymbolAtlas } from './symbols';
import type { Frame2D, Shown } from './tracks_layer';

/** x, y, vx, vy, time, cell, identity (16 more when coasting), reach in device pixels */
const FLOATS = 8;
const PARTS = FLOATS / 4;
export const VECTOR_S = 60;

const PLACE = `${Records.prelude(PARTS)}
uniform mat4 matrix; uniform float now_s; uniform vec2 screen;
vec2 place(vec4 state,vec4 look){return state.xy+state.zw*clamp(now_s-look.x,0.,${RECKON_S.toFixed(1)});}
`;
const SYMBOL_VERTEX = `${PLACE}
uniform float cell_px; out vec2 uv;
void main(){
  vec4 look=part(1),q=matrix*vec4(place(part(0),look),0.,1.);
  vec2 from=(corner()*2.-1.)*look.w;
  vec2 px=floor((q.xy/q.w*.5+.5)*screen+.5)+from;
  gl_Position=vec4(px/screen*2.-1.,0.,1.);
  float columns=${(ATLAS / CELL).toFixed(1)};
  uv=(vec2(mod(look.y,columns),floor(look.y/columns))+.5+vec2(from.x,-from.y)/cell_px)/columns;
}`;
const SYMBOL_FRAGMENT = `
in vec2 uv; uniform sampler2D atlas; uniform float grey; out vec4 o;
void main(){
  o=texture(atlas,uv); if(o.a<.01) discard;
  o.rgb=mix(o.rgb,vec3(dot(o.rgb,vec3(.3,.6,.1))),grey);
}`;
const VECTOR_VERTEX = `${PLACE}
uniform float ratio; uniform vec3 colours[10]; out vec3 tint; out float along, dashed, across;
void main(){
  vec4 state=part(0),look=part(1); vec2 to=corner(),a=place(state,look),b=a+state.zw*${VECTOR_S.toFixed(1)};
  vec4 p=matrix*vec4(a,0.,1.),q=matrix*vec4(b,0.,1.);
  vec2 pa=(p.xy/p.w*.5+.5)*screen,pb=(q.xy/q.w*.5+.5)*screen,d=pb-pa;
  float length_px=length(d);
  if(length_px<3.*ratio){gl_Position=vec4(2.,2.,2.,1.);return;}
  across=(to.y*2.-1.)*(.7*ratio+1.);
  vec2 n=vec2(-d.y,d.x)/length_px*across;
  gl_Position=vec4((mix(pa,pb,to.x)+n)/screen*2.-1.,0.,1.);
  float coasting=step(15.5,look.z);
  tint=colours[int(look.z-16.*coasting+.5)]; along=to.x*length_px/ratio; dashed=coasting;
}`;
const VECTOR_FRAGMENT = `
in vec3 tint; in float along, dashed, across; uniform float grey, ratio; out vec4 o;
void main(){
  if(dashed>.5&&mod(along,7.)>3.5) discard;
  float a=.8*clamp(.7*ratio+.5-abs(across),0.,1.); o=vec4(mix(tint,vec3(dot(tint,vec3(.3,.6,.1))),grey)*a,a);
}`;

export class SymbolsPass {
  private readonly symbol: WebGLProgram;
  private readonly vector: WebGLProgram;
  private readonly ofSymbol;
  private readonly ofVector;
  private readonly records: Records;
  private readonly texture: WebGLTexture;
  private data = new Float32Array(0);
  private made = '';

  constructor(private readonly gl: WebGL2RenderingContext, private readonly atlas: SymbolAtlas) {
    this.symbol = program(gl, SYMBOL_VERTEX, SYMBOL_FRAGMENT);
    this.vector = program(gl, VECTOR_VERTEX, VECTOR_FRAGMENT);
    this.ofSymbol = uniforms(gl, this.symbol, ['matrix', 'now_s', 'grey', 'screen', 'records', 'cell_px', 'atlas']);
    this.ofVector = uniforms(gl, this.vector, ['matrix', 'now_s', 'grey', 'screen', 'records', 'ratio', 'colours']);
    this.records = new Records(gl, PARTS);
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texImage2D(
      gl.TEXTURE_2D, 0, gl.RGBA, atlas.canvas.width, atlas.canvas.height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null,
    );
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  /** Fills the instance buffer when the tracks changed. */
  prepare(picture: Picture, shown: Shown, filter: Filter, crowded: boolean): void {
    const { table } = picture;
    const made = `${table.version} ${picture.originS} ${shown.tentative} ${filter.version} ${crowded} ${paletteVersion}`;
    if (made === this.made) return;
    this.made = made;
    const room = this.records.room(table.count);
    if (this.data.length < room) this.data = new Float32Array(room);
    this.records.upload(this.data, this.fill(picture, table, shown, filter, crowded));
    if (this.atlas.fresh.length > 0) this.uploadAtlas();
  }

  drawVectors(frame: Frame2D): void {
    const { gl, ofVector: at } = this;
    if (this.records.count === 0) return;
    gl.useProgram(this.vector);
    this.common(at, frame);
    gl.uniform1f(at.ratio, frame.ratio);
    gl.uniform3fv(at.colours, DOT_COLOURS);
    this.records.draw(at.records);
  }

  drawSymbols(frame: Frame2D): void {
    const { gl, ofSymbol: at } = this;
    if (this.records.count === 0) return;
    gl.useProgram(this.symbol);
    this.common(at, frame);
    gl.uniform1f(at.cell_px, this.atlas.cellPx);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.uniform1i(at.atlas, 1);
    this.records.draw(at.records);
  }

  private common(
    at: Record<'matrix' | 'now_s' | 'grey' | 'screen', WebGLUniformLocation | null>, frame: Frame2D,
  ): void {
    this.gl.uniformMatrix4fv(at.matrix, false, frame.matrix);
    this.gl.uniform1f(at.now_s, frame.nowS);
    this.gl.uniform1f(at.grey, frame.grey);
    this.gl.uniform2f(at.screen, frame.widthPx, frame.heightPx);
  }

  private fill(picture: Picture, table: TrackTable, shown: Shown, filter: Filter, crowded: boolean): number {
    const data = this.data;
    let row = 0;
    // Three rounds, so that what matters lies on top: tentative, the others, those with an incident.
    for (let round = 0; round < 3; round++) {
      for (let slot = 0; slot < table.count; slot++) {
        const status = table.status(slot);
        const turn = table.incident(slot) ? 2 : status === TENTATIVE ? 0 : 1;
        if (turn !== round || status === ENDED || (turn === 0 && !shown.tentative)) continue;
        if (filter.hides(table, slot)) continue;
        const at = row++ * FLOATS;
        data[at] = table.x[slot] - picture.originX;
        data[at + 1] = table.y[slot] - picture.originY;
        data[at + 2] = table.vx[slot];
        data[at + 3] = table.vy[slot];
        data[at + 4] = table.timeS[slot] - picture.originS;
        const cell = this.atlas.cellOf(table, slot, crowded);
        data[at + 5] = cell;
        data[at + 6] = table.identity(slot) + (status === COASTING ? 16 : 0);
        data[at + 7] = this.atlas.reachPx[cell];
      }
    }
    return row;
  }

  private uploadAtlas(): void {
    const { gl, atlas } = this;
    const context = atlas.canvas.getContext('2d')!;
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    for (const cell of atlas.fresh) {
      const [x, y] = atlas.cellAt(cell);
      const pixels = context.getImageData(x, y, atlas.cellPx, atlas.cellPx);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    }
    atlas.fresh.length = 0;
  }
}
