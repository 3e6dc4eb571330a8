import { html, useLayoutEffect, useRef } from '/vendor/htm-preact.js';
import { addTexts, formatPrice, labelOf, t } from '../../desk/format/i18n.js';
import { formatMoment } from '../../desk/format/time.js';
import { Icon } from '../icon.js';
import { PostText } from '../post_text.js';

await addTexts('writing');

/** @typedef {import('../../desk/replies/send_reply.js').Stop} Stop */

/**
 * The warnings to confirm before sending. A blank has to be filled in; anything else can be confirmed.
 * @param {{ stops: Stop[], network: string, send: () => void, goOn: () => void,
 *   mend?: (what: [string, string]) => void }} props
 */
export function SendWarnings({ stops, network, send, goOn, mend }) {
  const first = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useLayoutEffect(() => first.current?.focus(), [stops]);
  const mustFill = stops.some(({ kind }) => kind === 'blank');
  /** Closes the warnings only, not the ticket. @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    goOn();
  };
  if (stops.length === 0) return null;
  return html`<div class="send-warnings" onKeyDown=${onKeyDown} role="alertdialog" aria-modal="false"
    aria-labelledby="send-warnings-title">
    <p class="send-warnings-title" id="send-warnings-title"><${Icon} name="warn" />${t('send_warning.title')}</p>
    <ul>
      ${stops.map(
        ({ kind, said, id, at, mend: fix }) => html`<li key=${id ?? kind + said}>
          ${labelOf('send_warning', kind, { network })}
          ${said && kind !== 'news' && html` <bdi class="finding">${said}</bdi>`}
          ${at && ` (${formatMoment(at)})`}
          ${
            fix &&
            mend &&
            html`
              ${' '}
              <button type="button" class="button apply-fix" onClick=${() => mend(fix)}>
                ${t('send_warning.mend', { text: fix[1] })}
              </button>
            `
          }
        </li>`,
      )}
    </ul>
    <div class="send-warnings-buttons">
      <button ref=${first} type="button" class="button" onClick=${goOn}>${t('send_warning.go_on')}</button>
      ${
        !mustFill &&
        html`<button type="button" class="button button-risk" onClick=${send}>
          ${t('send_warning.send')}
        </button>`
      }
    </div>
  </div>`;
}

/** The warnings that are shown while somebody writes. */
const HINTS = ['accidental_link', 'repeated', 'said_before', 'names_others'];

/**
 * Hints while writing: accidental links, repeated texts, and bystanders who are left out of the reply.
 * @param {{ warnings: Stop[], cost: number, names: { named: string[], left_out: string[] } | undefined,
 *   network: string, mend: (what: [string, string]) => void }} props
 */
export function WritingHints({ warnings, cost, names, network, mend }) {
  const hints = warnings.filter(({ kind }) => HINTS.includes(kind));
  const isFree = cost === 0;
  const bystanders = names?.left_out.map((each) => `@${each}`).join(' ');
  return html`
    ${bystanders && html`<p class="hint hint-calm"><span>${t('mentions.left_out')} <bdi>${bystanders}</bdi></span></p>`}
    ${hints.map(
      ({ kind, said, id, at, mend: fix }) => html`<p class="hint" role="status" key=${id ?? said}>
        <${Icon} name="warn" />
        <span>
          ${labelOf('hint', isFree && kind === 'accidental_link' ? 'accidental_link_free' : kind, {
            ...{ host: said, text: fix?.[0] ?? said, cost: formatPrice(cost) },
            ...{ when: at ? formatMoment(at) : '', network, who: said },
          })}
        </span>
        ${
          fix &&
          html`<button type="button" class="button" onClick=${() => mend(fix)}>
            ${t('send_warning.mend', { text: fix[1] })}
          </button>`
        }
      </p>`,
    )}
  `;
}

/**
 * Shows the text that was accepted earlier, when its response was lost; the text in the field was not sent.
 * @param {{ reply: import('../../types/desk.d.ts').Reply, close: () => void }} props
 */
export function AlreadySent({ reply, close }) {
  return html`<div class="notice notice-warn already-sent" role="alert">
    <${Icon} name="warn" />
    <div>
      <p><b>${t('already_sent.title')}</b></p>
      <blockquote class="already-sent-text"><${PostText} text=${reply.text} /></blockquote>
      <p>${t('already_sent.kept')}</p>
    </div>
    <button type="button" class="button" onClick=${close}>${t('template.understood')}</button>
  </div>`;
}
