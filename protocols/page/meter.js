// SPDX-License-Identifier: GPL-3.0-or-later
// The output: a scrolling spectrogram, and the levels of all channels. They listen only while they are visible.
import {element, numeral, whileSeen} from './elements.js';

const levelPath = '/level';
const spectrumPath = '/spectrum';
const columnWidth = 3;      // device pixels per twentieth of a second
const quietest = -80;       // dB, drawn as nothing
const lowestLevel = -60;    // dB, the left end of the meter
const peakFall = 1;         // dB per value: the peak mark falls slowly

/** Returns the colours from the ground through the accent to the ink, as the style sheet has them now. */
function palette(canvas) {
  const style = getComputedStyle(canvas);
  const [ground, accent, ink] = ['--raised', '--accent', '--ink'].map((name) => style.getPropertyValue(name).trim());
  const ramp = element('canvas', {width: 256, height: 1}).getContext('2d', {willReadFrequently: true});
  const gradient = ramp.createLinearGradient(0, 0, 256, 0);
  gradient.addColorStop(0, ground);
  gradient.addColorStop(.75, accent);
  gradient.addColorStop(1, ink);
  ramp.fillStyle = gradient;
  ramp.fillRect(0, 0, 256, 1);
  return ramp.getImageData(0, 0, 256, 1).data;
}

const clamped = (value) => Math.min(1, Math.max(0, value));

/** The level of one channel: a bar for its RMS, a mark for its peak. */
class LevelBar {
  #peak = lowestLevel;

  constructor(channel) {
    this.element = element('div', {className: 'level', attributes: {
      role: 'meter', 'aria-label': `Level, ${channel}`, 'aria-valuemin': lowestLevel, 'aria-valuemax': 0}});
  }

  show(peak = lowestLevel, mean = lowestLevel) {
    this.#peak = Math.max(peak, this.#peak - peakFall, lowestLevel);
    const at = (level) => clamped((level - lowestLevel) / -lowestLevel);
    this.element.style.setProperty('--mean', at(mean));
    this.element.style.setProperty('--peak', at(this.#peak));
    this.element.setAttribute('aria-valuenow', Math.round(Math.max(mean, lowestLevel)));
    this.element.setAttribute('aria-valuetext', mean <= lowestLevel ? 'silence' : `${numeral(mean)} dB`);
  }
}

export class Meter {
  constructor(instrument, place) {
    this.canvas = element('canvas', {className: 'spectrogram',
                                     attributes: {role: 'img', 'aria-label': 'Spectrogram of the output'}});
    this.left = new LevelBar('left');
    this.right = new LevelBar('right');
    this.further = [];
    this.place = place;
    place.append(this.canvas, this.left.element, this.right.element);
    new ResizeObserver(() => this.#resize()).observe(this.canvas);
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.#resize());
    whileSeen(place, () => [instrument.watch(levelPath, (levels) => this.#showLevels(levels)),
                            instrument.watch(spectrumPath, (bands) => this.#addColumn(bands))]);
  }

  #resize() {
    const {width, height} = this.canvas.getBoundingClientRect();
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    this.colours = palette(this.canvas);
    this.context = this.canvas.getContext('2d', {alpha: false});
    this.context.fillStyle = getComputedStyle(this.canvas).getPropertyValue('--raised');
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  #addColumn(bands) {
    if (!this.context || bands.length === 0) return;
    const {width, height} = this.canvas;
    this.context.drawImage(this.canvas, -columnWidth, 0);
    const size = height / bands.length;
    bands.forEach((level, i) => {
      const at = 4 * Math.round(255 * clamped((level - quietest) / -quietest));
      const [r, g, b] = this.colours.slice(at, at + 3);
      this.context.fillStyle = `rgb(${r} ${g} ${b})`;
      this.context.fillRect(width - columnWidth, height - (i + 1) * size, columnWidth, size + 1);
    });
  }

  #showLevels([, , leftPeak, leftMean, rightPeak, rightMean, ...further]) {
    this.left.show(leftPeak, leftMean);
    this.right.show(rightPeak, rightMean);
    while (2 * this.further.length < further.length) this.#addBar();
    this.further.forEach((bar, i) => bar.show(further[2 * i], further[2 * i + 1]));
  }

  /** Adds a bar for a channel from 3 on: the first levels show how many channels there are. */
  #addBar() {
    const bar = new LevelBar(`channel ${this.further.length + 3}`);
    this.further.push(bar);
    this.place.append(bar.element);
  }
}
