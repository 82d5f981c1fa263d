// The peer of the imaging benchmark: npm sharp, decoding each picture once and making the same four renditions.
// Reads "FILE" lines on standard input, prints one JSON line per batch; a line "go" starts what was listed.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import readline from 'node:readline';

const [modules, output, lanes] = process.argv.slice(2);
const sharp = createRequire(modules + '/')('sharp');
sharp.cache(false);
sharp.concurrency(1);

const recipes = [
  // From quality 90 on the product's renditions keep colour at full resolution.
  { name: 'amazon-main', side: 2000, save: (s) => s.jpeg({ quality: 90, optimiseCoding: true, chromaSubsampling: '4:4:4' }), extension: 'jpg' },
  { name: 'preview-1600', side: 1600, save: (s) => s.jpeg({ quality: 85, optimiseCoding: true }), extension: 'jpg' },
  { name: 'thumb-320', side: 320, save: (s) => s.webp({ quality: 80 }), extension: 'webp' },
  { name: 'thumb-160', side: 160, save: (s) => s.webp({ quality: 80 }), extension: 'webp' },
];

// A large JPEG is decoded at a fraction of its size here as there: the largest rendition is the most that is needed of it.
const needed = Math.max(...recipes.map((r) => r.side));
const large = new Map();
async function isLarge(file) {
  if (!large.has(file)) {
    const { format, width, height } = await sharp(file).metadata();
    large.set(file, format === 'jpeg' && Math.max(width, height) >= 2 * needed);
  }
  return large.get(file);
}

async function work(file, lane) {
  let picture = sharp(file, { failOn: 'error' }).rotate();
  if (large.get(file)) picture = picture.resize({ width: needed, height: needed, fit: 'inside' });
  const { data, info } = await picture.flatten({ background: '#fff' }).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  for (const { name, side, save, extension } of recipes) {
    const resized = sharp(data, { raw }).resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
    await save(resized).toFile(`${output}/sharp-${lane}-${name}.${extension}`);
  }
}

let files = [];
for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line !== 'go') {
    files.push(line);
    continue;
  }
  const queue = files;
  files = [];
  const count = queue.length;
  await Promise.all(queue.map(isLarge));
  const started = process.hrtime.bigint();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: Number(lanes) }, async (_, lane) => {
    for (let file = queue.shift(); file; file = queue.shift()) await work(file, lane);
  }));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const used = process.cpuUsage(before);
  const cpuMilliseconds = (used.user + used.system) / 1000;
  const peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);
  console.log(JSON.stringify({ count, seconds, cpuMilliseconds, peakKb }));
}
