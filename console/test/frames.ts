/** Frames written from the table in docs/reference/web.md, independently of what reads them. */

export interface RowOf {
  number: number;
  status?: number;
  identity?: number;
  flags?: number;
  latDeg?: number;
  lonDeg?: number;
  heightM?: number;
  eastMps?: number;
  northMps?: number;
  mode3a?: number;
  level?: number;
  callsign?: string;
  incident?: number;
}

export interface FrameOf {
  kind: number;
  flags?: number;
  sequence?: number;
  stride?: number;
  timeS?: number;
  speed?: number;
  rows: RowOf[];
  ended?: number[];
  extra?: number;
}

export function frameOf(of: FrameOf): ArrayBuffer {
  const stride = of.stride ?? 96;
  const ended = of.ended ?? [];
  const bytes = new ArrayBuffer(40 + of.rows.length * stride + ended.length * 4 + (of.extra ?? 0));
  const view = new DataView(bytes);
  [...'SGT1'].forEach((letter, i) => view.setUint8(i, letter.charCodeAt(0)));
  view.setUint8(4, of.kind);
  view.setUint8(5, of.flags ?? 0);
  view.setUint16(6, stride, true);
  view.setUint32(8, of.sequence ?? 1, true);
  view.setUint32(12, of.rows.length, true);
  view.setUint32(16, ended.length, true);
  view.setFloat64(24, of.timeS ?? 1_753_660_800.25, true);
  view.setFloat64(32, of.speed ?? 8, true);
  of.rows.forEach((row, i) => {
    const at = 40 + i * stride;
    if (stride < 96) return;
    view.setUint32(at, row.number, true);
    view.setUint8(at + 4, row.status ?? 1);
    view.setUint8(at + 5, row.identity ?? 0);
    view.setUint8(at + 7, row.flags ?? 0);
    view.setFloat64(at + 8, row.latDeg ?? 54.5, true);
    view.setFloat64(at + 16, row.lonDeg ?? 25.5, true);
    view.setFloat32(at + 24, row.heightM ?? 0, true);
    view.setFloat32(at + 28, row.eastMps ?? 0, true);
    view.setFloat32(at + 32, row.northMps ?? 0, true);
    view.setUint16(at + 60, row.mode3a ?? 0xffff, true);
    view.setInt16(at + 62, row.level ?? 0x7fff, true);
    [...(row.callsign ?? '').padEnd(8)].forEach((letter, k) => view.setUint8(at + 64 + k, letter.charCodeAt(0)));
    view.setUint32(at + 76, row.incident ?? 0, true);
  });
  ended.forEach((number, i) => view.setUint32(40 + of.rows.length * stride + i * 4, number, true));
  return bytes;
}
