// SPDX-License-Identifier: GPL-3.0-or-later
// The instrument, reached by OSCQuery: its tree, its values as they change, and OSC over the same WebSocket.
import {decode, encode} from './osc.js';

const sendInterval = 33;     // ms between two values of one path
const silence = 5000;        // ms without any message after which the connection counts as lost
const retryTimes = [300, 700, 1500, 3000, 5000];  // ms

/** Returns every method of the tree below `node`, by its path without the prefix. */
function methodsOf(node, prefix, methods = new Map()) {
  if (node.TYPE) methods.set(node.FULL_PATH.slice(prefix.length), node);
  for (const child of Object.values(node.CONTENTS ?? {})) methodsOf(child, prefix, methods);
  return methods;
}

/** A request that the instrument refused. */
export class Refusal extends Error {}

/**
 * Paths are those of the tree without its prefix ("/gain"). Events: `link` when the connection opens or is
 * lost, `structure` when the tree has been read again, `message` for each OSC message received ({path,
 * values}), `sent` for each one sent. Reconnects by itself.
 */
export class Instrument extends EventTarget {
  #socket = null;
  #watchers = new Map();   // path → functions of the values
  #listened = new Set();   // paths that the server has been asked to report
  #waiting = [];           // requests: {path, resolve, reject}
  #lists = new Map();      // path → {entries, resolve}
  #due = new Map();        // path → values to send when the interval has passed
  #lastSent = new Map();
  #isConnecting = false;
  #attempts = 0;
  #heard = 0;

  constructor(base) {
    super();
    this.base = base;
    this.prefix = '';
    this.methods = new Map();
    this.values = new Map();
    this.isOpen = false;
    this.maySteer = true;         // as of the last reading
    this.needsPassword = false;   // and the browser has none
    setInterval(() => this.#checkSilence(), 1000);
    for (const event of ['online', 'pageshow']) window.addEventListener(event, () => this.#hurry());
    document.addEventListener('visibilitychange', () => this.#hurry());
  }

  has(path) {
    return this.methods.has(path);
  }

  /** Reads the tree and opens the WebSocket; retries on failure. */
  async connect() {
    if (this.#isConnecting) return;
    this.#isConnecting = true;
    clearTimeout(this.retry);
    try {
      await this.read();
      await this.#open();
      this.#attempts = 0;
    } catch {
      this.#lose();
    }
    this.#isConnecting = false;
  }

  /** Reads the whole tree. */
  async read() {
    const answer = await fetch(this.base, {headers: {accept: 'application/json'}, cache: 'no-store'});
    this.needsPassword = answer.status === 401;
    if (!answer.ok) throw new Error(await answer.text());
    const root = await answer.json();
    const [top] = Object.values(root.CONTENTS ?? {});
    this.prefix = top.FULL_PATH;
    this.methods = methodsOf(top, this.prefix);
    this.maySteer = [...this.methods.values()].some(({ACCESS}) => (ACCESS & 2) !== 0);
    for (const [path, {VALUE}] of this.methods) if (VALUE) this.values.set(path, VALUE);
    this.dispatchEvent(new Event('structure'));
    for (const path of this.#watchers.keys()) {
      this.#tell(path);
      this.#listen(path);
    }
  }

  #open() {
    return new Promise((resolve, reject) => {
      const url = new URL(this.base);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => {
        this.#socket = socket;
        this.#heard = Date.now();
        this.isOpen = true;
        this.#listened.clear();
        for (const path of this.#watchers.keys()) this.#listen(path);
        this.dispatchEvent(new Event('link'));
        resolve();
      };
      socket.onmessage = ({data}) => this.#receive(data);
      socket.onclose = () => {
        if (this.#socket === socket) this.#lose();
        else reject(new Error('the connection was refused'));
      };
    });
  }

  #lose() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    for (const {reject} of this.#waiting.splice(0)) reject(new Refusal('the connection was lost'));
    this.#lists.clear();
    if (this.isOpen || this.#attempts === 0 || this.needsPassword) {
      this.isOpen = false;
      this.dispatchEvent(new Event('link'));
    }
    clearTimeout(this.retry);
    if (this.needsPassword) return;  // otherwise the browser would ask again and again
    this.retry = setTimeout(() => this.connect(), retryTimes[Math.min(this.#attempts++, retryTimes.length - 1)]);
  }

  /** Retries at once after the machine or the page has slept. */
  #hurry() {
    if (!this.isOpen && !document.hidden && this.#attempts > 0 && !this.needsPassword) this.connect();
    this.#heard = Date.now();
  }

  #checkSilence() {
    if (this.isOpen && !document.hidden && Date.now() - this.#heard > silence) this.#lose();
  }

  #listen(path) {
    if (!this.isOpen || this.#listened.has(path) || this.methods.get(path)?.VALUE === undefined) return;
    this.#listened.add(path);
    this.#socket.send(JSON.stringify({COMMAND: 'LISTEN', DATA: this.prefix + path}));
  }

  /**
   * Calls `follow` with the values of `path`, now and whenever they change. Returns a function that ends
   * this.
   */
  watch(path, follow) {
    if (!this.#watchers.has(path)) this.#watchers.set(path, new Set());
    this.#watchers.get(path).add(follow);
    this.#listen(path);
    if (this.values.has(path)) follow(this.values.get(path));
    return () => {
      const watchers = this.#watchers.get(path);
      watchers?.delete(follow);
      if (!watchers || watchers.size > 0) return;
      this.#watchers.delete(path);
      if (this.#listened.delete(path) && this.isOpen) {
        this.#socket.send(JSON.stringify({COMMAND: 'IGNORE', DATA: this.prefix + path}));
      }
    };
  }

  #tell(path) {
    for (const follow of this.#watchers.get(path) ?? []) follow(this.values.get(path) ?? []);
  }

  /** Sends a message; `types` default to those of the tree, and further values are numbers. */
  send(path, values = [], {types = null, quietly = false} = {}) {
    if (!this.isOpen) return;
    const letters = types ?? (this.methods.get(path)?.TYPE ?? '').replaceAll('N', '');
    const used = letters.slice(0, values.length).padEnd(values.length, 'f');
    this.#socket.send(encode(this.prefix + path, used, values));
    if (!quietly) this.dispatchEvent(new CustomEvent('sent', {detail: {path, values}}));
  }

  /** Sets a value that changes quickly: of several within the interval, only the last is sent. */
  set(path, values) {
    const wait = (this.#lastSent.get(path) ?? 0) + sendInterval - performance.now();
    const isDue = this.#due.has(path);
    this.#due.set(path, values);
    if (isDue) return;
    setTimeout(() => {
      this.send(path, this.#due.get(path));
      this.#due.delete(path);
      this.#lastSent.set(path, performance.now());
    }, Math.max(0, wait));
  }

  /** Asks for the value of a path; the answer goes to its watchers. */
  ask(path) {
    this.send(path, [], {quietly: true});
  }

  /**
   * Sends a command; resolves with the contents of /done, and rejects with a Refusal after /fail, or if
   * nothing comes within LONGEST_REPLY.
   */
  request(path, values = [], options = {}) {
    return new Promise((resolve, reject) => {
      const longest = this.methods.get(path)?.LONGEST_REPLY;
      if (!this.isOpen || !longest) return reject(new Refusal('there is no connection'));
      const request = {path, resolve, reject};
      this.#waiting.push(request);
      setTimeout(() => {
        const at = this.#waiting.indexOf(request);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(new Refusal('there was no answer'));
      }, longest * 1000);
      this.send(path, values, options);
    });
  }

  /** Returns the entries of a list, such as those of "/encoding/xy/list". */
  list(path) {
    return new Promise((resolve) => {
      if (!this.isOpen) return resolve([]);
      this.#lists.set(path, {entries: [], resolve});
      this.send(path, [], {quietly: true});
    });
  }

  #receive(data) {
    this.#heard = Date.now();
    if (typeof data === 'string') {
      if (JSON.parse(data).COMMAND === 'PATH_CHANGED') this.#readSoon();
      return;
    }
    for (const {path, values} of decode(data)) this.#take(path.slice(this.prefix.length), values);
  }

  /** One change of model announces several parts of the tree. */
  #readSoon() {
    clearTimeout(this.reading);
    this.reading = setTimeout(() => this.read().catch(() => this.#lose()), 50);
  }

  #take(path, values) {
    if (path === '/done') this.#settle(values[0], ({resolve}) => resolve(values.slice(2)));
    if (path === '/fail') this.#settle(values[0], ({reject}) => reject(new Refusal(values[3])));
    if (this.#isOfList(path, values)) return;
    this.values.set(path, values);
    this.#tell(path);
    this.dispatchEvent(new CustomEvent('message', {detail: {path, values}}));
  }

  #settle(command, settle) {
    const path = command.slice(this.prefix.length);
    const at = this.#waiting.findIndex((request) => request.path === path);
    if (at >= 0) settle(this.#waiting.splice(at, 1)[0]);
  }

  #isOfList(path, values) {
    const slash = path.lastIndexOf('/');
    const list = this.#lists.get(path.slice(0, slash));
    if (!list) return false;
    const word = path.slice(slash + 1);
    if (word === 'name') list.entries.push(values);
    if (word === 'more') list.next = values[0];
    if (word === 'end' && list.next) {
      this.send(path.slice(0, slash), [list.next], {types: 'i', quietly: true});
      list.next = undefined;
    } else if (word === 'end') {
      this.#lists.delete(path.slice(0, slash));
      list.resolve(list.entries);
    }
    return true;
  }
}
