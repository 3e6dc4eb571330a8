import { language } from './i18n.js';
import { importWithRetry } from './retried_import.js';

/**
 * @typedef {Record<string, string>} Faults what the desk says, with `{}` for each value, and the same for a reader,
 *   with `{0}`
 */
/** @typedef {{ pattern: RegExp, text: string }[]} Read */

const FETCH = {
  en: () => importWithRetry('../i18n/faults/en.js', import.meta.url, () => import('../i18n/faults/en.js')),
  ja: () => importWithRetry('../i18n/faults/ja.js', import.meta.url, () => import('../i18n/faults/ja.js')),
};

/** @type {Map<string, Read>} */
const known = new Map();

/**
 * What the desk said no with, in the reader's language; the desk itself speaks English, and short of a whole sentence
 * where a field's name would stand before it. What nobody has put into words stays as it is.
 * @param {string} sentence @returns {Promise<string>}
 */
export async function translateFault(sentence) {
  const { code } = language.get();
  const read = known.get(code) ?? patterns((await FETCH[code]()).faults);
  known.set(code, read);
  return translated(sentence, read);
}

/** A value may be a sentence itself. @param {string} sentence @param {Read} read @returns {string} */
function translated(sentence, read) {
  for (const { pattern, text } of read) {
    const found = pattern.exec(sentence);
    if (found) return text.replace(/\{(\d)\}/g, (_, n) => translated(found[Number(n) + 1], read));
  }
  return sentence;
}

/** The longest first: the least of its sentence is left to chance. @param {Faults} faults @returns {Read} */
function patterns(faults) {
  const named = Object.entries(faults).sort(([a], [b]) => b.length - a.length);
  return named.map(([sentence, text]) => {
    const [first, ...rest] = sentence.split('{}').map((words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return { pattern: new RegExp(`^${[first, ...rest].join('(.+?)')}$`, 's'), text };
  });
}
