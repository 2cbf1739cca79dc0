import '@fontsource/ibm-plex-sans/latin-400.css';
import '@fontsource/ibm-plex-sans/latin-500.css';
import '@fontsource/ibm-plex-sans/latin-600.css';
import '@fontsource/ibm-plex-sans/latin-ext-400.css';
import '@fontsource/ibm-plex-sans/latin-ext-500.css';
import '@fontsource/ibm-plex-sans/latin-ext-600.css';
import './console.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { session } from './session';
import { showPalette } from './tools';
import { takeAddress } from './wire/api';

/** Text on the map is drawn with the font as it is at that moment, so the font must be there first. */
async function fonts(): Promise<void> {
  const weights = ['400', '500', '600'].map((weight) => document.fonts.load(`${weight} 13px "IBM Plex Sans"`, 'aąž'));
  await Promise.race([Promise.all(weights), new Promise((done) => setTimeout(done, 1500))]);
}

takeAddress();
showPalette();
mount(App, { target: document.getElementById('app')! });
void fonts().then(() => session.start());
