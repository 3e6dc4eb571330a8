import { html } from '/vendor/htm-preact.js';
import { addTexts, labelOf, t } from '../../desk/format/i18n.js';
import { formatInstant, formatMoment, formatTimeLeft } from '../../desk/format/time.js';
import { useNow } from '../../desk/session/server_clock.js';
import { Icon } from '../icon.js';

await addTexts('answer_channel');

/** @typedef {import('../../types/desk.d.ts').PrivateAnswer} PrivateAnswer */

/**
 * The choice between an answer for everybody and the one private answer that the network takes to a public post (N3):
 * until when it takes it, that it is used, and what still goes.
 * @param {{ message: PrivateAnswer, isPrivate: boolean, network: string, goPublic: () => void,
 *   goPrivate: () => void }} props
 */
export function AnswerChannel({ message, isPrivate, network, goPublic, goPrivate }) {
  const isOver = useNow((now) => message.until != null && Date.parse(message.until) <= now);
  const mayBePrivate = message.allowed && !isOver;
  const options = /** @type {const} */ ([
    ['public', !isPrivate, goPublic, true],
    ['direct', isPrivate, goPrivate, mayBePrivate],
  ]);
  return html`<div class="answer-channel">
    <div class="radio-group" role="radiogroup" aria-label=${t('answer_channel.label')}
      aria-describedby="answer-channel-note">
      ${options.map(
        ([channel, isChosen, choose, isPossible]) => html`<label class="radio-option" key=${channel}>
          <input type="radio" name="answer-channel" value=${channel} checked=${isChosen}
            disabled=${!isPossible && !isChosen} onChange=${choose} />
          <span>${channel === 'direct' && html`<${Icon} name="lock" />`}${labelOf('answer_channel', channel)}</span>
        </label>`,
      )}
    </div>
    <p class="answer-channel-note" id="answer-channel-note" data-over=${!mayBePrivate}
      title=${message.until ? formatInstant(message.until) : undefined}>
      <${Note} message=${message} isPrivate=${isPrivate} isOver=${isOver} network=${network} />
    </p>
  </div>`;
}

/** @param {{ message: PrivateAnswer, isPrivate: boolean, isOver: boolean, network: string }} props */
function Note({ message, isPrivate, isOver, network }) {
  const { allowed, reason_code, until, used_at } = message;
  const left = useNow((now) => (until ? formatTimeLeft(Math.max(0, Date.parse(until) - now)) : ''));
  if (used_at) return t('answer_channel.used', { when: formatMoment(used_at) });
  if (isOver || reason_code === 'window_closed')
    return until ? t('answer_channel.closed', { when: formatMoment(until) }) : t('answer_channel.closed_before');
  if (!allowed) return labelOf('reply_permission', reason_code, { network });
  const values = { when: until ? formatMoment(until) : '', left, network: message.network_name ?? network };
  if (isPrivate) return until ? t('answer_channel.private_until', values) : t('answer_channel.private_means', values);
  return until ? t('answer_channel.public_until', values) : t('private_reply.back_means');
}
