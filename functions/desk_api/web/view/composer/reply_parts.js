import { html } from '/vendor/htm-preact.js';
import { dollars, number, t } from '../../desk/i18n.js';
import { LIMIT, MESSAGE_LIMIT, weigh } from '../../desk/text_length.js';
import { langOf } from '../name.js';
import { Words } from '../post_text.js';

/** @typedef {import('../../types/desk.d.ts').ReplyPreview} ReplyPreview */

/** The posts that the draft becomes, where it becomes several. @param {{ preview: ReplyPreview | null }} props */
export function Parts({ preview }) {
  const parts = preview?.parts ?? [];
  if (parts.length < 2) return null;
  return html`<details class="parts" open>
    <summary>${t('parts.title', { n: parts.length })}</summary>
    <ol tabindex="0" aria-label=${t('parts.title', { n: parts.length })}>
      ${parts.map(
        (part, index) => html`<li key=${index} class="part">
          <p class="part-text" dir="auto" lang=${langOf(part.text)}><${Words} text=${part.text} isInert=${true} /></p>
          <span class="part-count">${number(part.weighted_length)}/${LIMIT}</span>
        </li>`,
      )}
    </ol>
  </details>`;
}

/**
 * How long the draft is to X, at once by our own count; and what sending it costs, by the desk's.
 * @param {{ text: string, to: string | undefined, isPrivate: boolean, preview: ReplyPreview | null }} props
 */
export function Count({ text, to, isPrivate, preview }) {
  const weight = isPrivate ? [...text].length : weigh(text, to);
  const limit = isPrivate ? MESSAGE_LIMIT : LIMIT;
  const hasLink = preview?.warnings.some(({ kind }) => kind === 'link_cost') ?? false;
  const isLong = weight > limit;
  const posts = preview?.parts.length ?? 0;
  if (!text) return null;
  return html`<span class="count">
    <output class="composer-count" data-long=${isLong} data-over=${isLong && isPrivate}>
      ${number(weight)}${(!isPrivate || weight > limit / 2) && `/${number(limit)}`}
    </output>
    ${isLong && posts > 1 && html`<span class="count-posts">${t('parts.count', { n: posts })}</span>`}
    ${
      preview &&
      preview.cost_usd > 0 &&
      html`<span class="count-cost" data-link=${hasLink} title=${hasLink ? t('cost.link') : t('cost.why')}>
        ${dollars(preview.cost_usd)}${hasLink && html`<span class="unseen">${t('cost.link')}</span>`}
      </span>`
    }
  </span>`;
}
