import { get, post } from './api.js';
import { createStore } from './store.js';

/**
 * @typedef {'subject' | 'text' | 'html' | 'sms' | 'line'} Part
 * @typedef {Partial<Record<Part, string>>} Words
 * @typedef {{ kind: string, fields: string[], line_fields: string[], examples: Record<string, Record<string, string>>,
 *   built_in: Record<string, Words> }} BuiltIn
 * @typedef {string | { tag: string, attributes: Record<string, string>, children: Shown[] }} Shown a node of a mail's
 *   HTML
 * @typedef {{ subject: string, text: string, html_tree: Shown[], sms: string, sms_parts: number, sms_length: number,
 *   sms_room: number }} Message
 */

/** Every message with its fields and what is built in; null until it has been read. */
export const messageTexts = createStore({ all: /** @type {BuiltIn[] | null} */ (null) });

/** The one reading that all wait for; gone if it failed. @type {Promise<void> | null} */
let reading = null;

export function readMessageTexts() {
  reading ??= get('/api/texts')
    .then((told) => messageTexts.set({ all: told.texts }))
    .catch((error) => {
      reading = null;
      throw error;
    });
  return reading;
}

/**
 * What the words would say, without their being in force.
 * @param {string} kind
 * @param {string} language
 * @param {Words} words
 * @returns {Promise<Message>}
 */
export const previewMessage = (kind, language, words) => post('/api/preview/alert', { kind, language, words });

/**
 * The same as a mail to oneself, and as an SMS.
 * @param {string} kind
 * @param {string} language
 * @param {Words} words
 * @param {boolean} sms
 */
export const sendTestMessage = (kind, language, words, sms) =>
  post('/api/preview/alert', { kind, language, words, send: true, sms });
