// SPDX-License-Identifier: GPL-3.0-or-later
// Describes the condition of the instrument in plain words, from its status and its metrics.
import {duration, numeral} from './elements.js';

/**
 * Parses the metrics in Prometheus' text format into a map: name without "aeolian_", and the value of its one
 * label → {value, help}. Skips histograms.
 */
export function readMetrics(text) {
  const metrics = new Map();
  const helps = new Map();
  for (const line of text.split('\n')) {
    const help = line.match(/^# HELP aeolian_(\S+) (.*)$/);
    if (help) helps.set(help[1], help[2]);
    const [, name, label, value] = line.match(/^aeolian_(\w+)(?:\{\w+="([^"]*)"\})? (\S+)$/) ?? [];
    if (!helps.has(name)) continue;
    metrics.set(label === undefined ? name : `${name} ${label}`, {value: Number(value), help: helps.get(name)});
  }
  return metrics;
}

/** Returns /status.reply as an object. */
export function readStatus([state, loadMean, loadPeak, rateNominal, rateMeasured, underruns, uptime, model, device]) {
  return {state, loadMean, loadPeak, rateNominal, rateMeasured, underruns, uptime, model, device};
}

const isPipe = (device) => device.startsWith('pipe:');

const sentences = {
  playing: ({model, device}) => device === 'null' ? `Playing ${model} without a device` : `Playing ${model} through ${device}`,
  stopped: ({model}) => `${model} is stopped. Press Play`,
  'waiting for device': ({device}) => (isPipe(device) ? `Silent: nothing reads ${device}` : 'Silent: the sound device is missing'),
  'breaking up': ({device}) => `The sound through ${device} is breaking up`,
};

/** Returns one sentence about the state. */
export function sentenceFor(status) {
  return (sentences[status.state] ?? (({state}) => state))(status);
}

/**
 * Possible faults: a condition on (status, metrics, growth), and the remedy. `growth(name)` is how much a
 * counter has grown in the last minute.
 */
const troubles = [
  [({state}) => state === 'waiting for device',
   ({device}) => (isPipe(device)
     ? `No program reads ${device}. Start the program that should: the sound then continues by itself.`
     : 'The sound device is missing, or another program is using it. Plug it in or free it: playing then continues by itself.')],
  [({state}) => state === 'breaking up',
   () => 'The sound is breaking up. Close other programs, or set a longer latency (aeoliand --latency).'],
  [(status, metrics) => metrics('model_load_factor') > .8,
   (status, metrics) => 'This model is too slow for this machine: computing a step takes ' +
     `${Math.round(metrics('model_load_factor') * 100)} % of its duration. Load a smaller model, or start aeoliand with --weights int8.`],
  [(status, metrics) => metrics('overload_level') > 0,
   () => 'The machine is too busy. The generator works further ahead, so controls respond more slowly, and lowers the ' +
     'quality if it must. Close other programs.'],
  [(status, metrics, growth) => growth('underruns_total') > 0,
   (status, metrics, growth) => `The generator was late ${times(growth('underruns_total'))} in the last minute. ` +
     'The gaps were concealed; if it happens again, close other programs.'],
  [(status, metrics) => metrics('osc_listening') === 0,
   () => 'OSC is not received: another program is using its port. Quit that program, or choose another --osc-port.'],
  [(status, metrics) => metrics('recording_lost_frames') > 0 && metrics('recording') === 1,
   () => 'The disk is too slow for the recording: parts of it are missing.'],
  [(status, metrics) => metrics('control_log_failed') === 1,
   () => 'The control log could not be written. Check the folder given with --record-control.'],
  [(status, metrics) => metrics('state_waits') === 1,
   () => 'The state cannot be saved, so a restart would forget your changes. Is the disk full?'],
  [(status, metrics, growth) => growth('guard_entrances_total') > 0,
   () => 'The guard has just restarted the model with another seed, because it fell silent or kept repeating itself.'],
  [(status, metrics, growth) => growth('schedule_refused_total') > 0,
   () => 'The schedule asked for something that does not exist, such as a deleted preset. Check its lines.'],
  [(status, metrics, growth) => growth('midi_lost_total') > 0,
   () => 'MIDI came faster than it could be read; the newest value of each control was kept.'],
];

const times = (count) => (count === 1 ? 'once' : `${count} times`);

const minute = 60000;

/** Keeps the metrics of the last minute and finds faults. */
export class Condition {
  #past = [];

  /** Returns the present faults, in sentences. */
  troublesIn(status, metrics, now = Date.now()) {
    this.#past = this.#past.filter(({at}) => now - at <= minute);
    if (status.uptime < (this.uptime ?? 0)) this.#past = [];
    this.uptime = status.uptime;
    this.#past.push({at: now, metrics});
    const oldest = this.#past[0].metrics;
    const value = (name) => metrics.get(name)?.value ?? NaN;
    const growth = (name) => (metrics.get(name)?.value ?? 0) - (oldest.get(name)?.value ?? 0);
    return troubles.filter(([isSo]) => isSo(status, value, growth))
        .map(([, sentence]) => sentence(status, value, growth));
  }
}

/** Returns the figures that most people want, as pairs of name and text. */
export function figuresOf(status, metrics) {
  const value = (name) => metrics.get(name)?.value ?? NaN;
  const milliseconds = (name) => (value(name) > 0 ? `${numeral(value(name) * 1000)}\u00a0ms` : '');
  const seconds = (name) => (value(name) > 0 ? `${numeral(value(name))}\u00a0s` : '');
  return [
    ['Device', status.device === 'null' ? 'none' : status.device],
    ['Sample rate', `${Math.round(status.rateNominal)} Hz, measured ${Math.round(status.rateMeasured)}`],
    ['Running for', duration(status.uptime)],
    ['Load', `${Math.round(status.loadMean * 100)} %, peak ${Math.round(status.loadPeak * 100)} %`],
    ['Underruns', String(status.underruns)],
    ['Latency of pitch and colour', milliseconds('frame_latency_first_p50_seconds')],
    ['Latency of other changes', milliseconds('model_latency_first_p50_seconds')],
    ['Latency of gain and mute', milliseconds('output_latency_first_p50_seconds')],
    ['Following a passage for', seconds('passage_seconds')],
  ].filter(([, text]) => text !== '');
}
