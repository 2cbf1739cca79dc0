import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const server = process.env.SARGAS_DEV_SERVER ?? 'http://127.0.0.1:8787';

export default defineConfig({
  base: './',
  plugins: [svelte()],
  resolve: {
    // milsymbol's main entry registers every symbol set there is; the console needs the air set only.
    alias: { 'milsymbol/parts': fileURLToPath(new URL('./node_modules/milsymbol/index.mjs', import.meta.url)) },
  },
  build: {
    outDir: '../src/sargas/web/dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { '/api': { target: server, ws: true }, '/basemap': server } },
  test: { include: ['test/**/*.test.ts'] },
});
