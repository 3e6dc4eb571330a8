import { html, useEffect } from '/vendor/htm-preact.js';
import { accountLabel } from '../desk/format/account_label.js';
import { addTexts, hasLabel, labelOf, t } from '../desk/format/i18n.js';
import { networkName } from '../desk/format/network_name.js';
import { formatMoment } from '../desk/format/time.js';
import { queue } from '../desk/queue/queue.js';
import { me } from '../desk/session/me.js';
import { signIn } from '../desk/session/session.js';
import { useStore } from '../desk/session/store.js';
import { deliverability, useAddressAgain, watchDeliverability } from '../desk/settings/deliverability.js';
import { Icon } from './icon.js';

await addTexts('banners');

/** Account states without a banner: the settings show them, and agents cannot change them. */
const HEALTHY_STATES = ['ok', 'waiting', 'unknown', 'not_connected', 'retired'];
const WAYS = /** @type {const} */ (['mail', 'sms']);

/** Warns of channels from which nothing arrives, or late, since when, and what that means. */
export function SilentChannelBanners() {
  const { accounts } = useStore(queue);
  const deaf = accounts.filter(({ state }) => !HEALTHY_STATES.includes(state));
  return deaf.map(
    ({ id, username, name, state, since, last_seen }) => html`<div class="banner" role="status" key=${id}>
      <${Icon} name="warn" />
      <p>
        <b>
          <bdi>${accountLabel({ username, name })}</bdi>
          : ${
            hasLabel('channel_fault', state)
              ? labelOf('channel_fault', state, { network: networkName(id) })
              : t('silent_channel.title')
          }
        </b>
        ${since && ` ${t('silent_channel.since', { when: formatMoment(since) })}`}
        ${last_seen && ` ${t('silent_channel.last', { when: formatMoment(last_seen) })}`}
      </p>
    </div>`,
  );
}

/** Points out encrypted messages, which only the network's own app can open. */
export function EncryptedMessageBanners() {
  const { accounts } = useStore(queue);
  return accounts.map(
    ({ id, username, name, encrypted }) =>
      encrypted &&
      html`<div class="banner banner-calm" role="note" key=${id}>
        <${Icon} name="lock" />
        <p>
          <b>
            <bdi>${accountLabel({ username, name })}</bdi>:${' '}
            ${t('encrypted.came', { n: encrypted.count, when: formatMoment(encrypted.last) })}
          </b>
          ${' '}
          ${t('encrypted.do', { network: networkName(id) })}
        </p>
        ${
          encrypted.url &&
          html`<a class="button" href=${encrypted.url} target="_blank" rel="noopener noreferrer">
            ${t('post.open', { network: networkName(id) })}<${Icon} name="out" />
          </a>`
        }
      </div>`,
  );
}

/**
 * Warns everybody if alerts reach nobody, and managers of addresses that are no longer used. A delayed mail is no
 * reason for a banner.
 */
export function DeliverabilityBanners() {
  const { people, failed, nobody } = useStore(deliverability);
  const { person } = useStore(me);
  useEffect(watchDeliverability, []);
  const addresses = people.flatMap((person) => WAYS.map((way) => ({ ...person, way, told: person[way] })));
  const nobodyReachable = nobody ?? person?.nobody_reachable === true;
  return html`
    ${
      nobodyReachable &&
      html`<div class="banner" role="alert">
        <${Icon} name="warn" />
        <p><b>${t('deliverability.nobody')}</b> ${t('deliverability.nobody_do')}</p>
      </div>`
    }
    ${addresses
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

/** Asks for sign-in once; everything on the page is kept. */
export function SessionEndedBanner() {
  return html`<div class="session-ended" role="alertdialog" aria-modal="false" aria-labelledby="ended-title">
    <p><b id="ended-title">${t('session.ended')}</b> ${t('session.safe')}</p>
    <button type="button" class="button button-main" onClick=${signIn}>${t('session.again')}</button>
  </div>`;
}
