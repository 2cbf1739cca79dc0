/** The base map's style, in code: bundled GeoJSON, no network, labels in the console's own font. */

import type { FeatureCollection } from 'geojson';
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { MAP } from './palette';

export const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] };
export const BASEMAP = ['land', 'water', 'borders', 'places'] as const;

export const basemapUrl = (name: string): string => new URL(`basemap/${name}.geojson`, document.baseURI).href;

/** A place is named from the zoom at which its rank deserves it: 0 capitals ... 4 villages. */
const FIRST_ZOOM = [3, 4.8, 6.2, 7.8, 9.2];
const worthy: FilterSpecification = [
  '>=', ['zoom'], ['match', ['get', 'rank'], 0, FIRST_ZOOM[0], 1, FIRST_ZOOM[1], 2, FIRST_ZOOM[2], 3, FIRST_ZOOM[3], FIRST_ZOOM[4]],
] as unknown as FilterSpecification;

const byRank = (large: number, small: number): ExpressionSpecification =>
  ['interpolate', ['linear'], ['coalesce', ['get', 'rank'], 4], 0, large, 4, small];

const isBorder: FilterSpecification = ['==', ['get', 'kind'], 'border'];
const isOther: FilterSpecification = ['!=', ['get', 'kind'], 'border'];

const line = (id: string, dashed: boolean): LayerSpecification => ({
  id, type: 'line', source: 'overlay',
  filter: ['all', ['!=', ['geometry-type'], 'Point'], [dashed ? '==' : '!=', ['get', 'dashed'], true]],
  layout: { 'line-join': 'round' },
  paint: {
    'line-color': ['get', 'colour'], 'line-width': ['coalesce', ['get', 'widthPx'], 1.5],
    ...(dashed ? { 'line-dasharray': [4, 3] } : {}),
  },
});

/** What pages and tools draw; see map/overlays.ts. */
function overlayLayers(): LayerSpecification[] {
  const isPoint: FilterSpecification = ['==', ['geometry-type'], 'Point'];
  return [
    {
      id: 'overlay-fill', type: 'fill', source: 'overlay', filter: ['>', ['coalesce', ['get', 'fill'], 0], 0],
      paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': ['get', 'fill'] },
    },
    line('overlay-line', false),
    line('overlay-dashed', true),
    {
      id: 'overlay-dots', type: 'circle', source: 'overlay', filter: isPoint,
      paint: {
        'circle-radius': 4, 'circle-color': ['get', 'colour'], 'circle-stroke-color': MAP.placeHalo, 'circle-stroke-width': 1,
      },
    },
    {
      id: 'overlay-texts', type: 'symbol', source: 'overlay', filter: ['all', isPoint, ['has', 'text']],
      layout: {
        'text-field': ['get', 'text'], 'text-font': ['IBM Plex Sans'], 'text-size': 12.5, 'text-anchor': 'bottom-left',
        'text-offset': [0.5, -0.3], 'text-justify': 'left', 'text-allow-overlap': true,
      },
      paint: { 'text-color': ['get', 'colour'], 'text-halo-color': MAP.placeHalo, 'text-halo-width': 2 },
    },
  ];
}

export function baseStyle(): StyleSpecification {
  const bundled = (name: string) => ({ type: 'geojson' as const, data: basemapUrl(name), tolerance: 0.8, maxzoom: 12 });
  return {
    version: 8,
    sources: {
      land: bundled('land'),
      water: bundled('water'),
      borders: bundled('borders'),
      places: { type: 'geojson', data: basemapUrl('places'), maxzoom: 10 },
      zones: { type: 'geojson', data: EMPTY, tolerance: 0.3, maxzoom: 16 },
      overlay: { type: 'geojson', data: EMPTY, tolerance: 0.2, maxzoom: 16 },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': MAP.water } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': MAP.land } },
      { id: 'water', type: 'fill', source: 'water', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': MAP.lake } },
      {
        id: 'rivers', type: 'line', source: 'water', filter: ['==', ['geometry-type'], 'LineString'],
        paint: { 'line-color': MAP.lake, 'line-width': 1.2 },
      },
      {
        id: 'borders', type: 'line', source: 'borders', filter: ['==', ['get', 'kind'], 'land'],
        paint: { 'line-color': MAP.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.6, 10, 1.4] },
      },
      {
        id: 'sea-borders', type: 'line', source: 'borders', filter: ['!=', ['get', 'kind'], 'land'],
        paint: { 'line-color': MAP.border, 'line-width': 0.8, 'line-dasharray': [6, 4], 'line-opacity': 0.7 },
      },
      { id: 'zone-fill', type: 'fill', source: 'zones', filter: isOther, paint: { 'fill-color': MAP.zoneFill, 'fill-opacity': ['case', ['==', ['get', 'to_come'], true], 0, 0.06] } },
      {
        id: 'zone-line', type: 'line', source: 'zones', filter: isOther,
        // In force it is drawn in full, before that as a hint.
        paint: {
          'line-color': MAP.zone, 'line-width': 1, 'line-opacity': ['case', ['==', ['get', 'to_come'], true], 0.35, 0.8],
          'line-dasharray': [4, 3],
        },
      },
      {
        id: 'border-glow', type: 'line', source: 'zones', filter: isBorder,
        paint: { 'line-color': MAP.ownBorder, 'line-width': 7, 'line-opacity': 0.1 },
      },
      {
        id: 'border-line', type: 'line', source: 'zones', filter: isBorder,
        layout: { 'line-join': 'round' },
        paint: { 'line-color': MAP.ownBorder, 'line-width': ['interpolate', ['linear'], ['zoom'], 5, 1.6, 10, 2.4] },
      },
      {
        id: 'place-dots', type: 'circle', source: 'places', filter: worthy,
        paint: { 'circle-radius': byRank(2.4, 1.2), 'circle-color': MAP.place, 'circle-opacity': 0.8 },
      },
      {
        id: 'places', type: 'symbol', source: 'places', filter: worthy,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': ['IBM Plex Sans'],
          'text-size': byRank(14, 11),
          'text-anchor': 'top',
          'text-offset': [0, 0.35],
          'symbol-sort-key': ['-', ['coalesce', ['get', 'rank'], 4], ['/', ['coalesce', ['get', 'population'], 0], 1e8]],
          'text-padding': 6,
        },
        paint: { 'text-color': MAP.place, 'text-halo-color': MAP.placeHalo, 'text-halo-width': 1.4 },
      },
      ...overlayLayers(),
    ],
  };
}
