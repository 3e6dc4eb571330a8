import { html, render, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { hasLabel, labelOf, t } from '../../desk/format/i18n.js';
import { announce } from '../../desk/session/announce.js';
import { ProblemError, troubleKind } from '../../desk/session/api.js';
import { previewMessage, sendTestMessage } from '../../desk/settings/message_texts.js';
import { useAction } from '../use_action.js';

/** @typedef {import('../../desk/settings/message_texts.js').Words} Words */
/** @typedef {import('../../desk/settings/message_texts.js').Message} Message */
/** @typedef {import('../../desk/settings/message_texts.js').Shown} Shown */

/** The pause after the last key before the API is asked. */
const SOON_MS = 500;

/**
 * The preview of a message, and a test message to oneself.
 * @param {{ kind: string, language: string, words: Words }} props
 */
export function MessagePreview({ kind, language, words }) {
  const [message, setMessage] = useState(/** @type {Message | null} */ (null));
  const [fault, setFault] = useState('');
  const asked = JSON.stringify([kind, language, words]);
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(
      () => {
        previewMessage(kind, language, words).then(
          (told) => {
            if (wanted) {
              setMessage(told);
              setFault('');
            }
          },
          (error) => {
            if (wanted) setFault(faultIn(error));
          },
        );
      },
      message ? SOON_MS : 0,
    );
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return html`<section class="text-preview"
    aria-label=${t('texts.preview_of', { language: labelOf('language', language) })}>
    <h2>${t('texts.preview')}</h2>
    ${fault && html`<p class="field-fault" role="status">${fault}</p>`}
    ${
      message &&
      html`<div class="text-shown" data-stale=${fault !== ''} lang=${language}>
        <p class="mail-subject">${message.subject}</p>
        <div class="mail-both">
          <div><h3>${t('texts.as_text')}</h3><p class="mail-text">${message.text.trim()}</p></div>
          <div><h3>${t('texts.as_html')}</h3><${MailHtml} nodes=${message.html_tree} /></div>
        </div>
        <div>
          <h3>${t('texts.sms', { n: message.sms_parts, length: message.sms_length, room: message.sms_room })}</h3>
          <p class="sms-text">${message.sms}</p>
        </div>
      </div>`
    }
    <${SendToMyself} kind=${kind} language=${language} words=${words} />
  </section>`;
}

/** @param {unknown} error */
function faultIn(error) {
  if (!(error instanceof ProblemError) || error.status !== 400) return labelOf('trouble', troubleKind(error));
  const part = String(error.problem.path ?? '').replace('words.', '');
  return `${hasLabel('message_part', part) ? labelOf('message_part', part) : part}: ${error.message}`;
}

/**
 * The HTML mail in a shadow root, apart from the page's styles, without links or images.
 * @param {{ nodes: Shown[] }} props
 */
function MailHtml({ nodes }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const root = place.current?.shadowRoot ?? place.current?.attachShadow({ mode: 'open' });
    if (root) render(nodes.map(renderNode), /** @type {any} */ (root));
  }, [nodes]);
  return html`<div class="mail-html" ref=${place}></div>`;
}

/** @param {Shown} node @returns {any} */
function renderNode(node) {
  if (typeof node === 'string') return node;
  const { tag, attributes, children } = node;
  if (tag === 'img') return html`<span>[${attributes.alt || t('texts.picture')}]</span>`;
  return html`<${tag === 'a' ? 'u' : tag} ...${attributes}>${children.map(renderNode)}<//>`;
}

/** @param {{ kind: string, language: string, words: Words }} props */
function SendToMyself({ kind, language, words }) {
  const { busy, trouble, run } = useAction();
  const [sent, setSent] = useState(false);
  useEffect(() => setSent(false), [JSON.stringify(words)]);
  const send = async (/** @type {boolean} */ sms) => {
    setSent(false);
    if (!(await run(() => sendTestMessage(kind, language, words, sms)))) return;
    setSent(true);
    announce(t('texts.sent'));
  };
  return html`<div class="text-send">
    <button type="button" class="button" disabled=${busy} onClick=${() => send(false)}>${t('texts.send')}</button>
    <button type="button" class="button" disabled=${busy} onClick=${() => send(true)}>${t('texts.send_sms')}</button>
    ${sent && html`<p class="notice-line">${t('texts.sent')}</p>`}
    ${trouble && html`<p class="trouble" role="alert"><span>${trouble}</span></p>`}
  </div>`;
}
