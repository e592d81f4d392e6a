// SPDX-License-Identifier: GPL-3.0-or-later
// browser.js CHROMIUM FOLDER: a browser without a window, steered by lines on stdin through the Chrome DevTools Protocol.
// Each line gets one line of JSON back:
//
//     open URL                      loads a page
//     eval EXPRESSION               its value, which may be a promise's
//     hold SELECTOR X Y TO_X TO_Y   presses the mouse and moves it; positions 0..1 within the element
//     release                       lets go of it there
//     key NAME                      presses a key
//     look WIDTH HEIGHT dark|light  the size of the window and the colours that its user prefers
//     shot FILE                     saves what is seen as a PNG
//     cancel on|off                 cancels every question for a password, or answers it with what the URL says
//     load FILE                     runs a script of this machine in the page, whatever the page's own policy
//     tree                          what a screen reader is told: {role, name} of each node
//     errors                        the errors of scripts, of styles and of the security policy since the last call
const {spawn} = require('child_process');
const fs = require('fs');
const readline = require('readline');

const [chromium, folder] = process.argv.slice(2);
const browser = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
  '--disable-background-networking', '--disable-extensions', '--mute-audio', `--user-data-dir=${folder}`,
  '--remote-debugging-pipe', 'about:blank'], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
process.on('exit', () => browser.kill('SIGKILL'));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(1));
browser.on('exit', () => process.exit(1));

const waiting = new Map();
const errors = [];
let commands = 0;
let session;
let onLoad = () => {};

function call(method, params = {}) {
  return new Promise((resolve, reject) => {
    waiting.set(++commands, {resolve, reject});
    browser.stdio[3].write(JSON.stringify({id: commands, method, params, sessionId: session}) + '\0');
  });
}

function notice({method, params}) {
  if (method === 'Page.loadEventFired') onLoad();
  if (method === 'Fetch.requestPaused') call('Fetch.continueRequest', {requestId: params.requestId});
  if (method === 'Fetch.authRequired') {
    call('Fetch.continueWithAuth', {requestId: params.requestId, authChallengeResponse: {response: 'CancelAuth'}});
  }
  if (method === 'Runtime.exceptionThrown') errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
  if (method === 'Runtime.consoleAPICalled' && params.type === 'error') errors.push(JSON.stringify(params.args));
  // A server that is away is no error of the page.
  if (method === 'Log.entryAdded' && params.entry.level === 'error' && !/ERR_|WebSocket|50\d|401/.test(params.entry.text)) {
    errors.push(params.entry.text);
  }
}

let rest = '';
browser.stdio[4].on('data', (data) => {
  const messages = (rest + data).split('\0');
  rest = messages.pop();
  for (const message of messages.map(JSON.parse)) {
    const request = waiting.get(message.id);
    if (!request) {
      notice(message);
      continue;
    }
    waiting.delete(message.id);
    if (message.error) request.reject(new Error(message.error.message));
    else request.resolve(message.result);
  }
});

async function evaluate(expression) {
  const {result, exceptionDetails} = await call('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true});
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value ?? null;
}

let pointer;

function mouse(type, at) {
  pointer = at;
  return call('Input.dispatchMouseEvent', {type, ...at, button: 'left', buttons: type === 'mouseReleased' ? 0 : 1, clickCount: 1});
}

const verbs = {
  async open(url) {
    const loaded = new Promise((resolve) => { onLoad = resolve; });
    await call('Page.navigate', {url});
    await loaded;
  },
  eval: (...words) => evaluate(words.join(' ')),
  async hold(selector, ...places) {
    const [x, y, toX, toY] = places.map(Number);
    const box = await evaluate(`(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      element.scrollIntoView({block: 'center'});
      return element.getBoundingClientRect().toJSON();
    })()`);
    const go = (type, atX, atY) => mouse(type, {x: box.x + atX * box.width, y: box.y + atY * box.height});
    await go('mousePressed', x, y);
    const steps = 5;
    for (let i = 1; i <= steps; ++i) await go('mouseMoved', x + (toX - x) * i / steps, y + (toY - y) * i / steps);
  },
  release: () => mouse('mouseReleased', pointer),
  async key(name) {
    await call('Input.dispatchKeyEvent', {type: 'keyDown', key: name, code: name});
    await call('Input.dispatchKeyEvent', {type: 'keyUp', key: name, code: name});
  },
  async look(width, height, colours) {
    await call('Emulation.setDeviceMetricsOverride', {width: Number(width), height: Number(height), deviceScaleFactor: 1,
                                                      mobile: Number(width) < 600});
    await call('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: colours}]});
  },
  cancel: (on) => (on === 'on' ? call('Fetch.enable', {handleAuthRequests: true}) : call('Fetch.disable')),
  async shot(file) {
    fs.writeFileSync(file, Buffer.from((await call('Page.captureScreenshot')).data, 'base64'));
  },
  load: (file) => evaluate(`${fs.readFileSync(file)};0`),
  async tree() {
    const {nodes} = await call('Accessibility.getFullAXTree');
    return nodes.filter(({ignored}) => !ignored).map(({role, name}) => ({role: role.value, name: name?.value ?? ''}));
  },
  errors: () => errors.splice(0),
};

async function main() {
  const {targetInfos} = await call('Target.getTargets');
  const {targetId} = targetInfos.find(({type}) => type === 'page');
  session = (await call('Target.attachToTarget', {targetId, flatten: true})).sessionId;
  for (const part of ['Page', 'Runtime', 'Log']) await call(`${part}.enable`);
  for await (const line of readline.createInterface({input: process.stdin})) {
    const [verb, ...words] = line.split(' ');
    try {
      console.log(JSON.stringify(await verbs[verb](...words) ?? null));
    } catch (error) {
      console.log(JSON.stringify({failed: error.message}));
    }
  }
  process.exit(0);
}
main();
