// Sends a folder with the real tus client over connections that break at random. Says "done NAME" after each file.
// node tus-client.mjs PARTS ENDPOINT TOKEN DROP FOLDER
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const [parts, endpoint, token, dropId, folder] = process.argv.slice(2);
const tus = createRequire(path.join(parts, 'package.json'))('tus-js-client');

let cuts = 0;
class BreakingAgent extends http.Agent {
  createConnection(options, created) {
    const socket = super.createConnection(options, created);
    if (Math.random() < 0.25) {
      setTimeout(() => {
        cuts += 1;
        socket.destroy();
      }, 5 + Math.random() * 120);
    }
    return socket;
  }
}

const agent = new BreakingAgent({ keepAlive: false });
const send = (name) => new Promise((resolve, reject) => {
  new tus.Upload(readFileSync(path.join(folder, name)), {
    endpoint,
    headers: { Authorization: `Bearer ${token}` },
    metadata: { dropId, name },
    chunkSize: 96 * 1024,
    httpStack: new tus.DefaultHttpStack({ agent }),
    // A server that is down for a while is no reason to give up.
    retryDelays: Array.from({ length: 600 }, () => 300),
    onSuccess: resolve,
    onError: reject,
  }).start();
});

const waiting = readdirSync(folder).sort();
await Promise.all(Array.from({ length: 5 }, async () => {
  while (waiting.length > 0) {
    const name = waiting.shift();
    await send(name);
    console.log(`done ${name}`);
  }
}));
console.log(`all ${cuts}`);
