/** Server-sent events: incidents, alerts, sensors, state. The browser resumes by itself with Last-Event-ID; when it
 * gives up (the server answered with an error) we begin anew and ask the listener to fetch everything again. */

import { calls } from '../state/calls.svelte';
import { address } from './api';
import { backoffMs } from './backoff';
import type { Alert, Decision, Duty, Incident, Partition, SensorRow, Silence, WatchEntry } from './words';

export const BOARD_KINDS = ['warning', 'search', 'aerodrome'] as const;
export type BoardKind = (typeof BOARD_KINDS)[number];

export interface EventListener {
  incident(incident: Incident): void;
  alert(alert: Alert): void;
  sensor(sensor: SensorRow): void;
  partition(partition: Partition): void;
  /** A warning, a search or an aerodrome changed. */
  board(kind: BoardKind, item: unknown): void;
  silence(silence: Silence): void;
  duty(duty: Duty): void;
  watchEntry(entry: WatchEntry): void;
  /** Somebody drew a zone, or gave one another end. */
  zones(): void;
  /** Everything may have changed: fetch it. */
  anew(): void;
}

export class EventStream {
  private source: EventSource | null = null;
  private attempt = 0;
  private timer = 0;

  constructor(private readonly listener: EventListener) {}

  open(): void {
    this.close();
    const source = new EventSource(address('api/events', true));
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED || this.source !== source) return;
      this.source = null;
      this.timer = window.setTimeout(
        () => {
          this.open();
          this.listener.anew();
        },
        backoffMs(this.attempt++, Math.random()),
      );
    };
    const on = <T>(type: string, take: (item: T) => void) =>
      source.addEventListener(type, (event) => {
        try {
          take(JSON.parse((event as MessageEvent<string>).data) as T);
        } catch {
          // one unreadable event must not end the stream
        }
      });
    on<Incident>('incident', (item) => this.listener.incident(item));
    on<Alert>('alert', (item) => this.listener.alert(item));
    on<SensorRow>('sensor', (item) => this.listener.sensor(item));
    for (const kind of BOARD_KINDS) on<unknown>(kind, (item) => this.listener.board(kind, item));
    on<Silence>('silence', (item) => this.listener.silence(item));
    on<Duty>('duty', (item) => this.listener.duty(item));
    on<WatchEntry>('log', (item) => this.listener.watchEntry(item));
    on<Decision>('put_in', (item) => calls.take(item));
    on<unknown>('zone', () => this.listener.zones());
    on<Partition>('state', (item) => this.listener.partition(item));
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }
}
