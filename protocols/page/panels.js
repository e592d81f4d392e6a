// SPDX-License-Identifier: GPL-3.0-or-later
// Panels of more than a parameter: presets, moments, models, recording, schedule, log, and the list of all paths; and their parts.
import {formsKey, menu, messageForm, namesOf, parameterRow, slider, toggle} from './controls.js';
import {duration, element, newId, numberIn, say, told} from './elements.js';

/** Makes a section with a heading. */
export function panel(title, ...children) {
  const id = newId();
  return element('section', {className: 'panel', attributes: {'aria-labelledby': id}}, element('h2', {id}, title),
                 ...children);
}

export function button(text, onclick, properties = {}) {
  return element('button', {type: 'button', onclick, ...properties}, text);
}

export function entry(label, properties = {}) {
  return element('input', {type: 'text', placeholder: label, autocomplete: 'off', attributes: {'aria-label': label},
                           ...properties});
}

/** Makes a one-line form that is sent by Enter or its button. */
export function line(send, label, ...fields) {
  const form = element('form', {className: 'line'}, ...fields, element('button', {type: 'submit'}, label));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  return form;
}

/** Makes a button that asks for confirmation before it acts. */
export function twice(text, question, act) {
  const made = button(text, () => {
    if (made.dataset.asks) {
      delete made.dataset.asks;
      made.textContent = text;
      return act();
    }
    made.dataset.asks = 'yes';
    made.textContent = question;
    setTimeout(() => {
      delete made.dataset.asks;
      made.textContent = text;
    }, 4000);
  });
  return made;
}

/** Calls `fill` now and whenever the tree has been read again. */
export function withTree(instrument, fill) {
  instrument.addEventListener('structure', fill);
  fill();
}

/** Adds an entry for each of the names, unless they are there already. */
function fillList(list, names, entryFor) {
  if (JSON.stringify(names) === list.dataset.names) return;
  list.dataset.names = JSON.stringify(names);
  list.replaceChildren(...names.map(entryFor));
}

/** Makes a button that deletes `name` by `path`. */
function deletion(instrument, path, name) {
  return twice('Delete', 'Really?', () => told(instrument.request(path, [name]), () => `${name} was deleted.`).then(() => instrument.read()));
}

/** Makes a line that saves something under a name by `path`. */
function saving(instrument, path, label) {
  const name = entry(label);
  const save = async () => {
    if (name.value.trim() === '') return name.focus();
    if (!await told(instrument.request(path, [name.value.trim()]), ([saved]) => `${saved} was saved.`)) return;
    name.value = '';
    await instrument.read();
  };
  return line(save, 'Save', name);
}

export function presets(instrument) {
  const glide = entry('Load over, s', {inputMode: 'decimal', className: 'short'});
  const list = element('ul', {className: 'names'});
  const glideOr = (values) => (Number.isFinite(numberIn(glide.value)) ? [...values, numberIn(glide.value)] : values);
  const from = menu({label: 'From preset'});
  const to = menu({label: 'To preset'});
  const between = slider({label: 'Between the two presets', range: {MIN: 0, MAX: 1}, set: (position) => {
    instrument.set('/preset/interpolate', [from.select.value, to.select.value, position]);
  }});
  const twoOrMore = element('details', {}, element('summary', {}, 'Between two presets'),
                            element('div', {className: 'line'}, from.select, to.select), between.track);
  const entryFor = (preset) => element('li', {},
    button(preset, () => told(instrument.request('/preset/load', glideOr([preset])), () => `${preset} was loaded.`)),
    deletion(instrument, '/preset/delete', preset));
  withTree(instrument, () => {
    const names = namesOf(instrument, '/preset/load');
    fillList(list, names, entryFor);
    from.fill(names);
    to.fill(names);
    if (to.select.value === from.select.value && names.length > 1) to.follow([names[1]]);
    glide.hidden = names.length === 0;
    twoOrMore.hidden = names.length < 2;
  });
  return panel('Presets', list, glide, saving(instrument, '/preset/save', 'Name of a new preset'), twoOrMore);
}

/** Loads a moment, which waits for the beat while there is a quantum. */
function goOnFrom(instrument, moment) {
  if ((instrument.values.get('/quantum')?.[0] ?? 0) > 0) say(`Continuing from ${moment} at the beat.`);
  return told(instrument.request('/moment/load', [moment]), () => `Continuing from ${moment}.`);
}

/** Shows the saved moments of the generator, from which it can continue. */
export function moments(instrument) {
  const list = element('ul', {className: 'names'});
  const entryFor = (moment) => element('li', {}, button(moment, () => goOnFrom(instrument, moment)),
                                       deletion(instrument, '/moment/delete', moment));
  withTree(instrument, () => fillList(list, namesOf(instrument, '/moment/load'), entryFor));
  return panel('Moments', list, saving(instrument, '/moment/save', 'Name of this moment'));
}

export function models(instrument) {
  const choice = menu({label: 'Model'});
  const playing = element('p', {className: 'quiet'});
  const sounds = menu({label: 'Sound to continue from'});
  const start = entry('From, s', {inputMode: 'decimal', className: 'short'});
  const load = async () => {
    say(`Loading ${choice.select.value}…`);
    await told(instrument.request('/model/load', [choice.select.value]), ([model]) => `Now playing ${model}.`);
  };
  const prime = () => {
    const seconds = numberIn(start.value);
    const values = Number.isFinite(seconds) ? [sounds.select.value, seconds] : [sounds.select.value];
    return told(instrument.request('/seed/audio', values), ([sound]) => `Continuing from ${sound}.`);
  };
  const second = menu({label: 'Model to blend with'});
  const blended = element('p', {className: 'quiet'});
  const blend = (weight) => told(instrument.request('/model/blend', [second.select.value, weight]),
                                 ([model]) => (weight > 0 ? `${model} is blended in.` : `${model} is no longer blended in.`));
  const letGo = button('Remove', () => blend(0));
  const weight = parameterRow(instrument, '/model/weight', 'Between the two');
  const mixed = element('div', {className: 'further'}, blended,
                        line(() => blend(.5), 'Blend', second.select, letGo), weight);
  instrument.watch('/model/second', ([name = '']) => {
    blended.textContent = name === '' ? 'Blend with another model:' : `${name} is blended in.`;
    letGo.hidden = weight.hidden = name === '';
    if (name !== '') second.follow([name]);
  });
  const primed = element('div', {className: 'further'}, element('p', {className: 'quiet'}, 'Continue from a sound:'),
                         line(prime, 'Continue', sounds.select, start));
  withTree(instrument, () => {
    choice.fill(namesOf(instrument, '/model/load'));
    second.fill(namesOf(instrument, '/model/blend'));
    sounds.fill(namesOf(instrument, '/seed/audio'));
    primed.hidden = sounds.select.options.length === 0;
  });
  const follow = ({model}) => {
    if (playing.dataset.model === model) return;
    playing.dataset.model = model;
    playing.textContent = `${model} is playing.`;
    choice.follow([model]);
  };
  return {section: panel('Model', playing, line(load, 'Load', choice.select), mixed, primed), follow};
}

export function recording(instrument) {
  const name = entry('Name (optional)');
  const state = element('p', {className: 'quiet', attributes: {role: 'timer'}});
  let isOn = false;
  const submit = element('button', {type: 'submit', className: 'record'}, 'Record');
  const form = element('form', {className: 'line'}, name, submit);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isOn) {
      await told(instrument.request('/record/stop'), ([file]) => `Recorded to ${file}.`);
    } else {
      await told(instrument.request('/record/start', name.value === '' ? [] : [name.value]), ([file]) => `Recording to ${file}.`);
      name.value = '';
    }
  });
  const past = element('button', {type: 'button', title: 'Writes the last 30 seconds of the output to a file'}, 'Save the last 30 s');
  past.onclick = () => told(instrument.request('/record/last', [30]), ([file]) => `Saved to ${file}.`);
  past.hidden = !instrument.has('/record/last');
  const follow = (status, metrics) => {
    isOn = metrics.get('recording')?.value === 1;
    submit.textContent = isOn ? 'Stop recording' : 'Record';
    submit.classList.toggle('on', isOn);
    name.hidden = isOn;
    const seconds = (metrics.get('recording_frames')?.value ?? 0) / (status.rateNominal || 44100);
    state.textContent = isOn ? `Recording for ${duration(seconds)}` : '';
  };
  return {section: panel('Recording', form, past, state), follow};
}

export function schedule(instrument) {
  const next = element('p', {className: 'quiet'});
  const list = element('ol', {className: 'lines'});
  const text = entry('18:00-23:00, fri 20:00 preset dawn over 60, or 22:00 moment dusk');
  const clear = twice('Remove all added lines', 'Really remove them?', () =>
    told(instrument.request('/schedule/clear'), ([count]) => `Lines removed: ${count}.`).then(read));
  const onOff = toggle({label: 'Follow the schedule', className: 'switch wide', set: (on) => instrument.send('/schedule', [on], {types: 'T'})});
  const read = async () => {
    const lines = await instrument.list('/schedule/list');
    list.replaceChildren(...lines.map(([number, words, from]) => element('li', {}, element('code', {}, words),
      from === 'added' ? twice('Remove', 'Really?', () =>
        told(instrument.request('/schedule/remove', [number]), ([removed]) => `Removed: ${removed}`).then(read)) : null)));
    clear.hidden = !lines.some(([, , from]) => from === 'added');
  };
  const add = async () => {
    if (text.value.trim() === '') return text.focus();
    if (await told(instrument.request('/schedule/add', [text.value.trim()]), () => 'The line was added.')) text.value = '';
    await read();
  };
  instrument.watch('/schedule', onOff.follow);
  instrument.watch('/schedule/next', ([when = '', what = '']) => {
    next.textContent = when ? `Next: ${what} at ${when.replace('T', ' ')}` : 'Nothing is scheduled.';
  });
  return {section: panel('Schedule', onOff.button, next, list, line(add, 'Add', text), clear), read};
}

export function upkeep(instrument) {
  const guard = toggle({label: 'Guard: restarts the model if it falls silent or repeats itself', className: 'switch wide',
                        set: (on) => instrument.send('/guard', [on], {types: 'T'})});
  instrument.watch('/guard', guard.follow);
  const reload = button('Reload the configuration', () =>
    told(instrument.request('/config/reload'), ([what]) => what));
  return panel('Maintenance', guard.button, element('div', {className: 'buttons'}, reload));
}

const mostLines = 200;

/**
 * Lists the messages that this page has sent and the replies; a value that keeps moving stays on one line.
 */
export function log(instrument) {
  const list = element('ol', {className: 'log', tabIndex: 0, attributes: {role: 'log', 'aria-live': 'off', 'aria-label': 'Log'}});
  let last = null;
  const text = (values) => values.map((value) => typeof value === 'number' ? Number(value.toFixed(3)) : value).join(' ');
  const add = (sign, path, values) => {
    const time = new Date().toLocaleTimeString([], {hour12: false});
    const words = `${time} ${sign} ${path} ${text(values)}`;
    if (last && last.key === sign + path) {
      last.line.textContent = words;
      return;
    }
    last = {key: sign + path, line: element('li', {className: sign === '←' ? 'received' : 'sent'}, words)};
    list.prepend(last.line);
    while (list.children.length > mostLines) list.lastChild.remove();
  };
  instrument.addEventListener('sent', ({detail: {path, values}}) => add('→', path, values));
  instrument.addEventListener('message', ({detail: {path, values}}) => {
    if (['/done', '/fail', '/late', '/pong', '/synced'].includes(path)) add('←', path, values);
  });
  return element('details', {className: 'panel'}, element('summary', {}, 'Log: messages sent and replies received'), list);
}

/** Lists every method of the tree with a form that sends it; built when it is opened. */
export function everyPath(instrument) {
  const filter = entry('Find a path or a word');
  const list = element('dl', {className: 'paths'});
  const details = element('details', {className: 'panel'}, element('summary', {}, 'Every path of the instrument'), filter, list);
  let shown = '';
  const sift = () => {
    for (const item of list.children) item.hidden = !item.textContent.toLowerCase().includes(filter.value.toLowerCase());
  };
  const build = () => {
    if (!details.open) return;
    const key = formsKey(instrument, [...instrument.methods.keys()]);
    if (key === shown) return;
    shown = key;
    list.replaceChildren(...[...instrument.methods].map(([path, node]) => element('div', {},
      element('dt', {}, element('code', {}, instrument.prefix + path)),
      element('dd', {}, element('p', {className: 'quiet'}, node.DESCRIPTION ?? ''), messageForm(instrument, path)))));
    sift();
  };
  filter.addEventListener('input', sift);
  details.addEventListener('toggle', build);
  withTree(instrument, build);
  return details;
}

/** Makes a panel with the common figures, and a table of all metrics that is updated while it is open. */
export function figures() {
  const common = element('dl', {className: 'figures'});
  const all = element('dl', {className: 'figures all'});
  const details = element('details', {}, element('summary', {}, 'All figures'), all);
  const rows = (pairs) => pairs.map(([name, text, title = '']) => element('div', {title}, element('dt', {}, name), element('dd', {}, text)));
  const follow = (some, metrics) => {
    common.replaceChildren(...rows(some));
    if (!details.open) return;
    all.replaceChildren(...rows([...metrics].map(([name, {value, help}]) =>
      [name.replaceAll('_', ' '), String(Number(value.toPrecision(4))), help])));
  };
  return {section: panel('Condition', common, details), follow};
}
