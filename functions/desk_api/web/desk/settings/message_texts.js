import { get, post } from '../session/api.js';
import { createStore } from '../session/store.js';

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

/** Every message with its placeholders and built-in texts; null until read. */
export const messageTexts = createStore({ all: /** @type {BuiltIn[] | null} */ (null) });

/** The request in flight, shared by all callers; reset after a failure. @type {Promise<void> | null} */
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
 * Renders texts that have not been saved.
 * @param {string} kind
 * @param {string} language
 * @param {Words} words
 * @returns {Promise<Message>}
 */
export const previewMessage = (kind, language, words) => post('/api/preview/alert', { kind, language, words });

/**
 * Sends the preview to oneself by mail or SMS.
 * @param {string} kind
 * @param {string} language
 * @param {Words} words
 * @param {boolean} sms
 */
export const sendTestMessage = (kind, language, words, sms) =>
  post('/api/preview/alert', { kind, language, words, send: true, sms });
