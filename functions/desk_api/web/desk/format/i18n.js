import { createStore } from '../session/store.js';
import { CATALOGUES } from './catalogues.js';

/** @typedef {import('./catalogues.js').Language} Language */
/** @typedef {import('./catalogues.js').Catalogue} Catalogue */
/** @typedef {keyof typeof CATALOGUES} Part */

/** @type {Record<Language, Catalogue>} */
const texts = { en: {}, ja: {} };
/** What is there, or on its way, by part and language. @type {Map<string, Promise<unknown>>} */
const fetched = new Map();
/** The parts of the page that are shown, or about to be. @type {Set<Part>} */
const parts = new Set(['texts']);
const CHOICE = 'sokuto.language';
/** @type {Language | null} */
let requestedLanguage = null;

/**
 * Adds the texts of a lazily loaded part, in the reader's language and in one that is about to replace it. Rejects if
 * they cannot be fetched.
 * @param {Part} part
 */
export async function addTexts(part) {
  parts.add(part);
  const { code } = language.get();
  await Promise.all([...new Set([code, requestedLanguage ?? code])].map((each) => loadPart(part, each)));
}

/** Every language by its own name. */
export const LANGUAGES = /** @type {const} */ ([
  ['en', 'English'],
  ['ja', '日本語'],
]);

export const language = createStore({ code: firstLanguage() });
document.documentElement.lang = language.get().code;
await loadTexts(language.get().code);

/** Applies the profile's language, unless another was chosen on this device. @param {string | null} profile */
export function useProfileLanguage(profile) {
  if (isLanguage(profile) && !isLanguage(localStorage.getItem(CHOICE))) void showLanguage(profile);
}

/** @param {Language} code */
export function chooseLanguage(code) {
  localStorage.setItem(CHOICE, code);
  void showLanguage(code);
}

/**
 * Translates a key. `{name}` is replaced by a value, and `n` selects the plural form.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const { code } = language.get();
  const entry = texts[code][key] ?? key;
  const text = typeof entry === 'string' ? entry : plural(entry, Number(values.n), code);
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? formatNumber(value) : value;
  });
}

/**
 * Translates an enumerated value of the API, such as a status; an unknown value is returned unchanged.
 * @param {string} group @param {string} value @param {Record<string, string | number>} [values]
 */
export function labelOf(group, value, values = {}) {
  return hasLabel(group, value) ? t(`${group}.${value}`, values) : value;
}

/** @param {string} group @param {string} value */
export function hasLabel(group, value) {
  return `${group}.${value}` in texts[language.get().code];
}

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function formatNumber(value, options) {
  return new Intl.NumberFormat(language.get().code, options).format(value);
}

/** Formats a price in USD down to a tenth of a cent. @param {number} usd */
export function formatPrice(usd) {
  return formatNumber(usd, { style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumFractionDigits: 3 });
}

/** @param {{ one?: string, other: string }} entry @param {number} n @param {Language} code */
function plural(entry, n, code) {
  return new Intl.PluralRules(code).select(n) === 'one' ? (entry.one ?? entry.other) : entry.other;
}

/** @returns {Language} */
function firstLanguage() {
  const chosen = localStorage.getItem(CHOICE);
  if (isLanguage(chosen)) return chosen;
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return isLanguage(known) ? known : 'en';
}

/** @param {Language} code */
function loadTexts(code) {
  return Promise.all([...parts].map((part) => loadPart(part, code)));
}

/** @param {Part} part @param {Language} code */
function loadPart(part, code) {
  const name = `${part}.${code}`;
  const known = fetched.get(name);
  if (known) return known;
  /** @type {Promise<Record<string, Catalogue>>} */
  const catalogue = CATALOGUES[part][code]();
  const loading = catalogue.then((words) => Object.assign(texts[code], words[code]));
  fetched.set(name, loading);
  loading.catch(() => fetched.delete(name));
  return loading;
}

/**
 * Switches to the language requested last; if its texts cannot be fetched, the page keeps the current one.
 * @param {Language} code
 */
async function showLanguage(code) {
  requestedLanguage = code;
  try {
    await loadTexts(code);
  } catch {
    language.set({ code: language.get().code });
    return;
  }
  if (requestedLanguage !== code) return;
  document.documentElement.lang = code;
  language.set({ code });
}

/** @param {unknown} code @returns {code is Language} */
function isLanguage(code) {
  return code === 'en' || code === 'ja';
}
