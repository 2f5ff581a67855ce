// Builds web/static/: bundles with a hash in their name, a manifest, and compressed twins of every text file.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import * as esbuild from 'esbuild';

import { dutchFormEditor } from './formeditor/dutch.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, '..', 'static');
const TEXT = /\.(js|css|txt)$/;
const SMALL = 1024;

const { metafile, outputFiles } = await esbuild.build({
  absWorkingDir: HERE,
  entryPoints: {
    gemeente: 'style/gemeente.css',
    viewer: 'viewer/index.js',
    app: 'app/index.js',
    dmn: 'dmn/index.js',
    formeditor: 'formeditor/index.js',
    modeler: 'modeler/index.js',
  },
  alias: { '@bpmn-io/element-templates-validator': './modeler/validator.js' },
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  outdir: OUT,
  bundle: true,
  minify: true,
  splitting: true,
  plugins: [dutchFormEditor],
  format: 'esm',
  target: 'es2022',
  loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' }, // one kind of font is enough
  legalComments: 'none', // they go into licenties.txt, whole
  metafile: true,
  write: false,
  logLevel: 'warning',
});

function manifest() {
  const names = { 'licenties.txt': LICENCES };
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const file = basename(path);
    if (output.entryPoint) names[file.replace(/-[A-Z0-9]{8}(\.\w+)$/, '$1')] = file;
    if (output.cssBundle) names[`${basename(dirname(output.entryPoint))}.css`] = basename(output.cssBundle);
  }
  return names;
}

// Every package that came into a bundle, with its own licence text: several licences ask for that.
function licences() {
  const folders = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const folder = input.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0];
    if (folder) folders.add(folder);
  }
  return [...folders].sort().map(licenceOf).join('\n\n');
}

function licenceOf(folder) {
  const path = join(HERE, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(path, file), 'utf8').trim() : '';
  return `${'='.repeat(80)}\n${name} ${version}: ${license}\n${'='.repeat(80)}\n\n${text}`;
}

function write(file, contents) {
  const path = join(OUT, file);
  writeFileSync(path, contents);
  if (!TEXT.test(file) || contents.length < SMALL) return;
  writeFileSync(`${path}.gz`, gzipSync(contents, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  writeFileSync(`${path}.br`, brotliCompressSync(contents, { params }));
}

const licenceText = Buffer.from(licences());
const LICENCES = `licenties-${createHash('sha256').update(licenceText).digest('hex').slice(0, 8).toUpperCase()}.txt`;

// What a running server or a test reads stays whole: the new files first, then the manifest that names them, and only
// then the old ones go.
mkdirSync(OUT, { recursive: true });
for (const file of outputFiles) write(basename(file.path), file.contents);
write(LICENCES, licenceText);
writeFileSync(join(OUT, 'manifest.next'), `${JSON.stringify(manifest(), null, 2)}\n`);
renameSync(join(OUT, 'manifest.next'), join(OUT, 'manifest.json'));
const kept = new Set([LICENCES, 'manifest.json', ...outputFiles.map((file) => basename(file.path))]);
for (const name of readdirSync(OUT)) {
  if (!kept.has(name.replace(/\.(gz|br)$/, '')) && !name.startsWith('.')) rmSync(join(OUT, name));
}
