import { html } from '/vendor/htm-preact.js';

const KANA = /[\u3040-\u30ff]/;

/** The language that a text is surely in, so that its characters are drawn in that language's shapes. @param {string} text */
export function langOf(text) {
  return KANA.test(text) ? 'ja' : undefined;
}

const LEADING_HANDLES = /^(?:\s*@\w+)+/;
const RIGHT_TO_LEFT = /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A post is in the direction of its own words, not of the Latin handle that it opens with. @param {string} text */
export function directionOf(text) {
  return RIGHT_TO_LEFT.test(text.replace(LEADING_HANDLES, '')) ? 'rtl' : 'auto';
}

/**
 * A name or handle that somebody else chose: shown as text, on its own line of direction, cut where the place ends.
 * @param {{ text: string, class?: string }} props
 */
export function Name({ text, class: className = '' }) {
  return html`<bdi class=${`name ${className}`} lang=${langOf(text)} title=${text}>${text}</bdi>`;
}

/** @param {string} name whole name @returns {string} what fits into a small circle */
export function initials(name) {
  const words = name.trim().split(/\s+/).map((word) => [...new Intl.Segmenter().segment(word)][0]?.segment ?? '');
  const picked = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(name) ? words.slice(0, 2) : words.slice(0, 1);
  return picked.join('').toLocaleUpperCase();
}
