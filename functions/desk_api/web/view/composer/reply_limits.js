import { html } from '/vendor/htm-preact.js';
import { addTexts, formatNumber, labelOf, t } from '../../desk/format/i18n.js';
import { formatInstant, formatMoment, formatTimeLeft } from '../../desk/format/time.js';
import { useNow } from '../../desk/session/server_clock.js';
import { Icon } from '../icon.js';

await addTexts('limits');

/** @typedef {import('../../types/desk.d.ts').Post} Post */

/** From this share of a quota on, people are warned, as the API warns managers (N7). */
const NEAR = 0.8;

/**
 * What a reply meets on its way: what the desk puts in front of it, who sees it, until when it is taken, and how many
 * the account's plan allows.
 * @param {{ target: Post | undefined, isPrivate: boolean, network: string,
 *   preview: import('../../types/desk.d.ts').ReplyPreview | null }} props
 */
export function ReplyLimits({ target, isPrivate, preview, network }) {
  const opening = preview?.opening?.trim();
  return html`
    ${
      opening &&
      html`<span class="mark mark-opening" title=${t('opening.means')}>${t('opening.begins', { opening })}</span>`
    }
    ${target && html`<${SeenBy} target=${target} isPrivate=${isPrivate} />`}
    ${target?.answer_by && html`<${TimeToAnswer} until=${target.answer_by} />`}
    <${QuotaLeft} preview=${preview} network=${network} />
  `;
}

/**
 * Until when the network takes an answer, and how long that still is (N3).
 * @param {{ until: string }} props
 */
function TimeToAnswer({ until }) {
  const left = useNow((at) => (Date.parse(until) > at ? formatTimeLeft(Date.parse(until) - at) : ''));
  return html`<span class="mark time-to-answer" data-over=${left === ''} title=${formatInstant(until)}>
    <${Icon} name="late" />
    ${left ? t('answer_window.left', { left, when: formatMoment(until) }) : t('answer_window.over')}
  </span>`;
}

/**
 * Who sees the answer, where the post is neither for everybody nor private: the same people as the post (N6).
 * @param {{ target: Post, isPrivate: boolean }} props
 */
function SeenBy({ target, isPrivate }) {
  const { audience } = target;
  if (isPrivate || !audience || audience === 'public') return null;
  return html`<span class="mark mark-private" title=${t('audience.means')}>
    <${Icon} name="lock" />${labelOf('audience', audience)}
  </span>`;
}

/**
 * What the account's plan still allows; nothing where that is not known (N7).
 * @param {{ preview: import('../../types/desk.d.ts').ReplyPreview | null, network: string }} props
 */
function QuotaLeft({ preview, network }) {
  const quota = preview?.quota;
  if (!quota || quota.limit === null || quota.left === null) return null;
  const counts = { network, left: formatNumber(quota.left), limit: formatNumber(quota.limit) };
  return html`<span class="mark quota-left" data-near=${quota.used >= quota.limit * NEAR} data-over=${quota.left === 0}
    title=${t('quota.means', { ...counts, when: formatMoment(quota.as_of) })}>
    ${t('quota.left', counts)}
  </span>`;
}
