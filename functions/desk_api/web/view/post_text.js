import { html, useState } from '/vendor/htm-preact.js';
import { t } from '../desk/format/i18n.js';
import { bidiControlsIn, directionOf, languageOf } from './name.js';

/** @typedef {{ text: string, url: string }} Link */

/** Longer texts are folded. */
const FOLD_CHARACTERS = 700;
const FOLD_LINES = 12;

const HANDLE = '(?<![\\w!#$%&*@＠/])[@＠]\\w{1,50}';
const ADDRESS = '\\bhttps?://[^\\s<>"「」『』（）、。！？]+';
/** As the desk cuts a long answer (`reply_text_bonds.py`). */
const PHONE =
  '(?<![A-Za-z0-9０-９.])[+＋(（]{0,2}\\p{Nd}{1,5}[)）]?' +
  '(?:[ \\u00a0\\-‐-―－ー.]{0,2}[(（]?\\p{Nd}{1,5}[)）]?){1,6}(?![A-Za-z0-9０-９])';
const CODE =
  '(?<![A-Za-z0-9-])(?=[A-Za-z-]{0,20}[0-9])[A-Za-z0-9]{1,20}(?:[-‐‑–][A-Za-z0-9]{1,20}){1,6}(?![A-Za-z0-9-])';
const UNBROKEN = new RegExp(`${CODE}|${PHONE}`, 'gu');
/** Anything longer than a phone's line has to break somewhere. */
const LONGEST_UNBROKEN = 24;
const LEAST_DIGITS = 7;
const AFTER_ADDRESS = /[.,:;!?'")\]]+$/;

/** A post's text, never treated as markup, with clickable links. @param {{ text: string, links?: Link[] }} props */
export function PostText({ text, links = [] }) {
  const isLong = text.length > FOLD_CHARACTERS || text.split('\n', FOLD_LINES + 1).length > FOLD_LINES;
  const [isOpen, open] = useState(false);
  return html`
    <p class="post-text" dir=${directionOf(text)} lang=${languageOf(text)} data-folded=${isLong && !isOpen}>
      <${InlineText} text=${text} links=${links} />
    </p>
    ${
      isLong &&
      html`<button type="button" class="text-link" aria-expanded=${isOpen} onClick=${() => open(!isOpen)}>
        ${isOpen ? t('post.fold') : t('post.unfold', { n: [...text].length })}
      </button>`
    }
  `;
}

/**
 * The text inline; without links if it is inside a link itself.
 * @param {{ text: string, links?: Link[], isInert?: boolean }} props
 */
export function InlineText({ text, links = [], isInert = false }) {
  return textPieces(text, links).map(({ text: piece, url, isHandle }) => {
    if (url && !isInert) return html`<${Address} text=${piece} url=${url} />`;
    return isHandle
      ? html`<bdi>${piece}</bdi>`
      : unbroken(piece).map(({ text: run, isWhole }) =>
          isWhole ? html`<span class="unbroken">${run}</span>` : bidiControlsIn(run).map(renderPiece),
        );
  });
}

/**
 * Keeps phone numbers and hyphenated codes on one line, without changing the text that is copied.
 * @param {string} text
 * @returns {{ text: string, isWhole: boolean }[]}
 */
function unbroken(text) {
  const found = [];
  let end = 0;
  for (const { 0: whole, index } of text.matchAll(UNBROKEN)) {
    if (
      whole.length > LONGEST_UNBROKEN ||
      (whole.match(/\p{Nd}/gu)?.length ?? 0) < (/[A-Za-z]/.test(whole) ? 1 : LEAST_DIGITS)
    )
      continue;
    if (index > end) found.push({ text: text.slice(end, index), isWhole: false });
    found.push({ text: whole, isWhole: true });
    end = index + whole.length;
  }
  return end < text.length ? [...found, { text: text.slice(end), isWhole: false }] : found;
}

/**
 * A link that opens in a new tab without a referrer and shows its true host, also if the text disguises it by a user
 * name or lookalike letters.
 * @param {{ text: string, url: URL }} props
 */
function Address({ text, url }) {
  const from = text.toLowerCase().indexOf(url.host, url.username ? text.indexOf('@') : 0);
  const to = from + url.host.length;
  const isPlain = from >= 0 && !url.username;
  return html`<a class="post-link" href=${url.href} target="_blank" rel="noopener noreferrer nofollow">
    <bdi dir="ltr">
      ${
        isPlain
          ? html`${text.slice(0, from)}<b>${text.slice(from, to)}</b>${text.slice(to)}`
          : html`${text} <b>(${url.host})</b>`
      }
    </bdi>
  </a>`;
}

/** Shows a bidirectional control instead of applying it. @param {string} piece */
function renderPiece(piece) {
  const code = piece.codePointAt(0) ?? 0;
  const isTurn = piece.length === 1 && ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069));
  return isTurn
    ? html`<span class="bidi-mark" title=${`U+${code.toString(16).toUpperCase()}`} aria-label=${t('post.turn')}
      role="img">
      ⇄
    </span>`
    : piece;
}

/**
 * Splits a text at its links and handles. Handles are isolated, so that they keep their order in right-to-left text.
 * @param {string} text
 * @param {Link[]} links what the network marked, which may stand there without its scheme
 * @returns {{ text: string, url?: URL, isHandle?: boolean }[]}
 */
export function textPieces(text, links) {
  const known = new Map(links.map((each) => [each.text, each.url]));
  const marked = [...known.keys()]
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
    .map((each) => `${escaped(each)}(?!\\w)`);
  const pattern = new RegExp([...marked, ADDRESS, HANDLE].join('|'), 'giu');
  const found = [];
  let end = 0;
  for (const { 0: whole, index } of text.matchAll(pattern)) {
    const target = known.get(whole);
    const piece = target ? whole : whole.replace(AFTER_ADDRESS, '');
    const isHandle = /^[@＠]/u.test(whole);
    const url = isHandle ? null : addressOf(target ?? piece);
    if (!isHandle && !url) continue;
    if (index > end) found.push({ text: text.slice(end, index) });
    found.push(url ? { text: piece, url } : { text: whole, isHandle });
    end = index + (url ? piece.length : whole.length);
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

/** @param {string} text */
const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** @param {string} text */
function addressOf(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null;
}
