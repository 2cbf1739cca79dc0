'use strict';
/* The map, its clock and the filter of the log. What was written outside of Sargas is text here: textContent, fillText. */

(() => {
  const told = JSON.parse(document.getElementById('picture').textContent);
  const startS = told.start_s;
  const lastS = told.duration_s;
  const EARTH_M = 40075016.686;
  const TRAIL_S = 300;

  const xOf = (lon) => lon / 360 + 0.5;
  const yOf = (lat) => {
    const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };
  const latOf = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

  const utc = (atS) => new Date((startS + atS) * 1000).toISOString().slice(11, 19);
  const day = (atS) => new Date((startS + atS) * 1000).toISOString().slice(0, 10);
  const at = (selector, inside = document) => inside.querySelector(selector);

  /* ---- what is shown ---- */

  /** Values of whole steps, each from the one before. */
  const valuesOf = (steps, per) => { let sum = 0; return steps.map((step) => (sum += step) / per); };
  const pathOf = ({ id, what, expected, steps: [times, lats, lons] }) => ({
    id, what, expected, t: valuesOf(times, 10), x: valuesOf(lons, 1e5).map(xOf), y: valuesOf(lats, 1e5).map(yOf),
  });

  const boundsOf = (paths, points) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const add = (x, y) => {
      box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
    };
    for (const path of paths) path.x.forEach((x, k) => add(x, path.y[k]));
    for (const [x, y] of points) add(x, y);
    return box[0] <= box[2] ? box : null;
  };

  /** Index of the last time that is not after `atS`; -1 before the first. */
  const before = (times, atS) => {
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= atS) low = middle + 1; else high = middle;
    }
    return low - 1;
  };

  /** Where it was at `atS`, between its points in a straight line; null where it was not. */
  const placeAt = (path, atS) => {
    const k = before(path.t, atS);
    if (k < 0 || (k === path.t.length - 1 && atS > path.t[k])) return null;
    const next = Math.min(k + 1, path.t.length - 1);
    const gap = path.t[next] - path.t[k];
    const share = gap > 0 ? (atS - path.t[k]) / gap : 0;
    return [path.x[k] + share * (path.x[next] - path.x[k]), path.y[k] + share * (path.y[next] - path.y[k])];
  };

  const screens = [...document.querySelectorAll('.screen')].map((figure, k) => {
    const shown = told.maps[k];
    const truth = shown.truth.map(pathOf);
    const tracks = shown.tracks.map(pathOf);
    return {
      canvas: at('canvas', figure), truth, tracks, pointed: null,
      zones: shown.zones.map((ring) => ring.map(([lon, lat]) => [xOf(lon), yOf(lat)])),
      sensors: shown.sensors.map(([id, lat, lon]) => [id, xOf(lon), yOf(lat)]),
    };
  });

  const clock = { atS: told.at_s, playing: false, speed: 1, whole: false };
  const view = { x: 0.5, y: 0.5, scale: 1 };

  const fit = (box) => {
    if (!box) return;
    const { clientWidth: width, clientHeight: height } = screens[0].canvas;
    const span = (low, high) => Math.max(high - low, 1e-5);
    view.x = (box[0] + box[2]) / 2;
    view.y = (box[1] + box[3]) / 2;
    view.scale = 0.86 * Math.min(width / span(box[0], box[2]), height / span(box[1], box[3]));
  };
  const everything = () => fit(boundsOf(
    screens.flatMap((one) => [...one.truth, ...one.tracks]), screens.flatMap((one) => one.sensors.map(([, x, y]) => [x, y])),
  ));
  const expected = () => {
    const paths = screens.flatMap((one) => [...one.truth, ...one.tracks].filter((path) => path.expected));
    if (paths.length) fit(boundsOf(paths, [])); else everything();
  };

  /* ---- the picture ---- */

  const draw = (screen) => {
    const { canvas } = screen;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const ratio = window.devicePixelRatio || 1;
    if (!width || !height) return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, width, height);
    pen.lineJoin = 'round';
    const px = (x) => (x - view.x) * view.scale + width / 2;
    const py = (y) => (y - view.y) * view.scale + height / 2;
    const label = (text, at, y, font = '12px sans-serif', colour = '#14191e') => {
      pen.font = font;
      const x = Math.max(Math.min(at, width - pen.measureText(text).width - 4), 4);
      pen.lineWidth = 3;
      pen.strokeStyle = '#fff';
      pen.strokeText(text, x, y);
      pen.fillStyle = colour;
      pen.fillText(text, x, y);
    };

    graticule(pen, width, height, px, py, label);
    pen.setLineDash([]);
    for (const ring of screen.zones) {
      pen.beginPath();
      ring.forEach(([x, y], k) => (k ? pen.lineTo(px(x), py(y)) : pen.moveTo(px(x), py(y))));
      pen.closePath();
      pen.fillStyle = 'rgba(91, 63, 160, 0.05)';
      pen.fill();
      pen.strokeStyle = '#5b3fa0';
      pen.lineWidth = 1.4;
      pen.stroke();
    }
    const isShown = (x, y) => Math.abs(px(x) - width / 2) < width / 2 && Math.abs(py(y) - height / 2) < height / 2;
    const inside = screen.sensors.filter(([, x, y]) => isShown(x, y));
    for (const [id, x, y] of inside) {
      const size = inside.length > 60 ? 2.5 : 5;
      pen.beginPath();
      pen.moveTo(px(x), py(y) - size);
      pen.lineTo(px(x) + size, py(y) + size);
      pen.lineTo(px(x) - size, py(y) + size);
      pen.fillStyle = '#009e73';
      pen.fill();
      if (inside.length <= 15) label(short(id), px(x) + 7, py(y) + 5, '11px sans-serif', '#00664b');
    }

    const trail = (path, fromS, toS, dash, colour, lineWidth) => {
      let last = before(path.t, toS);
      let first = Math.max(before(path.t, fromS), 0);
      if (last < 0) return;
      pen.beginPath();
      pen.moveTo(px(path.x[first]), py(path.y[first]));
      for (first += 1; first <= last; first += 1) pen.lineTo(px(path.x[first]), py(path.y[first]));
      const place = placeAt(path, toS);
      if (place) pen.lineTo(px(place[0]), py(place[1]));
      pen.setLineDash(dash);
      pen.strokeStyle = colour;
      pen.lineWidth = lineWidth;
      pen.stroke();
      pen.setLineDash([]);
    };
    const trails = (path, dash, colour, lineWidth, ahead) => {
      const isThere = placeAt(path, clock.atS) !== null;
      if (ahead && (path.expected || clock.whole)) trail(path, -Infinity, Infinity, [1, 4], colour, 1);
      if (path.expected || clock.whole) trail(path, -Infinity, clock.atS, dash, colour, lineWidth);
      else if (isThere) trail(path, clock.atS - TRAIL_S, clock.atS, dash, colour, lineWidth);
    };
    const order = (paths) => [...paths.filter((path) => !path.expected), ...paths.filter((path) => path.expected)];
    for (const path of order(screen.truth)) trails(path, [6, 4], path.expected ? '#14191e' : '#8b959e', path.expected ? 1.8 : 1, true);
    for (const path of order(screen.tracks)) trails(path, [], path.expected ? '#a3123f' : '#6d9dc0', path.expected ? 2.4 : 1.2, false);

    const shownAt = (path) => {
      const place = placeAt(path, clock.atS);
      return place && isShown(...place) ? place : null;
    };
    for (const path of order(screen.truth)) {
      const place = shownAt(path);
      if (!place) continue;
      pen.beginPath();
      pen.arc(px(place[0]), py(place[1]), path.expected ? 7 : 3.5, 0, 2 * Math.PI);
      pen.strokeStyle = path.expected ? '#14191e' : '#77828c';
      pen.lineWidth = path.expected ? 2 : 1;
      pen.stroke();
      if (path.expected) label(short(path.id), px(place[0]) + 11, py(place[1]) - 7, 'bold 13px sans-serif');
    }
    for (const path of order(screen.tracks)) {
      const place = shownAt(path);
      if (!place) continue;
      pen.beginPath();
      pen.arc(px(place[0]), py(place[1]), path.expected ? 4 : 2, 0, 2 * Math.PI);
      pen.fillStyle = path.expected ? '#a3123f' : '#3f7fae';
      pen.fill();
      if (path.expected) label(`track ${short(path.id)}`, px(place[0]) + 11, py(place[1]) + 15, '12px sans-serif', '#a3123f');
    }
    if (screen.pointed) {
      const found = nearest(screen, screen.pointed, px, py);
      if (found) label([found.id, found.what].filter(Boolean).map(short).join(' · '), screen.pointed[0] + 12, screen.pointed[1] - 12, 'bold 12px sans-serif');
    }
    scaleBar(pen, width, height, label);
    label(`EXERCISE  ${day(clock.atS)} ${utc(clock.atS)} UTC  (${Math.round(clock.atS)} s)`, 10, 20, 'bold 14px sans-serif', '#452c85');
  };

  const short = (text) => (text.length > 28 ? `${text.slice(0, 27)}…` : text);

  const nearest = (screen, [x, y], px, py) => {
    let [found, least] = [null, 14];
    for (const path of [...screen.truth, ...screen.tracks]) {
      const place = placeAt(path, clock.atS);
      const away = place ? Math.hypot(px(place[0]) - x, py(place[1]) - y) : Infinity;
      if (away < least) [found, least] = [path, away];
    }
    return found;
  };

  const graticule = (pen, width, height, px, py, label) => {
    const perDeg = view.scale / 360;
    const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30].find((deg) => deg * perDeg > 110) || 30;
    const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    const along = (fromX, fromY, toX, toY) => {
      pen.strokeStyle = '#dde3e8';
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(fromX, fromY);
      pen.lineTo(toX, toY);
      pen.stroke();
    };
    const west = (view.x - width / 2 / view.scale - 0.5) * 360;
    const east = (view.x + width / 2 / view.scale - 0.5) * 360;
    for (let deg = Math.ceil(west / step) * step; deg <= east; deg += step) {
      const x = px(xOf(deg));
      along(x, 0, x, height);
      if (x < width - 50) label(`${Math.abs(deg).toFixed(digits)}° ${deg < 0 ? 'W' : 'E'}`, x + 3, height - 6, '10px sans-serif', '#77828c');
    }
    const north = latOf(view.y - height / 2 / view.scale);
    const south = latOf(view.y + height / 2 / view.scale);
    for (let deg = Math.ceil(south / step) * step; deg <= north; deg += step) {
      const y = py(yOf(deg));
      along(0, y, width, y);
      label(`${Math.abs(deg).toFixed(digits)}° ${deg < 0 ? 'S' : 'N'}`, 4, y - 3, '10px sans-serif', '#77828c');
    }
  };

  const scaleBar = (pen, width, height, label) => {
    const metresPerPx = (EARTH_M * Math.cos((latOf(view.y) * Math.PI) / 180)) / view.scale;
    const most = 140 * metresPerPx;
    const power = 10 ** Math.floor(Math.log10(most));
    const long = [5, 2, 1].map((k) => k * power).find((metres) => metres <= most);
    const [right, y] = [width - 12, height - 12];
    pen.strokeStyle = '#14191e';
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(right - long / metresPerPx, y - 4); pen.lineTo(right - long / metresPerPx, y);
    pen.lineTo(right, y); pen.lineTo(right, y - 4);
    pen.stroke();
    const name = long >= 1000 ? `${long / 1000} km` : `${long} m`;
    label(name, right - long / metresPerPx + 4, y - 5, '11px sans-serif');
  };

  /* ---- the log ---- */

  const lines = [...document.querySelectorAll('.log tbody tr')].map((row) => ({ row, atS: Number(row.dataset.at), kind: row.dataset.kind }));
  let shownLines = lines;
  let shownTimes = lines.map((line) => line.atS);
  const beside = at('.beside');

  const tellBeside = () => {
    if (!beside) return;
    const now = before(shownTimes, clock.atS + 1e-6);
    const some = shownLines.slice(Math.max(now - 6, 0), now + 4);
    beside.replaceChildren(...some.map((line) => {
      const item = document.createElement('li');
      const cells = [...line.row.cells].map((cell) => cell.textContent);
      item.textContent = `${cells[0]} ${cells[2]}, ${cells[3]}: ${cells[4]}`;
      item.className = line === shownLines[now] ? 'now' : line.atS > clock.atS ? 'later' : '';
      return item;
    }));
  };

  const filter = () => {
    const box = at('.filters');
    if (!box) return;
    const counts = new Map();
    for (const line of lines) counts.set(line.kind, (counts.get(line.kind) || 0) + 1);
    const off = new Set();
    const words = document.createElement('input');
    words.type = 'search';
    words.placeholder = 'words';
    words.setAttribute('aria-label', 'Lines with these words');
    const left = document.createElement('span');
    left.setAttribute('role', 'status');
    const apply = () => {
      const sought = words.value.trim().toLowerCase();
      for (const line of lines) {
        line.row.hidden = off.has(line.kind) || (sought !== '' && !line.row.textContent.toLowerCase().includes(sought));
      }
      shownLines = lines.filter((line) => !line.row.hidden);
      shownTimes = shownLines.map((line) => line.atS);
      left.textContent = `${shownLines.length} of ${lines.length} lines`;
      tellBeside();
    };
    for (const [kind, count] of counts) {
      const name = document.createElement('label');
      const check = document.createElement('input');
      const text = document.createElement('span');
      check.type = 'checkbox';
      check.checked = true;
      text.textContent = `${kind} (${count})`;
      check.addEventListener('change', () => { if (check.checked) off.delete(kind); else off.add(kind); apply(); });
      name.append(check, text);
      box.append(name);
    }
    words.addEventListener('input', apply);
    box.append(words, left);
    box.hidden = false;
    apply();
  };

  /* ---- the clock ---- */

  const slider = at('.controls [type="range"]');
  const output = at('.controls output');
  const play = at('[data-does="play"]');
  let asked = 0;

  const render = () => {
    asked = 0;
    slider.value = String(clock.atS);
    slider.setAttribute('aria-valuetext', `${utc(clock.atS)} UTC, ${Math.round(clock.atS)} seconds after the start`);
    output.textContent = `${utc(clock.atS)} UTC  +${Math.round(clock.atS)} s`;
    play.textContent = clock.playing ? 'Pause' : 'Play';
    screens.forEach(draw);
    tellBeside();
  };
  const ask = () => { asked = asked || requestAnimationFrame(render); };
  const go = (atS) => { clock.atS = Math.max(0, Math.min(lastS, atS)); ask(); };

  let lastMs = 0;
  const run = (ms) => {
    if (!clock.playing) return;
    go(clock.atS + ((ms - lastMs) / 1000) * clock.speed);
    lastMs = ms;
    if (clock.atS >= lastS) clock.playing = false;
    requestAnimationFrame(run);
  };
  const toggle = () => {
    clock.playing = !clock.playing;
    if (clock.playing && clock.atS >= lastS) clock.atS = 0;
    lastMs = performance.now();
    if (clock.playing) requestAnimationFrame(run);
    ask();
  };
  const step = (forward) => {
    const times = shownTimes.filter((atS) => (forward ? atS > clock.atS + 0.5 : atS < clock.atS - 0.5));
    if (times.length) go(forward ? times[0] : times[times.length - 1]);
  };
  const zoom = (factor, x, y, canvas = screens[0].canvas) => {
    const [dx, dy] = [(x ?? canvas.clientWidth / 2) - canvas.clientWidth / 2, (y ?? canvas.clientHeight / 2) - canvas.clientHeight / 2];
    const scale = Math.max(256, Math.min(4e8, view.scale * factor));
    view.x += dx / view.scale - dx / scale;
    view.y += dy / view.scale - dy / scale;
    view.scale = scale;
    ask();
  };
  const pan = (dx, dy) => { view.x -= dx / view.scale; view.y -= dy / view.scale; ask(); };

  const acts = {
    play: toggle, next: () => step(true), previous: () => step(false), in: () => zoom(1.6), out: () => zoom(1 / 1.6),
    expected: () => { expected(); ask(); }, everything: () => { everything(); ask(); },
  };
  const keys = {
    ' ': toggle, '+': () => zoom(1.6), '=': () => zoom(1.6), '-': () => zoom(1 / 1.6), 0: acts.expected, 9: acts.everything,
    ArrowLeft: () => pan(60, 0), ArrowRight: () => pan(-60, 0), ArrowUp: () => pan(0, 60), ArrowDown: () => pan(0, -60),
    ',': () => go(clock.atS - 10), '.': () => go(clock.atS + 10), n: acts.next, p: acts.previous,
  };

  for (const screen of screens) {
    const { canvas } = screen;
    const pressed = new Map();
    const placeOf = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    canvas.addEventListener('keydown', (event) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
      if (act) { act(); event.preventDefault(); }
    });
    canvas.addEventListener('wheel', (event) => {
      // A page that is scrolled past must scroll on: the wheel is the map's when it was pressed once, or with Ctrl.
      if (document.activeElement !== canvas && !event.ctrlKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400), ...placeOf(event), canvas);
    }, { passive: false });
    canvas.addEventListener('pointerdown', (event) => { canvas.setPointerCapture(event.pointerId); pressed.set(event.pointerId, placeOf(event)); });
    canvas.addEventListener('pointermove', (event) => {
      const here = placeOf(event);
      screen.pointed = here;
      const was = pressed.get(event.pointerId);
      if (!was) { ask(); return; }
      const other = [...pressed].find(([id]) => id !== event.pointerId)?.[1];
      pressed.set(event.pointerId, here);
      if (!other) { pan(here[0] - was[0], here[1] - was[1]); return; }
      const apart = (a) => Math.max(Math.hypot(a[0] - other[0], a[1] - other[1]), 1);
      pan((here[0] - was[0]) / 2, (here[1] - was[1]) / 2);
      zoom(apart(here) / apart(was), (here[0] + other[0]) / 2, (here[1] + other[1]) / 2, canvas);
    });
    for (const kind of ['pointerup', 'pointercancel']) canvas.addEventListener(kind, (event) => pressed.delete(event.pointerId));
    canvas.addEventListener('pointerleave', () => { screen.pointed = null; ask(); });
    new ResizeObserver(ask).observe(canvas);
  }

  for (const button of document.querySelectorAll('[data-does]')) button.addEventListener('click', acts[button.dataset.does]);
  slider.max = String(lastS);
  slider.addEventListener('input', () => go(Number(slider.value)));
  const speed = at('.controls select');
  speed.addEventListener('change', () => { clock.speed = Number(speed.value); });
  const wanted = lastS / 60;
  speed.value = [...speed.options].map((option) => option.value).reduce((a, b) => (Math.abs(Math.log(b / wanted)) < Math.abs(Math.log(a / wanted)) ? b : a));
  clock.speed = Number(speed.value);
  at('[data-whole]').addEventListener('change', (event) => { clock.whole = event.target.checked; ask(); });

  for (const line of lines) {
    const cell = at('.at', line.row);
    const jump = document.createElement('button');
    jump.type = 'button';
    jump.textContent = cell.textContent;
    jump.addEventListener('click', () => { go(line.atS); at('#map').scrollIntoView(); });
    cell.replaceChildren(jump);
  }

  at('.live').hidden = false;
  at('.without').hidden = true;
  filter();
  expected();
  render();
})();
