/** The track stream: one WebSocket, reopened for ever with back-off and jitter. */

import { address } from './api';
import { backoffMs } from './backoff';
import { DELTA, PLOTS, decodeFrame, type Frame } from './frame';

/** A connection that lives this long was a good one: the next loss is answered at once. */
const STEADY_MS = 10_000;

export type Link = 'connecting' | 'open' | 'waiting';

export interface StreamListener {
  frame(frame: Frame): void;
  link(state: Link): void;
  fault(why: string): void;
}

export class TrackStream {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private timer = 0;
  private sequence = -1;
  private openedMs = 0;

  constructor(private readonly listener: StreamListener) {}

  open(): void {
    this.close();
    this.listener.link('connecting');
    const socket = new WebSocket(address('api/tracks', true).replace(/^http/, 'ws'));
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.sequence = -1;
    this.openedMs = performance.now();
    socket.onopen = () => this.listener.link('open');
    socket.onmessage = (event: MessageEvent<unknown>) => this.receive(socket, event.data);
    socket.onclose = () => {
      if (this.socket === socket) this.retry();
    };
  }

  close(): void {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private retry(): void {
    this.socket = null;
    const waitMs = backoffMs(this.attempt++, Math.random());
    this.listener.link('waiting');
    this.timer = window.setTimeout(() => this.open(), waitMs);
  }

  private receive(socket: WebSocket, data: unknown): void {
    if (!(data instanceof ArrayBuffer) || this.socket !== socket) return;
    let frame: Frame;
    try {
      frame = decodeFrame(data);
    } catch (error) {
      this.listener.fault(error instanceof Error ? error.message : String(error));
      return;
    }
    if (performance.now() - this.openedMs > STEADY_MS) this.attempt = 0;
    if (frame.kind === DELTA) {
      if (this.sequence >= 0 && frame.sequence !== ((this.sequence + 1) >>> 0)) {
        // A hole in the deltas: what we hold may be wrong. A new connection begins with a snapshot.
        this.listener.fault(`frame ${frame.sequence} after ${this.sequence}`);
        this.socket = null;
        socket.close();
        this.retry();
        return;
      }
    }
    if (frame.kind !== PLOTS) this.sequence = frame.sequence;
    this.listener.frame(frame);
  }
}
