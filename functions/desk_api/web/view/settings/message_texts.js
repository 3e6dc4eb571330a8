import { html, useEffect, useRef } from '/vendor/htm-preact.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { ProblemError, SessionEndedError, UnreachableError } from '../../desk/session/api.js';
import { useStore } from '../../desk/session/store.js';
import { messageTexts, readMessageTexts } from '../../desk/settings/message_texts.js';
import { isFaultAt } from './field_fault.js';
import { MessagePreview } from './message_preview.js';

/** @typedef {import('../../desk/settings/message_texts.js').Part} Part */
/** @typedef {import('../../desk/settings/message_texts.js').BuiltIn} BuiltIn */

/** @type {Part[]} */
const PARTS = ['subject', 'text', 'html', 'sms'];

/** An empty part is small, to leave room for the built-in text. @param {Part} part @param {string | undefined} text */
function rowsOf(part, text) {
  if (part === 'subject' || part === 'line') return 1;
  return part === 'sms' || !text ? 2 : Math.min(14, Math.max(4, text.split('\n').length + 1));
}

/**
 * The texts of a message in one language, with built-in texts, placeholders and preview.
 * @param {import('./field.js').Widget} props
 */
export function MessageTexts({ id, item, field, value, set, fault }) {
  const { all } = useStore(messageTexts);
  const typed = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useEffect(() => {
    readMessageTexts().catch(passOver);
  }, []);
  const message = all?.find((each) => each.kind === item);
  const built = message?.built_in[field.name] ?? {};
  const parts = message && message.line_fields.length > 0 ? [...PARTS, /** @type {Part} */ ('line')] : PARTS;
  const change = (/** @type {Part} */ part, /** @type {string} */ text) => {
    const next = { ...value, [part]: text };
    if (!text) delete next[part];
    set(Object.keys(next).length === 0 ? undefined : next);
  };
  const insert = (/** @type {string} */ name) => {
    const area = typed.current;
    if (!area) return;
    area.setRangeText(`{${name}}`, area.selectionStart, area.selectionEnd, 'end');
    area.focus();
    change(/** @type {Part} */ (area.dataset.part), area.value);
  };
  return html`<div class="message-texts">
    ${parts.map(
      (part) => html`<div class="message-text" key=${part}>
        <label for=${`${id}-${part}`}>${labelOf('message_part', part)}</label>
        <textarea class="field area" id=${`${id}-${part}`} rows=${rowsOf(part, value?.[part])}
          value=${value?.[part] ?? ''} lang=${field.name} data-part=${part}
          aria-invalid=${isFaultAt(fault, `${field.name}.${part}`)} aria-describedby=${`${id}-${part}-built`}
          onFocus=${(/** @type {any} */ event) => {
            typed.current = event.target;
          }}
          onInput=${(/** @type {any} */ event) => change(part, event.target.value)}></textarea>
        <${BuiltInText} id=${`${id}-${part}-built`} part=${part} text=${built[part] ?? ''} language=${field.name}
          own=${Boolean(value?.[part])} take=${(/** @type {string} */ text) => change(part, text)} />
      </div>`,
    )}
    ${message && html`<${Fields} message=${message} language=${field.name} insert=${insert} />`}
    <${MessagePreview} kind=${item} language=${field.name} words=${value ?? {}} />
  </div>`;
}

/**
 * The built-in text, used while a part is empty, and a button to return to it.
 * @param {{ id: string, part: Part, text: string, language: string, own: boolean, take: (text: string) => void }} props
 */
function BuiltInText({ id, part, text, language, own, take }) {
  if (own)
    return html`<p class="built-in" id=${id}>
      <button type="button" class="text-link" onClick=${() => take('')}>${t('texts.reset')}</button>
    </p>`;
  if (part === 'html') return html`<p class="field-note" id=${id}>${t('texts.html_made')}</p>`;
  if (!text) return null;
  return html`<div class="built-in" id=${id}>
    <p class="field-note">${t('texts.built_in')}</p>
    <p class="built-in-text" lang=${language}>${text.trim()}</p>
    <button type="button" class="text-link" onClick=${() => take(text)}>${t('texts.start_from')}</button>
  </div>`;
}

/** @param {{ message: BuiltIn, language: string, insert: (name: string) => void }} props */
function Fields({ message, language, insert }) {
  const names = [...new Set([...message.fields, ...message.line_fields])];
  return html`<details class="text-fields">
    <summary>${t('texts.fields', { n: names.length })}</summary>
    <p class="field-note">${t('texts.fields_note')}</p>
    <ul>
      ${names.map(
        (name) => html`<li key=${name}>
          <button type="button" class="field-chip" onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}
            onClick=${() => insert(name)}>
            {${name}}
          </button>
          <span>${labelOf('text_field', name)}${!message.fields.includes(name) && ` ${t('texts.in_lines')}`}</span>
          <span class="field-example" lang=${language}>
            ${(message.examples[language]?.[name] ?? '').split('\n')[0] || '—'}
          </span>
        </li>`,
      )}
    </ul>
  </details>`;
}

/** The list is optional: the preview reports errors. @param {unknown} error */
function passOver(error) {
  if (!(error instanceof ProblemError || error instanceof SessionEndedError || error instanceof UnreachableError))
    throw error;
}
