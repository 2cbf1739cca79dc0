/** The map drawn by MapLibre (WebGL2), with the console's own layer of tracks above it. */

import { Map as BaseMap, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { FeatureCollection, Geometry } from 'geojson';
import type { GeoJSONSource } from 'maplibre-gl';
import { EMPTY, baseStyle } from './basemap';
import type { Bounds, Engine, EngineListener } from './engine';
import { viewOf, type View } from './mercator';
import type { Paint } from './overlays';
import { TracksLayer, type Scenery } from './tracks_layer';

setWorkerUrl(workerUrl);

export class GlMap implements Engine {
  readonly kind = 'webgl2';
  private readonly map: BaseMap;
  private zones: FeatureCollection = EMPTY;
  private overlay: FeatureCollection = EMPTY;

  constructor(
    container: HTMLElement, site: { lat_deg: number; lon_deg: number }, scenery: Scenery, listener: EngineListener,
  ) {
    this.map = new BaseMap({
      container,
      style: baseStyle(),
      center: [site.lon_deg, site.lat_deg],
      zoom: 6.6,
      minZoom: 3,
      maxZoom: 16,
      pitchWithRotate: false,
      dragRotate: false,
      maxPitch: 0,
      keyboard: false,
      attributionControl: false,
      fadeDuration: 0,
      renderWorldCopies: false,
      canvasContextAttributes: { antialias: false },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.on('error', (event) => listener.fault(String(event.error?.message ?? event.error)));
    this.map.on('render', () => listener.drawn(this.view()));
    this.map.on('mousemove', (event) => listener.pointer(this.view(), event.point.x, event.point.y));
    this.map.on('mouseout', () => listener.pointer(this.view(), NaN, NaN));
    this.map.on('click', (event) => listener.click(this.view(), event.point.x, event.point.y));
    this.map.on('style.load', () => {
      this.map.addLayer(new TracksLayer(scenery));
      this.show('zones', this.zones);
      this.show('overlay', this.overlay);
    });
  }

  view(): View {
    const center = this.map.getCenter();
    const { clientWidth, clientHeight } = this.map.getContainer();
    return viewOf(center.lng, center.lat, this.map.getZoom(), clientWidth, clientHeight);
  }

  repaint(): void {
    this.map.triggerRepaint();
  }

  setZones(zones: FeatureCollection): void {
    this.zones = zones;
    this.show('zones', zones);
  }

  setOverlay(overlay: FeatureCollection<Geometry, Paint>): void {
    this.overlay = overlay;
    this.show('overlay', overlay);
  }

  recolour(): void {
    for (const { id, ...layer } of baseStyle().layers) {
      if (!this.map.getLayer(id)) continue;
      const paint = Object.entries(layer.paint ?? {}) as [Parameters<BaseMap['setPaintProperty']>[1], never][];
      for (const [name, value] of paint) this.map.setPaintProperty(id, name, value);
    }
  }

  setDrawing(drawing: boolean): void {
    this.map.doubleClickZoom[drawing ? 'disable' : 'enable']();
    this.canvas.style.cursor = drawing ? 'crosshair' : '';
  }

  async settled(): Promise<void> {
    await this.map.once('idle');
  }

  get canvas(): HTMLCanvasElement {
    return this.map.getCanvas();
  }

  fly(lonDeg: number, latDeg: number, zoom?: number): void {
    this.map.easeTo({ center: [lonDeg, latDeg], zoom: zoom ?? this.map.getZoom(), duration: 350 });
  }

  fit(bounds: Bounds): void {
    this.map.fitBounds(
      [[bounds.westDeg, bounds.southDeg], [bounds.eastDeg, bounds.northDeg]],
      { padding: 40, duration: 0 },
    );
  }

  zoomBy(steps: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: 150 });
  }

  resize(): void {
    this.map.resize();
  }

  destroy(): void {
    this.map.remove();
  }

  private show(name: 'zones' | 'overlay', features: FeatureCollection): void {
    const source = this.map.getSource(name) as GeoJSONSource | undefined;
    if (source) void source.setData(features);
  }
}
