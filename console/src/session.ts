/** The console at work: joins the streams, the picture, the map and the panels' state. One per page. */

import { nameOf } from './map/label_text';
import type { Mark } from './map/labels';
import { latFromMercator, lonFromMercator } from './map/mercator';
import { Scene, type SceneListener } from './map/scene';
import { Picture } from './picture/picture';
import { AlertSound } from './sound';
import { boards } from './state/boards.svelte';
import { desk, remember } from './state/desk.svelte';
import { pen } from './state/pen.svelte';
import { samples } from './state/samples.svelte';
import { tools } from './state/tools.svelte';
import { insistent } from './state/alert_list';
import { people } from './state/people.svelte';
import { watch } from './state/watch.svelte';
import { Refused, askedPartition, choosePartition, get, setToken } from './wire/api';
import { EventStream, type BoardKind, type EventListener } from './wire/events';
import type { Frame } from './wire/frame';
import { TrackStream, type Link, type StreamListener } from './wire/stream';
import { ZoneWatch } from './zone_watch';
import { chart } from './chart';
import { noteOf } from './incident_note';
import type {
  Alert, Duty, Incident, Partition, SensorRow, Silence, SystemState, Track, TrailPoint, WatchEntry,
} from './wire/words';

const GLIMPSE_MS = 250;
const TRACK_MS = 2000;
/** How long a trouble stays on the screen after it was last met. */
const FAULT_MS = 20_000;

/** How often rates and ages of sensors are asked for; their status comes by itself. */
const SENSORS_MS = 2_000;

/** Zoom at which a picture some 400 km wide fits. */
const PICTURE_ZOOM = 6.4;

class Session implements StreamListener, EventListener, SceneListener {
  private readonly picture = new Picture();
  private readonly tracks = new TrackStream(this);
  private readonly events = new EventStream(this);
  readonly sound = new AlertSound();
  private scene: Scene | null = null;
  private container: HTMLElement | null = null;
  private trackAskedMs = 0;
  private sensorsAskedMs = 0;
  private glancing = 0;
  private readonly zoneWatch = new ZoneWatch();
  private faultMs = 0;
  private lost = false;

  /** Fetches who this is and the state; lets people sign in when the server wants that; then opens the streams. */
  async start(): Promise<void> {
    try {
      await people.ask();
      desk.refused = '';
      if (!people.sees) return;
      const system = await get<SystemState>('api/state');
      desk.system = system;
      if (!desk.partitionName) desk.partitionName = askedPartition() || (system.partitions[0]?.name ?? '');
    } catch (error) {
      if (this.refused(error)) return;
      this.fault(`no answer from the server: ${error instanceof Error ? error.message : String(error)}`);
      setTimeout(() => void this.start(), 2000);
      return;
    }
    this.showMap();
    this.tracks.open();
    this.events.open();
    this.anew();
    clearInterval(this.glancing);
    this.glancing = window.setInterval(() => this.glance(), GLIMPSE_MS);
  }

  giveToken(token: string): void {
    setToken(token);
    void this.start();
  }

  async leave(): Promise<void> {
    this.close('You have signed out.');
    try {
      await people.signOut();
    } catch {
      desk.refused = 'The server did not answer: you are not signed out there yet.';
    }
  }

  /** Nothing of the picture stays with who may be another by now; what was chosen does. */
  private close(why: string): void {
    clearInterval(this.glancing);
    this.zoneWatch.stop();
    this.tracks.close();
    this.events.close();
    this.picture.clear();
    desk.forget();
    watch.clear();
    boards.clear();
    samples.clear();
    people.person = null;
    desk.refused = why;
  }

  /** Draws the map into `container`; returns what takes it away again. */
  mount(container: HTMLElement): () => void {
    this.container = container;
    this.showMap();
    const observer = new ResizeObserver(() => this.scene?.engine.resize());
    observer.observe(container);
    return () => {
      observer.disconnect();
      this.scene?.destroy();
      this.scene = this.container = chart.scene = null;
    };
  }

  switchPartition(name: string): void {
    desk.partitionName = name;
    choosePartition(name);
    this.picture.clear();
    this.select(0);
    desk.incidents = [];
    desk.alerts = [];
    desk.chosenIncident = desk.openFile = 0;
    desk.chosenAlert = '';
    watch.clear();
    desk.exercise = desk.replayed = false;
    boards.clear();
    samples.clear();
    this.tracks.open();
    this.events.open();
    this.anew();
    const partition = desk.system?.partitions.find((one) => one.name === name);
    if (partition?.lat_deg != null && partition.lon_deg != null) {
      this.scene?.engine.fly(partition.lon_deg, partition.lat_deg, PICTURE_ZOOM);
    }
  }

  select(number: number): void {
    desk.selected = number;
    desk.track = null;
    this.trackAskedMs = 0;
    this.apply();
    this.glance();
  }

  /** Selects and centres the incident's first track, or the place where it was last seen. */
  goTo(incident: Incident): void {
    desk.chosenIncident = incident.number;
    const number = incident.tracks.find((one) => this.picture.table.slotOf(one) >= 0) ?? 0;
    this.select(number);
    const zoom = 9.2;
    if (number && this.scene?.centre(number, zoom)) return;
    if (incident.lat_deg && incident.lon_deg) this.scene?.engine.fly(incident.lon_deg, incident.lat_deg, zoom);
  }

  /** By whom acts are done: the one place that knows; '' asks. */
  get who(): string {
    return desk.operator;
  }

  set who(name: string) {
    desk.operator = name;
    if (!people.signedIn) remember('operator', name);
  }

  /** Tells the map what the panels changed: selection, layers, units, marks. */
  apply(): void {
    if (!this.scene) return;
    const open = desk.incidents.filter((incident) => incident.handling !== 'closed' && incident.situation !== 'left' && incident.situation !== 'merged');
    const marks = new Map<number, Mark>();
    for (const incident of open) {
      const note = `#${incident.number} ${noteOf(incident)}`;
      for (const number of incident.tracks) {
        marks.set(number, { note, fresh: incident.handling === 'new', incident: incident.number });
      }
    }
    this.scene.marks = marks;
    this.scene.selected = desk.selected;
    this.scene.units = desk.units;
    Object.assign(this.scene.scenery.shown, desk.shown);
    const watched = new Set([...marks.keys(), ...(desk.selected ? [desk.selected] : [])]);
    for (const number of this.picture.watch(watched)) void this.fetchTrail(number);
    this.scene.refresh();
  }

  press(latDeg: number, lonDeg: number): boolean { return pen.click(lonDeg, latDeg); }
  board(kind: BoardKind, item: unknown): void { boards.take(kind, item); }

  zoom(steps: number): void {
    this.scene?.engine.zoomBy(steps);
  }

  home(): void {
    this.scene?.goHome();
  }

  centreSelected(): void {
    this.scene?.centre(desk.selected);
  }

  frame(frame: Frame): void {
    this.picture.apply(frame, performance.now());
    desk.exercise = frame.exercise;
    desk.replayed = frame.replayed;
  }

  link(link: Link): void {
    desk.link = link;
    if (link === 'open' && this.lost) this.anew();
    if (link !== 'connecting') this.lost = link === 'waiting';
    // A server that was begun anew may want another token: a refused WebSocket does not say so, a request does.
    if (link === 'waiting') void this.quietly(async () => void (await get<SystemState>('api/state')));
  }

  fault(why: string): void {
    desk.fault = why;
    this.faultMs = performance.now();
  }

  incident(incident: Incident): void {
    desk.incidents = [incident, ...desk.incidents.filter((one) => one.number !== incident.number)];
    this.apply();
  }

  alert(alert: Alert): void {
    const old = desk.alerts.find((one) => one.number === alert.number);
    desk.alerts = [alert, ...desk.alerts.filter((one) => one.number !== alert.number)];
    const news = !old || (alert.repeats ?? 0) > (old.repeats ?? 0) || alert.level !== old.level;
    if (news && !alert.acknowledged && !alert.ended && !desk.muted) this.sound.alert(alert.level);
  }

  silence(silence: Silence): void {
    watch.takeSilence(silence);
  }

  duty(duty: Duty): void {
    watch.duty = duty;
  }

  watchEntry(entry: WatchEntry): void {
    watch.takeEntry(entry);
  }

  sensor(sensor: SensorRow): void {
    desk.sensors = desk.sensors.some((one) => one.id === sensor.id)
      ? desk.sensors.map((one) => (one.id === sensor.id ? { ...one, ...sensor } : one))
      : [...desk.sensors, sensor];
  }

  partition(partition: Partition): void {
    if (!desk.system) return;
    const partitions = desk.system.partitions.map((one) => (one.name === partition.name ? partition : one));
    desk.system = { ...desk.system, partitions };
  }

  anew(): void {
    void this.fetchIncidents();
    void this.quietly(async () => {
      desk.alerts = (await get<{ alerts: Alert[] }>('api/alerts')).alerts;
    });
    void this.quietly(async () => this.fetchSensors());
    void this.quietly(async () => {
      desk.system = await get<SystemState>('api/state');
    });
    void this.quietly(async () => boards.fetch());
    void this.quietly(async () => watch.fetch());
    this.zones();
  }

  zones(): void {
    void this.quietly(() => this.zoneWatch.fetch((all) => this.scene?.setZones(all), () => this.zones()));
  }

  cursor(latDeg: number | null, lonDeg: number | null): void {
    desk.cursor = latDeg === null || lonDeg === null ? null : { latDeg, lonDeg };
    if (latDeg !== null && lonDeg !== null) pen.move(lonDeg, latDeg);
  }

  scale(metresPerPx: number): void {
    desk.metresPerPx = metresPerPx;
  }

  private showMap(): void {
    if (this.scene || !this.container || !desk.system) return;
    const canvasOnly = new URLSearchParams(location.search).get('renderer') === 'canvas';
    this.scene = new Scene(this.container, this.picture, desk.system.site, { ...desk.shown }, this, canvasOnly);
    desk.engine = this.scene.engine.kind;
    chart.take(this.scene);
  }

  private async fetchSensors(): Promise<void> {
    const told = await get<{ time_s: number; sensors: SensorRow[] }>('api/sensors');
    desk.sensors = told.sensors;
    samples.take(told.time_s, told.sensors);
  }

  private async fetchIncidents(): Promise<void> {
    await this.quietly(async () => {
      desk.incidents = (await get<{ incidents: Incident[] }>('api/incidents')).incidents;
      this.apply();
    });
  }

  private async fetchTrail(number: number): Promise<void> {
    await this.quietly(async () => {
      const { points } = await get<{ points: TrailPoint[] }>(`api/trail/${number}`);
      this.picture.takeTrail(number, points);
      this.scene?.refresh();
    });
  }

  /** What a panel asks for while it is open; null when there is no answer, which is told as a trouble. */
  async ask<T>(path: string): Promise<T | null> {
    let answer: T | null = null;
    await this.quietly(async () => void (answer = await get<T>(path)));
    return answer;
  }

  /** Acts on tracks come by no event. */
  async askActs(): Promise<void> {
    await this.quietly(async () => watch.fetchActs());
  }

  private async quietly(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (this.refused(error) || (error instanceof Refused && error.status === 404)) return;
      this.fault(error instanceof Error ? error.message : String(error));
    }
  }

  /** Lets people sign in when that is what the server refused for want of. */
  private refused(error: unknown): boolean {
    if (!(error instanceof Refused && error.status === 401)) return false;
    if (!desk.refused) this.close(people.signedIn ? 'Your session has ended. Sign in again.' : 'Sign in to see the picture.');
    return true;
  }

  /** A few times a second: the slow values that panels show. */
  private glance(): void {
    const wallMs = performance.now();
    const { clock, table } = this.picture;
    desk.nowS = clock.now(wallMs);
    if (desk.fault && wallMs - this.faultMs > FAULT_MS) desk.fault = '';
    desk.frameAgeS = clock.ageS(wallMs);
    desk.speed = clock.speed;
    desk.trackCount = table.count;
    tools.hiddenCount = this.scene?.scenery.filter.count(table) ?? 0;
    desk.plotsSeen = this.picture.plotsSeen;
    if (!desk.muted) this.sound.insist(insistent(watch.rows), wallMs);
    if (wallMs - this.sensorsAskedMs > SENSORS_MS) {
      this.sensorsAskedMs = wallMs;
      void this.quietly(async () => this.fetchSensors());
    }
    if (this.scene && this.scene.scenery.stale !== desk.stale) {
      this.scene.scenery.stale = desk.stale;
      this.scene.refresh();
    }
    const slot = desk.selected ? table.slotOf(desk.selected) : -1;
    if (slot < 0) {
      desk.glimpse = null;
      return;
    }
    const dt = table.reckonS(slot, desk.nowS);
    desk.glimpse = {
      number: desk.selected,
      name: nameOf(table, slot),
      status: table.status(slot),
      identity: table.identity(slot),
      classCode: table.classCode(slot),
      flags: table.flags(slot),
      latDeg: latFromMercator(table.y[slot] + table.vy[slot] * dt),
      lonDeg: lonFromMercator(table.x[slot] + table.vx[slot] * dt),
      heightM: table.heightM(slot),
      flightLevel: table.flightLevel(slot),
      eastMps: table.eastMps(slot),
      northMps: table.northMps(slot),
      upMps: table.upMps(slot),
      ageS: Math.max(0, desk.nowS - table.updatedS(slot)),
      radius95M: table.radius95M(slot),
      sensors: table.sensors(slot),
      incident: table.incident(slot),
      existence: table.existence(slot),
    };
    if (wallMs - this.trackAskedMs > TRACK_MS && desk.link === 'open') {
      this.trackAskedMs = wallMs;
      const number = desk.selected;
      void this.quietly(async () => {
        const track = await get<Track>(`api/picture/${number}`);
        if (desk.selected === number) desk.track = track;
      });
    }
  }
}

export const session = new Session();
