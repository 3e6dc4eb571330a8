import { html } from '/vendor/htm-preact.js';
import { language } from '../desk/format/i18n.js';

/** Scripts that identify a language for fonts, spelling and speech. @type {[RegExp, string][]} */
const SURE = [
  [/[\u3040-\u30ff]/, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Thai}/u, 'th'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Devanagari}/u, 'hi'],
  [/\p{Script=Greek}/u, 'el'],
];

/** The language of a text, if its script identifies it. @param {string} text */
export function languageOf(text) {
  return SURE.find(([script]) => script.test(text))?.[1];
}

/** The language to spell-check a reply in: the post's, or a guess by its letters. @param {string} text */
export function writingLanguage(text) {
  const page = language.get().code;
  const words = text.replace(/@\w+|https?:\S+/g, '');
  if (/\p{Script=Han}/u.test(words) && !languageOf(words)) return page === 'ja' ? 'ja' : 'zh';
  return languageOf(words) ?? (/\p{Script=Latin}/u.test(words) ? 'en' : page);
}

const LEADING_HANDLES = /^(?:\s*@\w+)+/;
const RIGHT_TO_LEFT = /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The direction of a post's own words, ignoring leading handles. @param {string} text */
export function directionOf(text) {
  return RIGHT_TO_LEFT.test(text.replace(LEADING_HANDLES, '')) ? 'rtl' : 'auto';
}

/** Bidirectional control characters, which can disguise a name. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/gu;

/** @param {string} text */
export const withoutBidiControls = (text) => text.replace(TURNS, '');

/** Splits a text at its bidirectional controls, so that they can be shown instead of applied. @param {string} text */
export function bidiControlsIn(text) {
  return text.split(/([\u202a-\u202e\u2066-\u2069])/u).filter((piece) => piece !== '');
}

/**
 * A name or handle chosen by somebody else: isolated in its direction and truncated.
 * @param {{ text: string, class?: string }} props
 */
export function Name({ text, class: className = '' }) {
  const shown = withoutBidiControls(text);
  return html`<bdi class=${`name ${className}`} lang=${languageOf(shown)} title=${shown}>${shown}</bdi>`;
}

/** @param {string} name whole name @returns {string} what fits into a small circle */
export function initials(name) {
  const words = withoutBidiControls(name)
    .trim()
    .split(/\s+/)
    .map((word) => [...new Intl.Segmenter().segment(word)][0]?.segment ?? '');
  const picked = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(name)
    ? words.slice(0, 2)
    : words.slice(0, 1);
  return picked.join('').toLocaleUpperCase();
}
