/** Draws a DotRing as points that fade with age; uploads only what was written since the last frame. */

import { DOT_FLOATS, type DotRing } from '../picture/dots';
import { layout, program, uniforms } from './gl';
import { DOT_COLOURS } from './palette';
import type { Frame2D } from './tracks_layer';

const VERTEX = `
layout(location=0) in vec2 at; layout(location=1) in float time_s; layout(location=2) in float colour;
uniform mat4 matrix; uniform float now_s, life_s, size, strength; uniform vec3 colours[10];
out vec4 tint;
void main(){
  float age=(now_s-time_s)/life_s;
  gl_Position=age>=1.||age<-.5?vec4(2.,2.,2.,1.):matrix*vec4(at,0.,1.);
  gl_PointSize=size;
  tint=vec4(colours[int(colour)],strength*(1.-clamp(age,0.,1.)));
}`;
const FRAGMENT = `
in vec4 tint; uniform float grey; out vec4 o;
void main(){
  vec2 d=gl_PointCoord*2.-1.; float edge=1.-smoothstep(.6,1.,dot(d,d));
  vec3 c=mix(tint.rgb,vec3(dot(tint.rgb,vec3(.3,.6,.1))),grey);
  float a=tint.a*edge; o=vec4(c*a,a);
}`;

export class DotsPass {
  private readonly made: WebGLProgram;
  private readonly vertices: WebGLVertexArrayObject;
  private readonly buffer: WebGLBuffer;
  private readonly at;
  private uploaded = 0;

  constructor(private readonly gl: WebGL2RenderingContext, private readonly ring: DotRing) {
    this.made = program(gl, VERTEX, FRAGMENT);
    this.at = uniforms(gl, this.made, ['matrix', 'now_s', 'life_s', 'size', 'strength', 'colours', 'grey']);
    this.vertices = gl.createVertexArray();
    this.buffer = gl.createBuffer();
    gl.bindVertexArray(this.vertices);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, ring.data.byteLength, gl.DYNAMIC_DRAW);
    layout(gl, this.buffer, [2, 1, 1]);
    gl.bindVertexArray(null);
  }

  draw(frame: Frame2D, sizePx: number, strength: number): void {
    const { gl, ring, at } = this;
    if (ring.count === 0) {
      this.uploaded = 0;
      return;
    }
    gl.useProgram(this.made);
    gl.bindVertexArray(this.vertices);
    this.upload();
    gl.uniformMatrix4fv(at.matrix, false, frame.matrix);
    gl.uniform1f(at.now_s, frame.nowS);
    gl.uniform1f(at.life_s, ring.lifeS);
    gl.uniform1f(at.size, sizePx * frame.ratio);
    gl.uniform1f(at.strength, strength);
    gl.uniform1f(at.grey, frame.grey);
    gl.uniform3fv(at.colours, DOT_COLOURS);
    gl.drawArrays(gl.POINTS, 0, ring.count);
  }

  private upload(): void {
    const { gl, ring } = this;
    if (ring.written < this.uploaded) this.uploaded = 0;
    const pending = Math.min(ring.written - this.uploaded, ring.capacity);
    if (pending === 0) return;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    const first = (ring.written - pending) % ring.capacity;
    const head = Math.min(pending, ring.capacity - first);
    const send = (dot: number, count: number) =>
      gl.bufferSubData(gl.ARRAY_BUFFER, dot * DOT_FLOATS * 4, ring.data, dot * DOT_FLOATS, count * DOT_FLOATS);
    send(first, head);
    if (pending > head) send(0, pending - head);
    this.uploaded = ring.written;
  }
}
