/** @type {Map<string, number>} */
const failures = new Map();
/** @type {Map<string, Promise<any>>} */
const known = new Map();

/**
 * Imports a module that is wanted later; once it has failed, by another query: browsers before 2026 keep the failure of an address.
 * @template T @param {string} name @param {string} here `import.meta.url` @param {() => Promise<T>} load @returns {Promise<T>}
 */
export function imported(name, here, load) {
  const { href } = new URL(name, here);
  const failed = failures.get(href) ?? 0;
  const module = known.get(href) ?? (failed ? import(`${href}?again=${failed}`) : load()).catch((error) => {
    known.delete(href);
    failures.set(href, failed + 1);
    throw error;
  });
  known.set(href, module);
  return module;
}
