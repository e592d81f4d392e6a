// SPDX-License-Identifier: GPL-3.0-or-later
// read_and_follow.js FOLDER PORT: reads the whole tree with the npm package `oscquery` (installed in FOLDER), prints it
// as a line of JSON, then reads again whenever a line comes on stdin and prints the gain.
const {createRequire} = require('module');
const readline = require('readline');
const [folder, port] = process.argv.slice(2);
const {OSCQueryDiscovery} = createRequire(folder + '/package.json')('oscquery');

async function main() {
  const service = await new OSCQueryDiscovery().queryNewService('127.0.0.1', Number(port));
  console.log(JSON.stringify({host: service.hostInfo, methods: service.flat()}));
  for await (const line of readline.createInterface({input: process.stdin})) {
    await service.update();
    console.log(JSON.stringify(service.resolvePath(line).getValue(0)));
  }
}
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
