import { html } from '/vendor/htm-preact.js';
import { addTexts, formatNumber, formatPrice, t } from '../../desk/format/i18n.js';
import { networkName } from '../../desk/format/network_name.js';
import { textLength } from '../../desk/replies/text_length.js';
import { languageOf } from '../name.js';
import { InlineText } from '../post_text.js';

await addTexts('writing');

/** @typedef {import('../../types/desk.d.ts').ReplyPreview} ReplyPreview */

/** @typedef {import('../../types/desk.d.ts').Account} Account */

/** @param {Account | undefined} account @param {boolean} isPrivate */
const measureOf = (account, isPrivate) => account?.measures?.[isPrivate ? 'direct' : 'public'];

/**
 * The posts into which a long draft is split.
 * @param {{ preview: ReplyPreview | null, account: Account | undefined, isPrivate: boolean }} props
 */
export function ReplyParts({ preview, account, isPrivate }) {
  const parts = preview?.parts ?? [];
  const unit = measureOf(account, isPrivate)?.unit;
  if (parts.length < 2) return null;
  return html`<details class="reply-parts" open>
    <summary>${t('reply_parts.title', { n: parts.length })}</summary>
    <ol tabindex="0" aria-label=${t('reply_parts.title', { n: parts.length })}>
      ${parts.map(
        (part, index) => html`<li key=${index} class="reply-part">
          <p class="reply-part-text" dir="auto" lang=${languageOf(part.text)}>
            <${InlineText} text=${part.text} isInert=${true} />
          </p>
          <span class="reply-part-count">
            ${formatCount(
              tighter(part.weighted_length, preview?.limit ?? 0, part.bytes ?? 0, preview?.bytes_limit, unit),
            )}
          </span>
        </li>`,
      )}
    </ol>
  </details>`;
}

/**
 * The draft's length by the measure of its network and channel, counted here, and its cost, by the API's preview.
 * @param {{ text: string, to: string | undefined, isPrivate: boolean, preview: ReplyPreview | null,
 *   account: Account | undefined }} props
 */
export function ReplyLength({ text, to, isPrivate, preview, account }) {
  const measure = measureOf(account, isPrivate);
  if (!text || !measure) return null;
  const splits = measure.splits && !(isPrivate && preview?.message?.once);
  const whole = withOpening(text, preview?.opening ?? '');
  const characters = textLength(whole, measure.unit, to);
  const { length, limit, isBytes } = tighter(
    characters,
    measure.limit,
    textLength(whole, 'bytes'),
    measure.bytes_limit,
    measure.unit,
  );
  const hasLink = preview?.warnings.some(({ kind }) => kind === 'link_cost') ?? false;
  const isLong = length > limit;
  const posts = preview?.parts.length ?? 0;
  const costs = { network: networkName(account?.id), cost: formatPrice(preview?.message?.link_cost_usd ?? 0) };
  return html`<span class="count">
    <output class="composer-count" data-long=${isLong} data-over=${isLong && !splits}>
      ${splits || isBytes || length > limit / 2 ? formatCount({ length, limit, isBytes }) : formatNumber(length)}
    </output>
    ${isLong && posts > 1 && html`<span class="count-posts">${t('reply_parts.count', { n: posts })}</span>`}
    ${
      preview &&
      preview.cost_usd > 0 &&
      html`<span class="count-cost" data-link=${hasLink}
        title=${hasLink ? t('cost.link', costs) : t('cost.why', costs)}>
        ${formatPrice(preview.cost_usd)}
        ${hasLink && html`<span class="visually-hidden">${t('cost.link', costs)}</span>`}
      </span>`
    }
  </span>`;
}

/**
 * Of a text's length and its bytes, whichever is closer to its limit: a network may limit both (R4), or bytes alone.
 * @param {number} length @param {number} limit @param {number} bytes @param {number | null} [bytesLimit]
 * @param {string} [unit] of the length
 */
function tighter(length, limit, bytes, bytesLimit, unit) {
  const isBytes = Boolean(bytesLimit) && bytes / Number(bytesLimit) > length / limit;
  if (isBytes) return { length: bytes, limit: Number(bytesLimit), isBytes };
  return { length, limit, isBytes: unit === 'bytes' };
}

/** @param {{ length: number, limit: number, isBytes: boolean }} count */
function formatCount({ length, limit, isBytes }) {
  const count = `${formatNumber(length)}/${formatNumber(limit)}`;
  return isBytes ? t('reply_parts.bytes', { count }) : count;
}

/** What the desk puts in front counts too, unless the writer typed it. @param {string} text @param {string} opening */
function withOpening(text, opening) {
  return text.trim().toLowerCase().startsWith(opening.trim().toLowerCase()) ? text : opening + text;
}
