/** Draws the lines around tracks that matter: trails of watched tracks, uncertainty ellipses, the ring of an incident. */

import { RECKON_S } from '../picture/table';
import { LINE_FLOATS, type Lines } from './lines';
import { Records, program, uniforms } from './gl';
import type { Frame2D } from './tracks_layer';

const PARTS = LINE_FLOATS / 4;

const VERTEX = `${Records.prelude(PARTS)}
uniform mat4 matrix; uniform float now_s, ratio; uniform vec2 screen;
out vec4 tint; out float across, half_px;
void main(){
  vec4 ends=part(0),motion=part(1); vec2 to=corner();
  vec2 move=motion.xy*clamp(now_s-motion.z,0.,${RECKON_S.toFixed(1)});
  vec4 p=matrix*vec4(ends.xy+move,0.,1.),q=matrix*vec4(ends.zw+move,0.,1.);
  vec2 pa=(p.xy/p.w*.5+.5)*screen,pb=(q.xy/q.w*.5+.5)*screen,d=pb-pa;
  float l=max(length(d),1e-4);
  half_px=motion.w*ratio*.5; across=(to.y*2.-1.)*(half_px+1.);
  vec2 n=vec2(-d.y,d.x)/l*across;
  gl_Position=vec4((mix(pa,pb,to.x)+n)/screen*2.-1.,0.,1.);
  tint=part(2);
}`;
const FRAGMENT = `
in vec4 tint; in float across, half_px; uniform float grey; out vec4 o;
void main(){
  float a=tint.a*clamp(half_px+.5-abs(across),0.,1.);
  o=vec4(mix(tint.rgb,vec3(dot(tint.rgb,vec3(.3,.6,.1))),grey)*a,a);
}`;

export class LinesPass {
  private readonly made: WebGLProgram;
  private readonly at;
  private readonly records: Records;
  private version = -1;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.made = program(gl, VERTEX, FRAGMENT);
    this.at = uniforms(gl, this.made, ['matrix', 'now_s', 'ratio', 'screen', 'grey', 'records']);
    this.records = new Records(gl, PARTS);
  }

  draw(frame: Frame2D, lines: Lines): void {
    const { gl, at, records } = this;
    if (lines.count === 0) return;
    if (lines.version !== this.version) {
      this.version = lines.version;
      records.upload(lines.reserve(records.room(lines.count)), lines.count);
    }
    gl.useProgram(this.made);
    gl.uniformMatrix4fv(at.matrix, false, frame.matrix);
    gl.uniform1f(at.now_s, frame.nowS);
    gl.uniform1f(at.grey, frame.grey);
    gl.uniform1f(at.ratio, frame.ratio);
    gl.uniform2f(at.screen, frame.widthPx, frame.heightPx);
    records.draw(at.records);
  }
}
