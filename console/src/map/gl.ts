/** The few words of WebGL2 that every layer speaks, and the self test that chooses between WebGL2 and Canvas2D. */

export function program(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const result = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${source}`);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
      throw new Error(gl.getShaderInfoLog(shader) ?? 'shader does not compile');
    }
    gl.attachShader(result, shader);
  }
  gl.linkProgram(result);
  return result;
}

/** Uniform locations by name, looked up once. */
export function uniforms<Name extends string>(
  gl: WebGL2RenderingContext, of: WebGLProgram, names: readonly Name[],
): Record<Name, WebGLUniformLocation | null> {
  const pairs = names.map((name) => [name, gl.getUniformLocation(of, name)] as const);
  return Object.fromEntries(pairs) as Record<Name, WebGLUniformLocation | null>;
}

/** Describes one buffer of interleaved floats to the bound vertex array: sizes of the attributes in order. */
export function layout(
  gl: WebGL2RenderingContext, buffer: WebGLBuffer, sizes: readonly number[],
): void {
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  const stride = sizes.reduce((sum, size) => sum + size, 0) * 4;
  let offset = 0;
  sizes.forEach((size, i) => {
    gl.enableVertexAttribArray(i);
    gl.vertexAttribPointer(i, size, gl.FLOAT, false, stride, offset);
    offset += size * 4;
  });
}

const RECORDS_WIDTH = 1024;

/**
 * Records of `parts` vec4 each, in a float texture that vertex shaders read by gl_VertexID: six vertices a record make
 * a quad. One plain draw call; instancing of such small meshes is many times slower on software renderers.
 */
export class Records {
  private readonly texture: WebGLTexture;
  private readonly vertices: WebGLVertexArrayObject;
  private rows = 0;
  count = 0;

  constructor(private readonly gl: WebGL2RenderingContext, private readonly parts: number) {
    this.texture = gl.createTexture();
    this.vertices = gl.createVertexArray();
  }

  /** What a vertex shader needs: part(k) is the k-th vec4 of its record, corner() its corner of the unit square. */
  static prelude(parts: number): string {
    return `
uniform highp sampler2D records;
vec4 part(int k){int at=gl_VertexID/6*${parts}+k; return texelFetch(records,ivec2(at&${RECORDS_WIDTH - 1},at>>10),0);}
vec2 corner(){int c=gl_VertexID%6; return vec2(c==1||c==3||c==4?1.:0.,c==2||c>=4?1.:0.);}
`;
  }

  /** Numbers that `data` must have room for, to hold `count` records: whole rows of the texture. */
  room(count: number): number {
    return Math.ceil((count * this.parts) / RECORDS_WIDTH) * RECORDS_WIDTH * 4;
  }

  /** `data` has room(count) numbers or more. */
  upload(data: Float32Array, count: number): void {
    const gl = this.gl;
    this.count = count;
    const rows = this.room(count) / RECORDS_WIDTH / 4;
    if (rows === 0) return;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    if (rows > this.rows) {
      this.rows = rows;
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, RECORDS_WIDTH, rows, 0, gl.RGBA, gl.FLOAT, data);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    } else {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, RECORDS_WIDTH, rows, gl.RGBA, gl.FLOAT, data);
    }
  }

  /** Draws every record with the program in use; `at` is its `records` uniform. */
  draw(at: WebGLUniformLocation | null): void {
    const gl = this.gl;
    gl.bindVertexArray(this.vertices);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.uniform1i(at, 0);
    gl.drawArrays(gl.TRIANGLES, 0, 6 * this.count);
  }
}

/** Draws one coloured pixel and reads it back: a context that exists but does not draw is as good as none. */
export function webglWorks(): boolean {
  try {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 4;
    const gl = canvas.getContext('webgl2');
    if (!gl) return false;
    const made = program(
      gl,
      `${Records.prelude(1)} out vec4 tint;void main(){gl_Position=vec4(corner()*2.-1.,0.,1.);tint=part(0);}`,
      'in vec4 tint;out vec4 o;void main(){o=tint;}',
    );
    gl.useProgram(made);
    const records = new Records(gl, 1);
    const data = new Float32Array(records.room(1));
    data.set([1, 0.5, 0, 1]);
    records.upload(data, 1);
    records.draw(gl.getUniformLocation(made, 'records'));
    const pixel = new Uint8Array(4);
    gl.readPixels(1, 1, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    return pixel[0] > 250 && pixel[1] > 120 && pixel[1] < 136 && pixel[2] < 5;
  } catch {
    return false;
  }
}
