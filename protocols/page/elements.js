// SPDX-License-Identifier: GPL-3.0-or-later
// Elements of the document, and numbers as people read them.

let ids = 0;

/** Returns an id that no other element has. */
export function newId() {
  return `id${++ids}`;
}

/**
 * Makes an element with properties, attributes (`attributes: {...}`), and children: elements or texts. Event
 * handlers are properties (`onclick`).
 */
export function element(name, properties = {}, ...children) {
  const {attributes = {}, ...rest} = properties;
  const made = Object.assign(document.createElement(name), rest);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function svg(name, attributes = {}) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

/** Writes "/memory/limit" as "Memory limit". */
export function inWords(path) {
  const words = path.slice(1).replaceAll('/', ' ').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Formats a number with as many digits as matter, and a true minus sign. */
export function numeral(value) {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
}

/** Parses a number that may have a comma or a true minus sign; NaN if it is not one. */
export function numberIn(text) {
  const plain = text.trim().replace('−', '-').replace(',', '.');
  return plain === '' ? NaN : Number(plain);
}

const units = {'gain.db': 'dB', 'time.second': 's', 'frequency.hz': 'Hz'};

/** Writes a unit of OSCQuery as people write it. */
export function unitOf(node) {
  const unit = node.UNIT?.[0] ?? '';
  return units[unit] ?? unit;
}

/** Formats seconds as "1:05" or "2:03:09". */
export function duration(seconds) {
  const whole = Math.floor(seconds);
  const two = (n) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

let untilUnsaid = 0;  // timer

/** Shows a passing message to the user, and to screen readers. */
export function say(text) {
  const place = document.getElementById('said');
  place.textContent = text;
  place.classList.add('shown');
  clearTimeout(untilUnsaid);
  untilUnsaid = setTimeout(() => place.classList.remove('shown'), 6000);
}

/** Reports the outcome of a request; resolves with its answer, or with nothing if it was refused. */
export async function told(request, inWordsOf = null) {
  try {
    const answer = await request;
    if (inWordsOf) say(inWordsOf(answer));
    return answer;
  } catch (refusal) {
    say(`Not done: ${refusal.message}`);
    return null;
  }
}

/**
 * Calls `begin` whenever `place` comes into view, and the functions that it returned when it goes out of
 * view.
 */
export function whileSeen(place, begin) {
  let ends = [];
  const follow = (isSeen) => {
    for (const end of ends.splice(0)) end();
    if (isSeen) ends = begin();
  };
  new IntersectionObserver(([{isIntersecting}]) => follow(isIntersecting)).observe(place);
  document.addEventListener('visibilitychange', () => follow(!document.hidden));
}
