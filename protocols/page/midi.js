// SPDX-License-Identifier: GPL-3.0-or-later
// MIDI: bindings, with their ranges and curves; incoming messages, and their effects.
import {menu} from './controls.js';
import {element, inWords, numberIn, told} from './elements.js';
import {button, entry, line, panel, twice} from './panels.js';

const curves = ['linear', 'logarithmic', 'exponential'];
const mostMessages = 50;

/**
 * Makes a form for the range and the curve of the bindings of `path`, with `forget`; if they send fixed
 * values, `forget` alone.
 */
function editorOf(instrument, path, values, forget) {
  const [, from, to, curve] = /^(\S+) to (\S+), (\w+)$/.exec(values) ?? [];
  if (!curve) return element('div', {className: 'buttons'}, forget);
  const low = entry('From', {inputMode: 'decimal', className: 'short', value: from});
  const high = entry('To', {inputMode: 'decimal', className: 'short', value: to});
  const choice = menu({label: 'Curve'});
  choice.fill(curves);
  choice.follow([curve]);
  const set = () => told(
    instrument.request('/midi/range', [path, numberIn(low.value), numberIn(high.value), choice.select.value], {types: 'sffs'}),
    ([source]) => `${source} sets ${inWords(path).toLowerCase()} from ${low.value} to ${high.value}.`);
  const form = line(set, 'Set', low, high, choice.select);
  form.append(forget);
  return form;
}

function bindingOf(instrument, [source, path, mode, values, isPickedUp]) {
  const forget = twice('Forget', 'Really?', () =>
    told(instrument.request('/midi/forget', [path]), ([sources]) => `${sources} no longer controls ${inWords(path).toLowerCase()}.`));
  return element('details', {className: 'binding'}, element('summary', {}, `${inWords(path)}: ${source}`),
                 element('p', {className: 'quiet'}, `${mode}, ${values}${isPickedUp ? ', with pickup' : ''}`),
                 editorOf(instrument, path, values, forget));
}

/** Lists incoming messages, newest first; asks for them only while it is open. */
function incoming(instrument) {
  const list = element('ol', {className: 'log', tabIndex: 0, attributes: {role: 'log', 'aria-live': 'off', 'aria-label': 'MIDI'}});
  const details = element('details', {}, element('summary', {}, 'Incoming messages'), list);
  let last = 0;
  instrument.watch('/midi/recent', ([number = 0, received, effect]) => {
    if (number === last) return;
    last = number;
    list.prepend(element('li', {}, `${received}: ${effect}`));
    while (list.children.length > mostMessages) list.lastChild.remove();
  });
  const ask = () => {
    if (details.open) instrument.send('/midi/recent', [last], {types: 'i', quietly: true});
  };
  details.addEventListener('toggle', ask);
  return {details, ask};
}

export function midi(instrument) {
  const list = element('div');
  const count = element('summary', {}, 'Bindings');
  const bound = element('details', {}, count, list);
  const hint = element('p', {className: 'quiet'}, 'Nothing is bound. Press “midi” beside a parameter, then move a fader.');
  const messages = incoming(instrument);
  const save = button('Save the MIDI mapping', () =>
    told(instrument.request('/midi/save'), ([file]) => `The mapping was saved as ${file}.`));
  const read = async () => {
    const bindings = await instrument.list('/midi/list');
    hint.hidden = bindings.length > 0;
    bound.hidden = bindings.length === 0;
    count.textContent = `Bindings: ${bindings.length}`;
    const key = JSON.stringify(bindings);
    if (key === list.dataset.bindings) return;
    list.dataset.bindings = key;
    list.replaceChildren(...bindings.map((binding) => bindingOf(instrument, binding)));
  };
  instrument.addEventListener('message', ({detail: {path, values}}) => {
    if (path === '/done' && values[0].startsWith(`${instrument.prefix}/midi/`)) read();
  });
  return {section: panel('MIDI', hint, bound, messages.details, element('div', {className: 'buttons'}, save)), read, ask: messages.ask};
}
