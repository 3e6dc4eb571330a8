import { language } from '../format/i18n.js';

/**
 * @typedef {Record<string, string>} Faults what the desk says, with `{}` for each value, and the same for a reader,
 *   with `{0}`
 */
/** @typedef {{ pattern: RegExp, text: string }[]} Read */

const FETCH = {
  en: () => import('../../i18n/faults/en.js'),
  ja: () => import('../../i18n/faults/ja.js'),
};

/** @type {Map<string, Read>} */
const known = new Map();

/**
 * Translates an error message of the API. Its messages are English and may lack a subject where the field's name
 * precedes them. Unknown messages are returned unchanged.
 * @param {string} sentence @returns {Promise<string>}
 */
export async function translateFault(sentence) {
  const { code } = language.get();
  const read = known.get(code) ?? patterns((await FETCH[code]()).faults);
  known.set(code, read);
  return translated(sentence, read);
}

/** A placeholder's value may itself be a message. @param {string} sentence @param {Read} read @returns {string} */
function translated(sentence, read) {
  for (const { pattern, text } of read) {
    const found = pattern.exec(sentence);
    if (found) return text.replace(/\{(\d)\}/g, (_, n) => translated(found[Number(n) + 1], read));
  }
  return sentence;
}

/** Longer templates are tried first, since they are the more specific. @param {Faults} faults @returns {Read} */
function patterns(faults) {
  const named = Object.entries(faults).sort(([a], [b]) => b.length - a.length);
  return named.map(([sentence, text]) => {
    const [first, ...rest] = sentence.split('{}').map((words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return { pattern: new RegExp(`^${[first, ...rest].join('(.+?)')}$`, 's'), text };
  });
}
