import { html, useEffect } from '/vendor/htm-preact.js';
import { deliverability, useAddressAgain, watchDeliverability } from '../desk/deliverability.js';
import { hasLabel, labelOf, t } from '../desk/i18n.js';
import { me } from '../desk/me.js';
import { queue } from '../desk/queue.js';
import { signIn } from '../desk/session.js';
import { useStore } from '../desk/store.js';
import { formatMoment } from '../desk/time.js';
import { Icon } from './icon.js';

/**
 * An account without keys, or one not polled yet, is told of in the settings; to whoever answers posts it is no news.
 */
const HEALTHY_STATES = ['ok', 'waiting', 'unknown', 'not_connected', 'retired'];
const WAYS = /** @type {const} */ (['mail', 'sms']);

/** A channel that hears nothing, or late, is never shown as quiet: which, since when, and what that means. */
export function SilentChannelBanners() {
  const { accounts } = useStore(queue);
  const deaf = accounts.filter(({ state }) => !HEALTHY_STATES.includes(state));
  return deaf.map(
    ({ id, username, state, since, last_seen }) => html`<div class="banner" role="status" key=${id}>
      <${Icon} name="warn" />
      <p>
        <b>
          <bdi>@${username}</bdi>
          : ${hasLabel('channel_fault', state) ? labelOf('channel_fault', state) : t('silent_channel.title')}
        </b>
        ${since && ` ${t('silent_channel.since', { when: formatMoment(since) })}`}
        ${last_seen && ` ${t('silent_channel.last', { when: formatMoment(last_seen) })}`}
      </p>
    </div>`,
  );
}

/** Messages that only X's own app can open: no fault of the desk, and nothing that anybody can mend here. */
export function EncryptedMessageBanners() {
  const { accounts } = useStore(queue);
  return accounts.map(
    ({ id, username, encrypted }) =>
      encrypted &&
      html`<div class="banner banner-calm" role="note" key=${id}>
        <${Icon} name="lock" />
        <p>
          <b>
            <bdi>@${username}</bdi>: ${t('encrypted.came', { n: encrypted.count, when: formatMoment(encrypted.last) })}
          </b>
          ${' '}
          ${t('encrypted.do')}
        </p>
        <a class="button" href="https://x.com/messages" target="_blank" rel="noopener noreferrer">
          ${t('post.open')}<${Icon} name="out" />
        </a>
      </div>`,
  );
}

/**
 * For everybody: that no alert reaches anybody. For managers: whose address is not used any more, since when, and the
 * way back. A mail that may yet come through is no reason for a band.
 */
export function DeliverabilityBanners() {
  const { people, failed, nobody } = useStore(deliverability);
  const { person } = useStore(me);
  useEffect(watchDeliverability, []);
  const marked = people.flatMap((person) => WAYS.map((way) => ({ ...person, way, told: person[way] })));
  const alone = nobody ?? person?.nobody_reachable === true;
  return html`
    ${
      alone &&
      html`<div class="banner" role="alert">
        <${Icon} name="warn" />
        <p><b>${t('deliverability.nobody')}</b> ${t('deliverability.nobody_do')}</p>
      </div>`
    }
    ${marked
      .filter(({ told }) => hasLabel('address_status', told.state))
      .map(
        ({ id, name, way, told }) => html`<div class="banner" role="status" key=${`${id} ${way}`}>
          <${Icon} name="warn" />
          <p>
            <b><bdi>${name}</bdi>: ${labelOf('address_status', told.state)}</b>
            ${told.since && ` ${t('deliverability.since', { when: formatMoment(told.since) })}`}
            ${failed === `${id} ${way}` && ` ${t('error.unreachable')}`}
          </p>
          <button type="button" class="button" onClick=${() => useAddressAgain(id, way)}>
            ${t('action.use_again')}
          </button>
        </div>`,
      )}
  `;
}

/** Asked once, over whatever lies open, which is still there afterwards. */
export function SessionEndedBanner() {
  return html`<div class="session-ended" role="alertdialog" aria-modal="false" aria-labelledby="ended-title">
    <p><b id="ended-title">${t('session.ended')}</b> ${t('session.safe')}</p>
    <button type="button" class="button button-main" onClick=${signIn}>${t('session.again')}</button>
  </div>`;
}
