// SPDX-License-Identifier: GPL-3.0-or-later
// pages.cjs PAGE URL COUNT SECONDS: so many pages at once, as their browsers' connections would be: each reads the page's
// files and the tree, and then follows what the page shows, by the page's own instrument.js. Prints a line of figures.
const [page, url, count, seconds] = process.argv.slice(2);
const fs = require('fs');

globalThis.window = new EventTarget();
globalThis.document = Object.assign(new EventTarget(), {hidden: false});

/** Node's own does not close where it was refused, as a browser's does. */
const ofNode = WebSocket;
globalThis.WebSocket = class extends ofNode {
  constructor(...words) {
    super(...words);
    this.addEventListener('error', () => this.onclose?.());
  }
};

const wait = (s) => new Promise((resolve) => { setTimeout(resolve, 1000 * s); });
const isShown = ({ACCESS, TYPE}, path) =>
  (ACCESS & 1) !== 0 && TYPE.length === 1 && !path.startsWith('/voice/') && !path.startsWith('/encoding/dim/');

/** Again, as browsers do, where the server has just closed an idle connection. */
async function read(file, options, tries = 10) {
  try {
    return await (await fetch(new URL(file, url), {signal: AbortSignal.timeout(10000), ...options})).text();
  } catch (error) {
    if (tries === 1) throw error;
    await wait(.2);
    return read(file, options, tries - 1);
  }
}

async function metrics() {
  const text = await read('metrics');
  return new Map([...text.matchAll(/^(aeolian_\S+) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]));
}

/** What main.js follows and asks for. Opened a tenth of a second after the one before. */
async function open(Instrument, number) {
  await wait(number / 10);
  const instrument = new Instrument(new URL(url));
  let messages = 0;
  instrument.addEventListener('message', () => { ++messages; });
  instrument.addEventListener('structure', () => {
    for (const [path, node] of instrument.methods) if (isShown(node, path)) instrument.watch(path, () => {});
    for (const path of ['/level', '/spectrum', '/encoding/interpolate', '/encoding/vector', '/status.reply']) {
      instrument.watch(path, () => {});
    }
  }, {once: true});
  for (const file of ['', ...fs.readdirSync(page).filter((name) => /\.(js|css|svg)$/.test(name)).map((name) => `page/${name}`)]) {
    await read(file, {headers: {accept: 'text/html'}});
  }
  await instrument.connect();
  let turn = 0;
  setInterval(() => {
    if (!instrument.isOpen) return;
    instrument.ask('/status');
    if (turn++ % 2 === 0) metrics().catch(() => {});
  }, 1000);
  return {instrument, messages: () => messages};
}

async function main() {
  const {Instrument} = await import(`${page}/instrument.js`);
  const pages = await Promise.all(Array.from({length: Number(count)}, (_, number) => open(Instrument, number)));
  await wait(2);
  const before = await metrics();
  const heard = pages.map(({messages}) => messages());
  await wait(Number(seconds));
  const after = await metrics();
  const grown = (name) => (after.get(`aeolian_${name}`) ?? NaN) - before.get(`aeolian_${name}`);
  const rates = pages.map(({messages}, i) => (messages() - heard[i]) / seconds).sort((a, b) => a - b);
  console.log(JSON.stringify({
    pages: Number(count), connected: pages.filter(({instrument}) => instrument.isOpen).length, seconds: Number(seconds),
    messages_a_second: {least: rates[0], median: rates[rates.length >> 1], most: rates.at(-1)},
    steps: grown('steps_total'), underruns: grown('underruns_total'), late_steps: grown('late_steps_total')}));
  process.exit(0);
}
main();
