// Builds the page from its sources: `node infra/bundling/page.mjs TARGET`.
//
// Files below `a/` carry the hash of their content in their name, so that a browser may keep them for good; `build.json`
// says which of them the document begins with. Run by `infra/bundling/page.py`, which keeps what was built.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build as bundleCss, transform } from 'esbuild';
import { rollup } from 'rollup';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const WEB = join(ROOT, 'functions/desk_api/web');
const LIBRARIES = JSON.parse(readFileSync(join(ROOT, 'infra/bundling/page_libraries.json'), 'utf-8'));
const [TARGET] = process.argv.slice(2);

const HASHED = 'a/[name]-[hash]';
const SHEET = /new URL\('([^']+\.css)', import\.meta\.url\)\.href/g;
const TEXTS = /\/i18n\/(?:(\w+)\.)?(en|ja)\.js$/;
const FAULTS = /\/i18n\/faults\/(en|ja)\.js$/;
const PAGES = ['reports', 'settings'];
const OF_THE_QUEUE = [undefined, 'banners', 'failures'];
const AS_THEY_ARE = ['favicon.svg', 'manifest.webmanifest', 'icons'];
const OWN_SHEETS = ['css/deletion.css'];
const COMPRESSED_ALREADY = /\.png$/;
const LANGUAGES = ['en', 'ja'];

/** The file of a library that the sources import as `/vendor/…`. */
const library = (name) => join(ROOT, LIBRARIES[name]);

/** The modules that `starts` import statically, themselves included. */
function closure(starts, getModuleInfo) {
  const found = new Set();
  const pending = [...starts];
  for (let id = pending.pop(); id; id = pending.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    pending.push(...getModuleInfo(id).importedIds);
  }
  return found;
}

/**
 * Names the chunk of a module, where it is not left to Rollup: one for what the entry imports, one for what a ticket may
 * need beside it instead of thirty, and the texts of each language apart from the code.
 */
function chunkNames() {
  let modules;
  return (id, { getModuleInfo }) => {
    const faults = FAULTS.exec(id);
    if (faults) return `faults.${faults[1]}`;
    const texts = TEXTS.exec(id);
    if (texts) {
      const [, part, code] = texts;
      return `${OF_THE_QUEUE.includes(part) ? 'texts' : PAGES.includes(part) ? part : 'ticket'}.${code}`;
    }
    modules ??= modulesByUse(getModuleInfo);
    return modules.app.has(id) ? 'app' : modules.ticket.has(id) ? 'ticket' : null;
  };
}

function modulesByUse(getModuleInfo) {
  const app = closure([join(WEB, 'app.js')], getModuleInfo);
  const main = PAGES.map((name) => join(WEB, `view/${name}/${name}.js`));
  const pages = closure(main, getModuleInfo);
  const lazy = [...app].flatMap((id) => getModuleInfo(id).dynamicallyImportedIds);
  const parts = lazy.filter((id) => id.includes('/view/') && !main.includes(id));
  const ticket = closure(parts, getModuleInfo);
  return { app, ticket: new Set([...ticket].filter((id) => !pages.has(id))) };
}

const libraries = {
  name: 'libraries',
  resolveId: (name) => (name.startsWith('/vendor/') ? library(name.slice('/vendor/'.length)) : null),
};

/** A style sheet that a page brings, by its hashed address. */
const styleSheets = {
  name: 'style-sheets',
  async transform(code, id) {
    for (const [whole, path] of code.matchAll(SHEET)) {
      const file = join(dirname(id), path);
      const reference = this.emitFile({ type: 'asset', name: path.split('/').pop(), source: await styles(file) });
      code = code.replace(whole, `import.meta.ROLLUP_FILE_URL_${reference}`);
    }
    return { code, map: null };
  },
};

/** What is imported on demand goes through the page's own loader, which tries again under another address. */
const loader = {
  name: 'loader',
  renderDynamicImport: ({ targetModuleId }) => (targetModuleId ? { left: 'importChunk(', right: ')' } : null),
};

const minifier = {
  name: 'minifier',
  async renderChunk(code) {
    const { code: small } = await transform(code, { minify: true, format: 'esm', target: 'es2023', charset: 'utf8' });
    return { code: small, map: null };
  },
};

/** A style sheet with all that it imports. */
async function styles(file) {
  const { outputFiles } = await bundleCss({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    logLevel: 'error',
    plugins: [
      {
        name: 'libraries',
        setup: (on) =>
          on.onResolve({ filter: /^\/vendor\// }, ({ path }) => ({ path: library(path.slice('/vendor/'.length)) })),
      },
    ],
  });
  return outputFiles[0].text;
}

function write(name, content) {
  const path = join(TARGET, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Written beside its compressed forms, so that no function spends its first second on them. */
function writeServed(name, content) {
  const bytes = Buffer.from(content);
  write(name, bytes);
  if (COMPRESSED_ALREADY.test(name)) return;
  write(`${name}.gz`, gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  write(`${name}.br`, brotliCompressSync(bytes, { params }));
}

/** What keeps its name: icons, the manifest, sheets of pages without scripts, and the libraries' licences. */
async function plainFiles() {
  const names = readdirSync(WEB, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(WEB, join(entry.parentPath, entry.name)))
    .filter((name) => AS_THEY_ARE.includes(name.split('/')[0]));
  const files = new Map(names.map((name) => [name, readFileSync(join(WEB, name))]));
  for (const name of OWN_SHEETS) files.set(name, await styles(join(WEB, name)));
  const licences = Object.keys(LIBRARIES).filter((name) => name.endsWith('.LICENSE'));
  const texts = licences.map((name) => `${name}\n\n${readFileSync(library(name), 'utf-8')}`);
  return files.set('licenses.txt', texts.join('\n\n'));
}

async function main() {
  const bundle = await rollup({
    input: join(WEB, 'app.js'),
    preserveEntrySignatures: false,
    plugins: [libraries, styleSheets, loader, minifier],
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const { output } = await bundle.generate({
    format: 'es',
    entryFileNames: `${HASHED}.js`,
    chunkFileNames: `${HASHED}.js`,
    assetFileNames: `${HASHED}[extname]`,
    hashCharacters: 'base36',
    manualChunks: chunkNames(),
    onlyExplicitManualChunks: true,
  });
  await bundle.close();

  const css = await styles(join(WEB, 'css/desk.css'));
  const sheet = `a/desk-${createHash('sha256').update(css).digest('hex').slice(0, 8)}.css`;
  const entry = output.find((chunk) => chunk.isEntry);
  const first = [entry.fileName, ...entry.imports];
  const texts = Object.fromEntries(
    LANGUAGES.map((code) => [code, output.find((chunk) => chunk.name === `texts.${code}`).fileName]),
  );
  const document = readFileSync(join(WEB, 'index.html'), 'utf-8')
    .replace('/css/desk.css', `/${sheet}`)
    .replace('/app.js', `/${entry.fileName}`);
  const hashed = new Map(output.map((file) => [file.fileName, file.code ?? file.source])).set(sheet, css);
  const plain = await plainFiles();

  write('index.html', document);
  for (const [name, content] of [...hashed, ...plain]) writeServed(name, content);
  const digest = createHash('sha256').update(document);
  for (const [name, content] of [...hashed, ...plain]) digest.update(`\0${name}\0`).update(content);
  const names = { hashed: [...hashed.keys()].sort(), plain: [...plain.keys()].sort() };
  const build = digest.digest('hex').slice(0, 12);
  write('build.json', `${JSON.stringify({ build, first, texts, ...names })}\n`);
  const chunks = output.filter((file) => file.type === 'chunk');
  write('chunks.json', `${JSON.stringify(Object.fromEntries(chunks.map(ownModules)), null, 1)}\n`);
}

/** What a chunk imports, and which sources went into it: for tests, and for whoever wonders about its size. */
const ownModules = ({ fileName, imports, moduleIds }) => [
  fileName,
  { imports, sources: moduleIds.map((id) => relative(id.startsWith(WEB) ? WEB : ROOT, id)) },
];

await main();
