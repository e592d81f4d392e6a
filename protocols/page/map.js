// SPDX-License-Identifier: GPL-3.0-or-later
// The map of the learned sounds: a pad with each sound at its position, on which you drag a marker.
import {Hold, stepOf} from './controls.js';
import {element, numeral, svg} from './elements.js';

const xyPath = '/encoding/xy';
const placesPath = '/encoding/xy/list';
const betweenPath = '/encoding/interpolate';
const dragDistance = 5;  // pixels; less is a press

/** Whether two boxes overlap. */
function collide(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export class SoundMap {
  #places = new Map();   // name → {x, y, button}
  #point = {x: .5, y: .5};
  #isDragged = false;
  #hold = new Hold(() => this.#showBetween());

  constructor(instrument, pad) {
    this.instrument = instrument;
    this.pad = pad;
    this.lines = svg('svg', {class: 'threads', 'aria-hidden': 'true'});
    this.marker = element('span', {className: 'marker', hidden: true, attributes: {'aria-hidden': 'true'}});
    const axis = (label) => element('input', {type: 'range', min: 0, max: 1, step: 'any', className: 'axis',
                                              attributes: {'aria-label': label}});
    this.axes = {x: axis('Place on the map, from left to right'), y: axis('Place on the map, from bottom to top')};
    pad.setAttribute('role', 'group');
    pad.setAttribute('aria-label', 'Map of the sounds: drag to move between them');
    pad.append(this.lines, this.marker, this.axes.x, this.axes.y);
    pad.addEventListener('pointerdown', (event) => this.#press(event));
    for (const [name, input] of Object.entries(this.axes)) {
      input.addEventListener('keydown', (event) => this.#step(event));
      input.addEventListener('input', () => this.#move({...this.#point, [name]: input.valueAsNumber}));
      input.addEventListener('keyup', () => this.#hold.release());
    }
    new ResizeObserver(() => this.#layOut()).observe(pad);
    instrument.watch(betweenPath, (values) => this.#followBetween(values));
  }

  /** Reads the sounds and their positions. */
  async read() {
    if (!this.instrument.isOpen) return;
    const entries = await this.instrument.list(placesPath);
    const key = JSON.stringify(entries);
    if (key === this.key) return;
    this.key = key;
    for (const {button} of this.#places.values()) button.remove();
    this.#places = new Map(entries.map(([name, x, y]) => [name, {x, y, button: this.#labelled(name, x, y)}]));
    this.pad.append(...[...this.#places.values()].map(({button}) => button));
    this.#layOut();
    this.#followBetween(this.instrument.values.get(betweenPath) ?? []);
  }

  #labelled(name, x, y) {
    const button = element('button', {type: 'button', className: 'sound', title: name,
                                      attributes: {'aria-label': `Play ${name}`}},
                           element('span', {className: 'label'}, name));
    button.style.setProperty('--x', x);
    button.style.setProperty('--y', y);
    button.addEventListener('click', (event) => {
      if (event.detail === 0) this.instrument.send('/encoding/set', [name]);  // by keyboard; a press is handled below
    });
    return button;
  }

  /** Puts each label on a side where it covers no other, or hides it. */
  #layOut() {
    const {width, height} = this.pad.getBoundingClientRect();
    const taken = [...this.#places.values()].map(({x, y}) => {
      const [left, top] = [x * width, (1 - y) * height];
      return {left: left - 5, right: left + 5, top: top - 5, bottom: top + 5};
    });
    for (const {x, y, button} of this.#places.values()) {
      const label = button.firstElementChild;
      const {offsetWidth: w, offsetHeight: h} = label;
      const [left, top] = [x * width, (1 - y) * height];
      const sides = {
        right: {left: left + 9, top: top - h / 2},
        left: {left: left - 9 - w, top: top - h / 2},
        above: {left: left - w / 2, top: top - h - 8},
        below: {left: left - w / 2, top: top + 8},
      };
      const free = Object.entries(sides).find(([, box]) => {
        const whole = {...box, right: box.left + w, bottom: box.top + h};
        const isInside = whole.left >= 2 && whole.right <= width - 2 && whole.top >= 2 && whole.bottom <= height - 2;
        return isInside && !taken.some((other) => collide(whole, other)) && taken.push(whole);
      });
      button.dataset.side = free?.[0] ?? 'hidden';
    }
    this.#drawLines();
  }

  #at(event) {
    const box = this.pad.getBoundingClientRect();
    const within = (value) => Math.min(1, Math.max(0, value));
    return {x: within((event.clientX - box.left) / box.width), y: within(1 - (event.clientY - box.top) / box.height)};
  }

  #press(event) {
    if (event.button !== 0 || this.axes.x.matches(':disabled')) return;
    event.preventDefault();
    this.axes.x.focus({preventScroll: true});
    const sound = event.target.closest('.sound');
    const from = {x: event.clientX, y: event.clientY};
    let isDrag = !sound;
    this.#hold.touch();
    this.pad.setPointerCapture(event.pointerId);
    if (isDrag) this.#move(this.#at(event));
    const move = (moved) => {
      if (moved.pointerId !== event.pointerId) return;
      isDrag ||= Math.hypot(moved.clientX - from.x, moved.clientY - from.y) > dragDistance;
      if (isDrag) this.#move(this.#at(moved));
    };
    const end = (ended) => {
      if (ended.pointerId !== event.pointerId) return;
      this.pad.removeEventListener('pointermove', move);
      for (const name of ['pointerup', 'pointercancel']) this.pad.removeEventListener(name, end);
      if (!isDrag) this.instrument.send('/encoding/set', [sound.title]);
      this.#hold.release();
    };
    this.pad.addEventListener('pointermove', move);
    for (const name of ['pointerup', 'pointercancel']) this.pad.addEventListener(name, end);
  }

  #step(event) {
    const step = stepOf(event);
    if (step === 0 || event.key.startsWith('Page')) return;
    event.preventDefault();
    this.#hold.touch();
    const isUpright = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    const name = isUpright ? 'y' : 'x';
    this.#move({...this.#point, [name]: Math.min(1, Math.max(0, this.#point[name] + step))});
  }

  #move(point) {
    this.#isDragged = true;
    this.#put(point);
    this.instrument.set(xyPath, [point.x, point.y]);
  }

  #put(point) {
    this.#point = point;
    this.marker.hidden = false;
    this.marker.style.setProperty('--x', point.x);
    this.marker.style.setProperty('--y', point.y);
    for (const name of ['x', 'y']) {
      this.axes[name].value = point[name];
      this.axes[name].setAttribute('aria-valuetext', `${numeral(point[name] * 100)} per cent`);
    }
    this.#drawLines();
  }

  #followBetween(values) {
    const [from = '', to = '', position = 0] = values;
    const [a, b] = [this.#places.get(from), this.#places.get(to)];
    this.between = a && b ? {a, b, position} : null;
    for (const [name, {button}] of this.#places) {
      button.setAttribute('aria-pressed', name === from && position < .5 || name === to && position >= .5);
    }
    this.#drawLines();
    this.#hold.follow(values);
  }

  /** Moves the marker between two sounds, unless it is where it was dragged to. */
  #showBetween() {
    const wasDragged = this.#isDragged;
    this.#isDragged = false;
    if (!this.between) {
      this.marker.hidden = true;
      return this.#drawLines();
    }
    if (wasDragged) return;
    const {a, b, position} = this.between;
    this.#put({x: a.x + (b.x - a.x) * position, y: a.y + (b.y - a.y) * position});
  }

  /** Draws lines from the marker to the two sounds on either side, as strong as their weights. */
  #drawLines() {
    const {clientWidth: width, clientHeight: height} = this.pad;
    this.lines.replaceChildren();
    if (!this.between || this.marker.hidden) return;
    const {a, b, position} = this.between;
    for (const [place, weight] of [[a, 1 - position], [b, position]]) {
      const line = svg('line', {x1: this.#point.x * width, y1: (1 - this.#point.y) * height,
                                x2: place.x * width, y2: (1 - place.y) * height, opacity: .15 + .75 * weight});
      this.lines.append(line);
    }
  }
}
