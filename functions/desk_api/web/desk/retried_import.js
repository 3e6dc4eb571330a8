/** @type {Map<string, Promise<any>>} */
const known = new Map();
let turn = 0;

/**
 * Imports a module that is wanted later; again by another query once it failed: browsers before 2026 keep the failure
 * of an address.
 * @template T
 * @param {string} name
 * @param {string} here `import.meta.url`
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
export function importWithRetry(name, here, load) {
  const { href } = new URL(name, here);
  const again = () => {
    turn += 1;
    return import(`${href}?again=${turn}`);
  };
  const module = known.get(href)?.catch(again) ?? load();
  known.set(href, module);
  return module;
}
