import { html, useEffect } from '/vendor/htm-preact.js';
import { reach, useAgain, watchReach } from '../desk/deliverability.js';
import { knows, t, word } from '../desk/i18n.js';
import { me } from '../desk/me.js';
import { queue } from '../desk/queue.js';
import { signIn } from '../desk/session.js';
import { useStore } from '../desk/store.js';
import { moment } from '../desk/time.js';
import { Icon } from './icon.js';

/**
 * An account without keys, or one not polled yet, is told of in the settings; to whoever answers posts it is no news.
 */
const NOT_DEAF = ['ok', 'waiting', 'unknown', 'not_connected', 'retired'];
const WAYS = /** @type {const} */ (['mail', 'sms']);

/** A channel that hears nothing, or late, is never shown as quiet: which, since when, and what that means. */
export function DeafBands() {
  const { accounts } = useStore(queue);
  const deaf = accounts.filter(({ state }) => !NOT_DEAF.includes(state));
  return deaf.map(
    ({ id, username, state, since, last_seen }) => html`<div class="band" role="status" key=${id}>
      <${Icon} name="warn" />
      <p>
        <b><bdi>@${username}</bdi>: ${knows('fault', state) ? word('fault', state) : t('deaf.title')}</b>
        ${since && ` ${t('deaf.since', { when: moment(since) })}`}
        ${last_seen && ` ${t('deaf.last', { when: moment(last_seen) })}`}
      </p>
    </div>`,
  );
}

/** Messages that only X's own app can open: no fault of the desk, and nothing that anybody can mend here. */
export function SealedBands() {
  const { accounts } = useStore(queue);
  return accounts.map(
    ({ id, username, encrypted }) =>
      encrypted &&
      html`<div class="band band-calm" role="note" key=${id}>
        <${Icon} name="lock" />
        <p>
          <b><bdi>@${username}</bdi>: ${t('encrypted.came', { n: encrypted.count, when: moment(encrypted.last) })}</b>
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
export function ReachBands() {
  const { people, failed, nobody } = useStore(reach);
  const { person } = useStore(me);
  useEffect(watchReach, []);
  const marked = people.flatMap((person) => WAYS.map((way) => ({ ...person, way, told: person[way] })));
  const alone = nobody ?? person?.nobody_reachable === true;
  return html`
    ${
      alone &&
      html`<div class="band" role="alert">
        <${Icon} name="warn" />
        <p><b>${t('reach_nobody')}</b> ${t('reach_nobody_do')}</p>
      </div>`
    }
    ${marked
      .filter(({ told }) => knows('reach', told.state))
      .map(
        ({ id, name, way, told }) => html`<div class="band" role="status" key=${`${id} ${way}`}>
          <${Icon} name="warn" />
          <p>
            <b><bdi>${name}</bdi>: ${word('reach', told.state)}</b>
            ${told.since && ` ${t('reach_since', { when: moment(told.since) })}`}
            ${failed === `${id} ${way}` && ` ${t('error.unreachable')}`}
          </p>
          <button type="button" class="button" onClick=${() => useAgain(id, way)}>${t('action.use_again')}</button>
        </div>`,
      )}
  `;
}

/** Asked once, over whatever lies open, which is still there afterwards. */
export function SessionEnded() {
  return html`<div class="ended" role="alertdialog" aria-modal="false" aria-labelledby="ended-title">
    <p><b id="ended-title">${t('session.ended')}</b> ${t('session.safe')}</p>
    <button type="button" class="button button-main" onClick=${signIn}>${t('session.again')}</button>
  </div>`;
}
