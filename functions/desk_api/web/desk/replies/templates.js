import { useEffect, useState } from '/vendor/htm-preact.js';
import { get, ProblemError, SessionEndedError, UnreachableError } from '../session/api.js';

/** @typedef {import('../../types/desk.d.ts').Template} Template */

const BLANK = /\[\[([^[\]\n]{1,60})\]\]/g;
const ASKED_FOR = /(?:^|\s)([/／](\S{0,30}))$/u;
const SENT = 'sokuto.sent.';
const NOTED = 'sokuto.own-words';
/** The number of replies after which an agent counts as experienced. */
const EXPERIENCED = 30;

/**
 * The ticket's templates with the customer's name filled in, read when first needed.
 * @param {string} ticket @param {boolean} isWanted
 */
export function useTemplates(ticket, isWanted) {
  const [templates, setTemplates] = useState(/** @type {Template[] | null} */ (null));
  useEffect(() => {
    if (!isWanted || templates) return;
    get(`/api/templates?ticket=${encodeURIComponent(ticket)}`).then(
      (found) => setTemplates(found.templates),
      (error) => {
        if (!(error instanceof ProblemError || error instanceof SessionEndedError || error instanceof UnreachableError))
          throw error;
        setTemplates([]);
      },
    );
  }, [isWanted]);
  return templates;
}

/**
 * The templates that match the query after the slash; those in the customer's language come first.
 * @param {Template[]} templates @param {string} query @param {string | undefined} language
 */
export function matchingTemplates(templates, query, language) {
  const plain = (/** @type {string} */ text) => text.normalize('NFKC').toLowerCase();
  const wanted = plain(query);
  return templates
    .filter(({ name, text }) => plain(`${name} ${text}`).includes(wanted))
    .toSorted((a, b) => Number(b.language === language) - Number(a.language === language));
}

/** The query after a slash at the caret, and the slash's position; null if there is none. @param {string} before */
export function templateQuery(before) {
  const found = ASKED_FOR.exec(before);
  return found ? { query: found[2], start: before.length - found[1].length } : null;
}

/** The unfilled placeholders of a text. @param {string} text */
export function blanksIn(text) {
  return [...text.matchAll(BLANK)].map((found) => ({
    name: found[1].trim(),
    start: found.index,
    end: found.index + found[0].length,
  }));
}

/** Counts a reply of this person on this device. @param {string} person */
export function countSent(person) {
  localStorage.setItem(SENT + person, String(sentBy(person) + 1));
}

/**
 * True once, when an experienced agent uses a template: they are advised to use their own words.
 * @param {string} person
 */
export function isTimeForOwnWords(person) {
  if (sentBy(person) < EXPERIENCED || localStorage.getItem(NOTED)) return false;
  localStorage.setItem(NOTED, '1');
  return true;
}

/** @param {string} person */
const sentBy = (person) => Number(localStorage.getItem(SENT + person)) || 0;
