import { mount } from 'svelte';
import Report from './Report.svelte';
import './report.css';

const target = document.getElementById('app')!;
target.replaceChildren();
mount(Report, { target });
