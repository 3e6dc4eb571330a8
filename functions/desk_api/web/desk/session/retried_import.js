/** @type {Map<string, Promise<any>>} */
const imports = new Map();
let turn = 0;

/**
 * Imports a module lazily. After a failure it uses another query string, since browsers before 2026 cache failed
 * imports by address.
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
  const module = imports.get(href)?.catch(again) ?? load();
  imports.set(href, module);
  return module;
}
