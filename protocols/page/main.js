// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the page together from the instrument's tree.
import {Condition, figuresOf, readMetrics, readStatus, sentenceFor} from './condition.js';
import {formsKey, menu, messageForm, namesOf, parameterRow, slider, toggle} from './controls.js';
import {element, inWords, numeral, say, whileSeen} from './elements.js';
import {Instrument} from './instrument.js';
import {SoundMap} from './map.js';
import {Meter} from './meter.js';
import {midi} from './midi.js';
import {everyPath, figures, log, models, moments, panel, presets, recording, schedule, upkeep, withTree} from './panels.js';

const instrument = new Instrument(new URL('.', location.href));
const place = (id) => document.getElementById(id);

const ear = '/listen/';
const heard = `${ear}heard`;
const beatPath = '/beat';

/**
 * Paths that have their own place on the page, or that only programs need; the others are shown as the tree
 * has them.
 */
const isPlaced = (path) => {
  const placed = ['/play', '/freeze', '/stop', '/panic', '/seed/random', '/seed/audio', '/voices', '/encoding', '/encoding/set',
                  '/encoding/xy', '/encoding/x', '/encoding/y', '/encoding/interpolate', '/encoding/vector', '/encoding/wander',
                  '/guard', '/tempo', '/tempo/follow', '/quantum', beatPath];
  const rooms = ['/encoding/dim/', '/voice/', ear, '/preset/', '/moment/', '/model/', '/record/', '/schedule', '/midi/', '/config/'];
  const forPrograms = ['/get', '/status', '/metrics', '/notify', '/notify/confirm', '/sync', '/ping', '/version'];
  return placed.includes(path) || forPrograms.includes(path) || path.endsWith('/list') ||
         rooms.some((room) => path.startsWith(room));
};

// Playing now.

const percent = (position) => `${Math.round(position * 100)} %`;

function soundInWords([from, to, position], isDrifting) {
  if (from === '' || to === '') return isDrifting ? ['drifting', 'among all sounds'] : ['between', 'all sounds'];
  if (from === to || position <= 0) return [from];
  if (position >= 1) return [to];
  return [`${from} – ${to}`, `${percent(1 - position)} and ${percent(position)}`];
}

function showPresent() {
  const between = instrument.values.get('/encoding/interpolate') ?? ['', '', 0];
  const isDrifting = (instrument.values.get('/encoding/vector') ?? []).every((value) => value === 0);
  const [sound, more = ''] = soundInWords(between, isDrifting);
  place('present').replaceChildren(element('strong', {}, sound), element('span', {}, more));
}

function stageSwitch(path, label) {
  const {button, follow} = toggle({label, className: 'stage', set: (on) => instrument.send(path, [on])});
  instrument.watch(path, follow);
  return button;
}

function stageButton(path, label, className = '') {
  return element('button', {type: 'button', className: `stage ${className}`, onclick: () => instrument.send(path)}, label);
}

function buildStage() {
  /** @type {[string, string, (path: string, label: string, className?: string) => HTMLElement][]} */
  const buttons = [['/play', 'Play', stageSwitch], ['/freeze', 'Freeze', stageSwitch], ['/seed/random', 'New seed', stageButton],
                   ['/encoding/wander', 'Drift', stageButton], ['/panic', 'Panic', stageButton]];
  for (const [path, label, make] of buttons) {
    if (!instrument.has(path)) continue;
    const button = make(path, label, path.slice(1));
    button.title = instrument.methods.get(path).DESCRIPTION;
    place('stage').append(button);
  }
}

// Parameters.

/** A range of a single value, as of /out with two channels: nothing can be set there. */
const isFixed = ({RANGE}) => RANGE?.[0]?.MIN !== undefined && RANGE[0].MIN === RANGE[0].MAX;

const kinds = ['f', 'T', 's'];

function buildParameters() {
  const rows = [...instrument.methods]
    .filter(([path, node]) => (node.ACCESS & 1) !== 0 && node.TYPE.length === 1 && !isPlaced(path) && !isFixed(node))
    .sort(([, a], [, b]) => kinds.indexOf(a.TYPE) - kinds.indexOf(b.TYPE))
    .map(([path]) => parameterRow(instrument, path));
  return panel('Sound', ...rows);
}

function buildListening() {
  const rows = [...instrument.methods.keys()].filter((path) => path.startsWith(ear) && path !== heard)
    .map((path) => parameterRow(instrument, path, inWords(path.slice(ear.length - 1))));
  const words = element('p', {});
  const follow = (values) => {
    words.textContent = sentenceOfHeard(values);
  };
  whileSeen(words, () => [instrument.watch(heard, follow)]);
  return panel('Listening', words, ...rows);
}

/** Puts the values of /listen/heard into words. */
function sentenceOfHeard([level, presence, , pitch, , pulse, , nearest, , , , isTurn, remembered]) {
  const parts = [
    presence > 0 && `${numeral(level)} dB`,
    presence > 0 && nearest && `most like ${nearest}`,
    presence > 0 && pitch > 0 && `${Math.round(pitch)} Hz`,
    presence > 0 && pulse > 0 && `${Math.round(60 * pulse)} beats a minute`,
    isTurn && "the model's turn",
    remembered > 0 && `${Math.round(remembered)} s remembered`];
  const words = parts.filter(Boolean).join(', ');
  return words ? `Input: ${words}.` : 'No input now.';
}

function buildBeat() {
  const words = element('p', {});
  const follow = (values) => {
    words.textContent = sentenceOfBeat(values);
  };
  whileSeen(words, () => [instrument.watch(beatPath, follow)]);
  return panel('Beat', words, ...['/tempo', '/tempo/follow', '/quantum'].map((path) => parameterRow(instrument, path)));
}

/** Puts the values of /beat into words. */
function sentenceOfBeat([bar, beat, , tempo, leader]) {
  const leaders = {midi: ', led by a MIDI clock', link: ', shared by Ableton Link', jack: ", led by JACK's transport"};
  return `Bar ${bar}, beat ${beat}: ${tempo.toFixed(1)} beats a minute${leaders[leader] ?? ''}.`;
}

function buildMorph() {
  const path = '/encoding/interpolate';
  const send = (from, to, position) => instrument.set(path, [from, to, position]);
  let values = ['', '', 0];
  const names = () => namesOf(instrument, '/encoding/set').filter((name) => name !== '');
  const from = menu({label: 'One sound', none: 'one sound', set: (name) => send(name, values[1] || name, values[2])});
  const to = menu({label: 'The other sound', none: 'the other', set: (name) => send(values[0] || name, name, values[2])});
  const position = slider({label: 'Between the two sounds', range: {MIN: 0, MAX: 1}, set: (next) => {
    const [first, second = first] = names();
    send(from.select.value || first, to.select.value || second, next);
  }});
  const fill = () => {
    from.fill(names());
    to.fill(names());
  };
  instrument.addEventListener('structure', fill);
  fill();
  instrument.watch(path, (next) => {
    values = next;
    from.follow([next[0]]);
    to.follow([next[1]]);
    position.follow([next[2]]);
  });
  return panel('Between two sounds', element('div', {className: 'line'}, from.select, to.select), position.track, buildFaders());
}

/** Makes the faders of the encoding, which are watched only while they are visible. */
function buildFaders() {
  const faders = element('div', {className: 'faders'});
  const details = element('details', {}, element('summary', {}, 'By values'), faders);
  let rows = [];
  const showRows = () => {
    for (const row of rows) {
      row.end();
      row.remove();
    }
    const paths = [...instrument.methods.keys()].filter((path) => path.startsWith('/encoding/dim/'));
    details.hidden = paths.length === 0;
    rows = details.open ? paths.map((path) => parameterRow(instrument, path, path.split('/').pop())) : [];
    faders.append(...rows);
    details.dataset.count = paths.length;
  };
  details.addEventListener('toggle', showRows);
  instrument.addEventListener('structure', () => {
    const count = [...instrument.methods.keys()].filter((path) => path.startsWith('/encoding/dim/')).length;
    if (String(count) !== details.dataset.count) showRows();
  });
  showRows();
  return details;
}

/** Makes one voice, whose values are watched only while they are visible. */
function buildVoice(number) {
  const room = `/voice/${number}/`;
  const rows = element('div');
  const details = element('details', {}, element('summary', {}, `Voice ${number}`), rows);
  const show = (paths) => {
    for (const row of rows.children) row.end();
    rows.replaceChildren(...paths.map((path) => parameterRow(instrument, path, inWords(path.slice(room.length - 1)))));
  };
  const paths = () => [...instrument.methods.keys()].filter((path) =>
    path.startsWith(room) && !isFixed(instrument.methods.get(path)));
  details.addEventListener('toggle', () => show(details.open ? paths() : []));
  const end = () => {
    show([]);
    details.remove();
  };
  return {details, end};
}

/** Shows how many voices play, and the settings of each of them. */
function buildVoices() {
  const list = element('div');
  const voices = [];
  instrument.watch('/voices', ([count = 1]) => {
    while (voices.length > count) voices.pop().end();
    while (voices.length < count) {
      voices.push(buildVoice(voices.length + 1));
      list.append(voices.at(-1).details);
    }
    list.hidden = count <= 1;
  });
  return panel('Voices', parameterRow(instrument, '/voices', 'How many'), list);
}

function buildMore() {
  const rows = element('div');
  const rowFor = (path) => element('div', {className: 'row'},
    element('span', {className: 'name', title: instrument.methods.get(path).DESCRIPTION}, inWords(path)),
    messageForm(instrument, path),
    element('p', {className: 'explanation'}, instrument.methods.get(path).DESCRIPTION));
  let shown = '';
  withTree(instrument, () => {
    const paths = [...instrument.methods.keys()].filter((path) =>
      instrument.methods.get(path).ACCESS === 2 && !isPlaced(path));
    const key = formsKey(instrument, paths);
    if (key === shown) return;
    shown = key;
    rows.replaceChildren(...paths.map(rowFor));
  });
  return element('details', {className: 'panel'}, element('summary', {}, 'More ways to play'), rows);
}

// Condition.

const condition = new Condition();
let status = readStatus(['', 0, 0, 0, 0, 0, 0, '', '']);
let metrics = new Map();

function showLink() {
  const link = instrument.isOpen ? 'open' : 'lost';
  document.body.dataset.link = link;
  place('main').inert = !instrument.isOpen;
  if (instrument.isOpen) return;
  if (instrument.needsPassword) {
    place('link').replaceChildren('The instrument needs a password. ', element('a', {href: ''}, 'Enter it'));
  } else {
    place('link').textContent = 'No connection to the instrument. Trying again…';
  }
  place('troubles').hidden = true;
}

function showCondition(parts) {
  place('link').textContent = sentenceFor(status);
  const sentences = condition.troublesIn(status, metrics);
  const list = place('troubles');
  if (list.textContent !== sentences.join('')) list.replaceChildren(...sentences.map((text) => element('li', {}, text)));
  list.hidden = sentences.length === 0;
  parts.figures.follow(figuresOf(status, metrics), metrics);
  parts.recording.follow(status, metrics);
  parts.models.follow(status);
}

async function readFigures() {
  const answer = await fetch(new URL('metrics', instrument.base), {cache: 'no-store'});
  metrics = readMetrics(await answer.text());
}

/** Asks for what the instrument does not report by itself. */
function poll(parts) {
  let turn = 0;
  const ask = async () => {
    if (!instrument.isOpen || document.hidden) return;
    instrument.ask('/status');
    if (turn % 2 === 0) {
      for (const path of ['/guard', '/schedule', '/schedule/next', '/model/second']) instrument.ask(path);
      await readFigures().catch(() => {});
    }
    if (turn % 10 === 0) {
      parts.schedule.read();
      parts.midi.read();
    }
    parts.midi.ask();
    ++turn;
  };
  instrument.watch('/status.reply', (values) => {
    if (values.length === 0) return;
    status = readStatus(values);
    showCondition(parts);
  });
  instrument.addEventListener('link', () => {
    turn = 0;
    ask();
  });
  setInterval(ask, 1000);
  ask();
}

// The page.

function build() {
  const map = new SoundMap(instrument, place('map'));
  if (instrument.has('/spectrum')) {
    place('heard').hidden = false;
    new Meter(instrument, place('heard'));
  }
  const parts = {models: models(instrument), recording: recording(instrument), schedule: schedule(instrument),
                 midi: midi(instrument), figures: figures()};
  buildStage();
  place('sound').append(buildParameters(), buildListening(), buildBeat(), buildMorph(), buildVoices(), buildMore());
  place('aside').append(presets(instrument), moments(instrument), parts.models.section, parts.recording.section,
                         parts.schedule.section, parts.midi.section, upkeep(instrument));
  place('below').append(parts.figures.section, log(instrument), everyPath(instrument));
  for (const path of ['/encoding/interpolate', '/encoding/vector']) instrument.watch(path, showPresent);
  instrument.addEventListener('structure', () => map.read());
  instrument.addEventListener('link', () => map.read());
  poll(parts);
  place('main').hidden = false;
}

function explainIfWanted() {
  const button = place('explain');
  const show = (on) => {
    document.body.classList.toggle('explains', on);
    button.setAttribute('aria-pressed', on);
  };
  button.onclick = () => show(button.getAttribute('aria-pressed') !== 'true');
  show(false);
}

function showWhetherLocked() {
  place('locked').hidden = instrument.maySteer;
  place('hands').toggleAttribute('disabled', !instrument.maySteer);
}

let built = null;
instrument.addEventListener('structure', () => {
  const now = JSON.stringify([instrument.values.get('/version'), instrument.maySteer]);
  // The instrument, and with it this page, has been updated, or now lets the page do more or less.
  if (built !== null && now !== built) location.reload();
  built = now;
});
instrument.addEventListener('structure', showWhetherLocked);
instrument.addEventListener('structure', build, {once: true});
instrument.addEventListener('link', showLink);
instrument.addEventListener('message', (/** @type {CustomEvent} */ {detail: {path, values}}) => {
  if (path === '/fail') say(values[3]);
});
explainIfWanted();
instrument.connect();
