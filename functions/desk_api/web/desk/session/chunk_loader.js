import { offerNewBuild } from './new_build.js';

/** What is on its way, or there, by its name. @type {Map<string, Promise<any>>} */
const chunks = new Map();
/** How often each could not be fetched. @type {Map<string, number>} */
const failures = new Map();

/**
 * Imports a chunk of the built page: in the build, each dynamic import of the sources is a call of this function. After
 * a failure the next call uses another query string, since browsers before 2026 cache failed imports by address.
 * @param {string} name relative to this file's chunk, beside which all others are
 */
export function importChunk(name) {
  const known = chunks.get(name);
  if (known) return known;
  const { href } = new URL(name, import.meta.url);
  const turn = failures.get(name) ?? 0;
  const chunk = import(turn ? `${href}?again=${turn}` : href);
  chunks.set(name, chunk);
  chunk.catch(() => {
    chunks.delete(name);
    failures.set(name, turn + 1);
    offerNewBuild();
  });
  return chunk;
}

Object.assign(globalThis, { importChunk });
