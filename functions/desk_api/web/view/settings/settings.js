import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { addTexts, chooseLanguage, hasLabel, LANGUAGES, labelOf, language, t } from '../../desk/format/i18n.js';
import { useNetworks } from '../../desk/format/networks.js';
import { formatMoment, readerZone } from '../../desk/format/time.js';
import { get } from '../../desk/session/api.js';
import { isManager, me } from '../../desk/session/me.js';
import { href, route } from '../../desk/session/route.js';
import { signOut } from '../../desk/session/session.js';
import { useStore } from '../../desk/session/store.js';
import { chooseTheme, THEMES, theme } from '../../desk/session/theme.js';
import { readSettings, settings } from '../../desk/settings/settings.js';
import { ConnectionTrouble } from '../connection_status.js';
import { DeviceAlerts } from '../device_alerts.js';
import { Icon } from '../icon.js';
import { AccountName } from '../queue/ticket_row.js';
import { RadioGroup } from '../radio_group.js';
import { useRead } from '../use_read.js';
import { Editor, NEW_ITEM } from './editor.js';
import { SettingsOnboarding } from './onboarding.js';
import { allOf, KindList, Overview, titleOf } from './overview.js';

await addTexts('settings');

/** @typedef {import('../../types/desk.d.ts').Health} Health */

export const sheet = new URL('../../css/settings.css', import.meta.url).href;

/** The settings page: profile, language, theme and channel health; for managers and admins the desk's documents. */
export function Page() {
  const { kind, item } = useStore(route);
  const { documents, asOf } = useStore(settings);
  const manages = isManager();
  useStore(me);
  const trouble = useRead(readSettings, () => {}, [manages || null]);
  const troubled = trouble && html`<${ConnectionTrouble} trouble=${trouble} asOf=${asOf} />`;
  useEffect(() => {
    window.document.querySelector('.page')?.scrollTo(0, 0);
  }, [kind, item]);
  if (!manages || !kind) return html`<${Front} documents=${documents} troubled=${troubled} />`;
  const found = allOf(kind, documents?.[kind] ?? []);
  const one = found.find((each) => each.id === item);
  const title =
    item === NEW_ITEM ? labelOf('new_item', kind) : one ? titleOf(one) : item || labelOf('settings_kind', kind);
  const up =
    item && kind !== 'desk'
      ? { page: /** @type {const} */ ('settings'), kind, item: '' }
      : { page: /** @type {const} */ ('settings'), kind: '', item: '' };
  return html`<div class="settings settings-wide">
    <header class="settings-head">
      <a class="icon-button" href=${href(up)} aria-label=${t('settings.back')}><${Icon} name="back" /></a>
      <div><p class="muted">${item ? labelOf('settings_kind', kind) : t('settings.desk')}</p><h1>${title}</h1></div>
    </header>
    ${troubled}
    ${!documents && !trouble && html`<p class="muted" role="status">${t('queue.loading')}</p>`}
    ${documents && !(kind in documents) && html`<p class="muted">${t('settings.gone')}</p>`}
    ${
      documents &&
      kind in documents &&
      (item
        ? html`<${Editor} key=${`${kind} ${item}`} kind=${kind} item=${item} documents=${found} />`
        : html`<${KindList} kind=${kind} documents=${found} />`)
    }
  </div>`;
}

/**
 * @param {{ documents: Record<string, import('../../desk/settings/settings.js').Document[]> | null,
 *   troubled: unknown }} props
 */
function Front({ documents, troubled }) {
  const { person } = useStore(me);
  const { code } = useStore(language);
  const { choice } = useStore(theme);
  const noAccount = documents !== null && (documents.account ?? []).length === 0;
  return html`<div class="settings settings-front">
    <h1>${t('nav.settings')}</h1>
    ${troubled}
    ${noAccount && html`<${SettingsOnboarding} documents=${documents} />`}
    ${documents && html`<section><h2>${t('settings.desk')}</h2><${Overview} documents=${documents} /></section>`}
    <div class="settings-own">
      <section>
        <h2>${t('settings.you')}</h2>
        <dl class="facts">
          <div><dt>${t('settings.name')}</dt><dd>${person?.name}</dd></div>
          <div><dt>${t('settings.email')}</dt><dd>${person?.email}</dd></div>
          <div>
            <dt>${t('settings.role')}</dt><dd>${person?.groups.map((group) => labelOf('group', group)).join(' · ')}</dd>
          </div>
          <div><dt>${t('settings.zone')}</dt><dd>${readerZone()}</dd></div>
        </dl>
        <button type="button" class="button" onClick=${signOut}>${t('session.out')}</button>
      </section>
      <section>
        <h2>${t('settings.language')}</h2>
        <${RadioGroup} name="language" value=${code} options=${LANGUAGES} choose=${chooseLanguage} />
      </section>
      <section>
        <h2>${t('settings.theme')}</h2>
        <${RadioGroup} name="theme" value=${choice} options=${THEMES.map((each) => [each, labelOf('theme', each)])}
          choose=${chooseTheme} />
      </section>
      <${DeviceAlerts} />
      <${Hearing} />
    </div>
  </div>`;
}

/**
 * States of an account that are no fault. One of which posts came in and no read has ended yet is being checked.
 * @type {Record<string, () => string>}
 */
const WITHOUT_FAULT = {
  ok: () => t('settings.hears'),
  waiting: () => t('settings.waiting'),
  unknown: () => t('settings.being_checked'),
  retired: () => t('settings.is_retired'),
};

function Hearing() {
  const [health, setHealth] = useState(/** @type {Health | null} */ (null));
  const trouble = useRead(() => get('/api/health'), setHealth, []);
  const { code } = useStore(language);
  const networks = useNetworks();
  const blindSpots = (/** @type {string} */ network) =>
    networks.find(({ id }) => id === network)?.blind_spots?.[code] ?? [];
  return html`<section>
    <h2>${t('settings.accounts')}</h2>
    ${trouble && html`<p class="muted">${t('settings.health_failed')} ${labelOf('trouble', trouble.kind)}</p>`}
    <ul class="channel-health">
      ${health?.accounts.map(
        (account) => html`<li key=${account.id}>
          <span class="channel-health-state" data-ok=${account.state in WITHOUT_FAULT}>
            ${(WITHOUT_FAULT[account.state] ?? (() => t('settings.deaf')))()}
          </span>
          <${AccountName} account=${account} id=${account.id} showsNetwork=${true} />
          <span class="muted">
            ${
              account.last_seen
                ? t('settings.last_seen', { when: formatMoment(account.last_seen) })
                : t('settings.never_seen')
            }
          </span>
          ${
            account.quota?.left != null &&
            html`<span class="muted channel-health-more">
              ${t('settings.quota', { left: account.quota.left, limit: account.quota.limit ?? 0 })}
            </span>`
          }
          ${
            account.shows_native_answers === false &&
            html`<span class="muted channel-health-more">
              ${t('settings.native_unseen', { network: account.network_name })}
            </span>`
          }
          ${
            blindSpots(account.network).length > 0 &&
            html`<details class="channel-health-more blind-spots">
              <summary>${t('settings.blind_spots')}</summary>
              <ul>${blindSpots(account.network).map((each) => html`<li>${each}</li>`)}</ul>
            </details>`
          }
          ${
            leftOut(account) &&
            html`<span class="muted channel-health-more">
              ${t('settings.left_out')} ${leftOut(account)}
            </span>`
          }
        </li>`,
      )}
    </ul>
  </section>`;
}

/** Recent posts without a ticket, by reason. @param {Health['accounts'][number]} account */
function leftOut({ left_out = {} }) {
  return Object.entries(left_out)
    .filter(([why]) => hasLabel('left_out', why))
    .map(([why, { count }]) => labelOf('left_out', why, { n: count }))
    .join(t('settings.and'));
}
