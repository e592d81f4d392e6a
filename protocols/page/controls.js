// SPDX-License-Identifier: GPL-3.0-or-later
// Controls made from the tree: each shows the value in force and sets it.
import {element, inWords, newId, numberIn, numeral, say, told, unitOf} from './elements.js';

const settle = 400;  // ms after the last touch during which a control ignores reports from the instrument

/**
 * Keeps a control from following its own echoes while it is being moved. `show` is called with the values in
 * force.
 */
export class Hold {
  #isHeld = false;
  #timer = 0;
  #values = null;

  constructor(show) {
    this.show = show;
  }

  follow(values) {
    this.#values = values;
    if (!this.#isHeld) this.show(values);
  }

  touch() {
    this.#isHeld = true;
    clearTimeout(this.#timer);
  }

  release() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isHeld = false;
      if (this.#values) this.show(this.#values);
    }, settle);
  }

  /** Counts as held while a pointer is down on `target`, and at each key. */
  attach(target) {
    target.addEventListener('pointerdown', () => this.touch());
    for (const end of ['pointerup', 'pointercancel', 'keyup', 'blur', 'change']) {
      target.addEventListener(end, () => this.release());
    }
  }
}

/**
 * Converts a value to a position 0..1 on a slider, and back; wide ranges of positive values are logarithmic.
 * A range that lists its values has no others: `snap` gives the nearest, `step` is the smallest step, `text`
 * formats a value.
 */
function scaleOf({MIN, MAX, VALS}) {
  const at = (value) => (value - MIN) / (MAX - MIN);
  const value = (position) => MIN + position * (MAX - MIN);
  if (VALS) {
    const snap = (wanted) => VALS.reduce((a, b) => (Math.abs(b - wanted) < Math.abs(a - wanted) ? b : a));
    return {at, value: (position) => snap(value(position)), snap, step: 1 / Math.max(1, VALS.length - 1), text: String};
  }
  const isWide = MIN > 0 && MAX / MIN > 10;
  const any = {snap: (wanted) => wanted, step: 0, text: numeral};
  if (!isWide) return {at, value, ...any};
  const ratio = Math.log(MAX / MIN);
  return {at: (wanted) => Math.log(wanted / MIN) / ratio, value: (position) => MIN * Math.exp(position * ratio), ...any};
}

const steps = {ArrowRight: .01, ArrowUp: .01, ArrowLeft: -.01, ArrowDown: -.01, PageUp: .1, PageDown: -.1};

/** Returns the step of a key on a slider of length 1; with Shift a tenth; 0 = another key. */
export function stepOf(event) {
  const step = event.altKey || event.ctrlKey || event.metaKey ? 0 : steps[event.key] ?? 0;
  return event.shiftKey ? step / 10 : step;
}

/** Makes a slider and a field for one number: `set(value)` is called as it moves. */
export function slider({label, range, unit = '', set, describedBy = ''}) {
  const {at, value: valueAt, snap, step: leastStep, text} = scaleOf(range);
  const clamp = (value) => Math.min(range.MAX, Math.max(range.MIN, value));
  const track = element('input', {type: 'range', min: 0, max: 1, step: 'any', className: 'track',
                                  attributes: {'aria-label': label, 'aria-describedby': describedBy}});
  const field = element('input', {type: 'text', inputMode: 'decimal', className: 'number', autocomplete: 'off',
                                  attributes: {'aria-label': unit ? `${label}, ${unit}` : label}});
  const origin = range.MIN === -range.MAX ? .5 : 0;  // where the filled line begins
  let value = range.MIN;
  const show = (next) => {
    value = clamp(next);
    const position = at(value);
    track.value = position;
    track.style.setProperty('--from', Math.min(position, origin));
    track.style.setProperty('--to', Math.max(position, origin));
    track.setAttribute('aria-valuetext', `${text(value)} ${unit}`.trim());
    if (document.activeElement !== field) field.value = text(value);
  };
  const move = (next) => {
    show(next);
    set(value);
  };
  track.addEventListener('input', () => move(valueAt(track.valueAsNumber)));
  track.addEventListener('keydown', (event) => {
    const step = stepOf(event);
    if (step === 0) return;
    event.preventDefault();
    hold.touch();
    const whole = Math.sign(step) * Math.max(Math.abs(step), leastStep);
    move(valueAt(Math.min(1, Math.max(0, at(value) + whole))));
  });
  field.addEventListener('focus', () => field.select());
  field.addEventListener('change', () => {
    const typed = numberIn(field.value);
    if (Number.isFinite(typed)) move(snap(typed));
    field.value = text(value);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') field.blur();
    if (event.key !== 'Escape') return;
    field.value = text(value);
    field.blur();
  });
  show(range.MIN);
  const hold = new Hold(([next]) => show(Number(next)));
  hold.attach(track);
  const fieldWithUnit = element('span', {className: 'value'}, field, element('span', {className: 'unit'}, unit));
  return {track, field: fieldWithUnit, follow: (values) => hold.follow(values)};
}

/** Makes a switch that is on or off: `set(on)` is called when it is pressed. */
export function toggle({label, set, describedBy = '', className = 'switch'}) {
  const button = element('button', {type: 'button', className, textContent: label,
                                    attributes: {role: 'switch', 'aria-describedby': describedBy}});
  const show = (on) => button.setAttribute('aria-checked', on);
  show(false);
  button.onclick = () => {
    const on = button.getAttribute('aria-checked') !== 'true';
    show(on);
    set(on);
  };
  return {button, follow: ([on]) => show(Boolean(on))};
}

/**
 * Makes a menu of names; `set(name)` is called when one is chosen. `fill(names)` keeps the choice if it is
 * still there. While none of them is chosen it shows `none`, or without that the first.
 *
 * @param {{label: string, set?: (name: string) => void, none?: string}} options
 */
export function menu({label, set = () => {}, none = null}) {
  const select = element('select', {attributes: {'aria-label': label}});
  let shown = '';
  const show = (name) => {
    shown = name;
    select.value = name;
    if (select.selectedIndex < 0 && select.options.length > 0) select.selectedIndex = 0;
  };
  select.addEventListener('change', () => {
    shown = select.value;
    set(select.value);
  });
  const fill = (names) => {
    const key = JSON.stringify(names);
    if (key === select.dataset.names) return;
    select.dataset.names = key;
    const options = names.filter((name) => name !== '').map((name) => element('option', {value: name}, name));
    if (none !== null) options.unshift(element('option', {value: '', hidden: !names.includes('')}, none));
    select.replaceChildren(...options);
    show(shown);
  };
  return {select, fill, follow: ([name]) => show(name)};
}

function describe(node) {
  const id = newId();
  const text = node.DESCRIPTION ?? '';
  return {id, text: element('p', {id, className: 'explanation'}, text.charAt(0).toUpperCase() + text.slice(1) + '.')};
}

/** Returns the names that the tree lists for the first argument of `path`. */
export function namesOf(instrument, path) {
  return instrument.methods.get(path)?.RANGE?.[0]?.VALS ?? [];
}

/**
 * Does the same, but for one voice's path returns those of the path for all voices, because the tree lists
 * them only there.
 */
function choicesOf(instrument, path) {
  return namesOf(instrument, path.replace(/^\/voice\/\d+/, ''));
}

/** Makes a button that binds `path` to the next MIDI control that moves; none if it cannot be bound. */
function learnButton(instrument, path) {
  if (!namesOf(instrument, '/midi/learn').includes(path)) return null;
  const button = element('button', {type: 'button', className: 'learn', title: 'Learn MIDI',
                                    attributes: {'aria-label': `Learn MIDI for ${inWords(path)}`}}, 'midi');
  button.onclick = async () => {
    button.classList.add('waiting');
    say(`Move a fader or press a key for ${inWords(path).toLowerCase()} within ten seconds…`);
    await told(instrument.request('/midi/learn', [path]),
               ([source]) => `${source} is bound to ${inWords(path).toLowerCase()}. To keep it, save the mapping under MIDI.`);
    button.classList.remove('waiting');
  };
  return button;
}

/** Makes a text field that is sent on Enter. */
function textField({label, set, describedBy}) {
  const field = element('input', {type: 'text', className: 'text', autocomplete: 'off', spellcheck: false,
                                  attributes: {'aria-label': label, 'aria-describedby': describedBy}});
  let shown = '';
  const show = ([text]) => {
    shown = text;
    if (document.activeElement !== field) field.value = text;
  };
  field.addEventListener('change', () => set(field.value));
  field.addEventListener('blur', () => { field.value = shown; });
  field.addEventListener('keydown', (event) => { if (event.key === 'Enter') field.blur(); });
  return {field, follow: show};
}

/** Makes the control for the parameter at `path`, in a row with its name, its explanation, and MIDI learn. */
export function parameterRow(instrument, path, label = inWords(path)) {
  const node = instrument.methods.get(path);
  const {id, text} = describe(node);
  const learn = learnButton(instrument, path);
  const row = element('div', {className: 'row', attributes: {'data-path': path}});
  const name = element('span', {className: 'name', title: node.DESCRIPTION ?? ''}, label);
  const set = (value) => instrument.set(path, [value]);
  const choices = choicesOf(instrument, path);
  let control, refill = null;
  if (node.TYPE === 'f' && node.RANGE) {
    control = slider({label, range: node.RANGE[0], unit: unitOf(node), set, describedBy: id});
    row.append(element('div', {className: 'head'}, name, learn, control.field), control.track);
  } else if (node.TYPE === 'T') {
    control = toggle({label: '', set, describedBy: id});
    control.button.setAttribute('aria-label', label);
    row.append(element('div', {className: 'head'}, name, learn, control.button));
  } else if (choices.length > 0) {
    control = menu({label, set, none: 'none'});
    refill = () => control.fill(choicesOf(instrument, path));
    refill();
    instrument.addEventListener('structure', refill);
    row.append(element('div', {className: 'head'}, name, learn, control.select));
  } else {
    control = textField({label, set, describedBy: id});
    row.append(element('div', {className: 'head'}, name, learn, control.field));
  }
  row.append(text);
  const unwatch = instrument.watch(path, control.follow);
  row.end = () => {
    unwatch();
    instrument.removeEventListener('structure', refill);
  };
  return row;
}

const placeholders = {s: 'text', f: 'number', i: 'whole number'};

function argumentField(type, range, label) {
  if (range?.VALS && type === 's') {
    const choice = menu({label, none: range.VALS.includes('') ? 'none' : null});
    choice.fill(range.VALS);
    return {part: choice.select, read: () => choice.select.value};
  }
  if (type === 'T') {
    const box = element('input', {type: 'checkbox', checked: true, attributes: {'aria-label': label}});
    return {part: box, read: () => box.checked};
  }
  const hint = range ? `${range.MIN} to ${range.MAX}` : placeholders[type] ?? '';
  const field = element('input', {type: 'text', placeholder: hint, attributes: {'aria-label': `${label}, ${hint}`},
                                  autocomplete: 'off', inputMode: type === 's' ? 'text' : 'decimal'});
  return {part: field, read: () => (type === 's' ? field.value : numberIn(field.value))};
}

/** Makes a field for many numbers, separated by spaces. */
function numbersField(count, label) {
  const hint = `${count} numbers`;
  const field = element('input', {type: 'text', placeholder: hint, autocomplete: 'off', attributes: {'aria-label': `${label}, ${hint}`}});
  return {part: field, read: () => field.value.trim().split(/\s+/).map(numberIn)};
}

const mostFields = 4;

/** Returns a text that changes with the forms that messageForm() makes for `paths`, as when another model is loaded. */
export function formsKey(instrument, paths) {
  return JSON.stringify(paths.map((path) => {
    const {TYPE, RANGE} = instrument.methods.get(path);
    return [path, TYPE, RANGE];
  }));
}

/**
 * Makes a form that sends any method of the tree with its arguments; they are left out from the first empty
 * number on.
 */
export function messageForm(instrument, path) {
  const node = instrument.methods.get(path);
  const types = node.ACCESS === 1 ? [] : [...node.TYPE.replaceAll('N', '')];
  const label = inWords(path);
  const fields = types.length > mostFields
    ? [numbersField(types.length, label)]
    : types.map((type, i) => argumentField(type, node.RANGE?.[i], types.length > 1 ? `${label}, value ${i + 1}` : label));
  const form = element('form', {className: 'line'}, ...fields.map(({part}) => part),
                       element('button', {type: 'submit', attributes: {'aria-label': `Send ${path}`}}, 'Send'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const values = fields.flatMap(({read}) => read());
    const end = values.findIndex((value) => Number.isNaN(value));
    instrument.send(path, end < 0 ? values : values.slice(0, end));
  });
  return form;
}
