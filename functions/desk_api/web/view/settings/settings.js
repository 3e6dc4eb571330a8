import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { get } from '../../desk/api.js';
import { me } from '../../desk/me.js';
import { signOut } from '../../desk/session.js';
import { useStore } from '../../desk/store.js';
import { chooseTheme, theme, THEMES } from '../../desk/theme.js';
import { moment, readersZone } from '../../desk/time.js';
import { chooseLanguage, language, LANGUAGES, t, word } from '../../desk/words.js';
import { Choice } from '../choice.js';
import { Device } from '../device.js';

/** @typedef {import('../../types/desk.d.ts').Health} Health */

export const sheets = ['/css/settings.css'];

/** Who I am, how the page speaks and looks, and whether the desk hears. */
export function Page() {
  const { person } = useStore(me);
  const { code } = useStore(language);
  const { choice } = useStore(theme);
  return html`<div class="settings">
    <h1>${t('nav.settings')}</h1>
    <section>
      <h2>${t('settings.you')}</h2>
      <dl class="facts">
        <div><dt>${t('settings.name')}</dt><dd>${person?.name}</dd></div>
        <div><dt>${t('settings.email')}</dt><dd>${person?.email}</dd></div>
        <div><dt>${t('settings.role')}</dt><dd>${person?.groups.map((group) => word('group', group)).join(' · ')}</dd></div>
        <div><dt>${t('settings.zone')}</dt><dd>${readersZone()}</dd></div>
      </dl>
      <button type="button" class="button" onClick=${signOut}>${t('session.out')}</button>
    </section>
    <section>
      <h2>${t('settings.language')}</h2>
      <${Choice} name="language" value=${code} options=${LANGUAGES} choose=${chooseLanguage} />
    </section>
    <section>
      <h2>${t('settings.theme')}</h2>
      <${Choice} name="theme" value=${choice} options=${THEMES.map((each) => [each, word('theme', each)])} choose=${chooseTheme} />
    </section>
    <${Device} />
    <${Hearing} />
  </div>`;
}

function Hearing() {
  const [health, setHealth] = useState(/** @type {Health | null} */ (null));
  const [failed, setFailed] = useState(false);
  useEffect(() => void get('/api/health').then(setHealth, () => setFailed(true)), []);
  return html`<section>
    <h2>${t('settings.accounts')}</h2>
    ${failed && html`<p class="quiet">${t('settings.health_failed')}</p>`}
    <ul class="hearing">
      ${health?.accounts.map((account) => html`<li key=${account.id}>
        <span class="hearing-state" data-ok=${['ok', 'waiting'].includes(account.state)}>${hearing(account.state)}</span>
        <bdi class="name">@${account.username}</bdi>
        <span class="quiet">${account.last_seen ? t('settings.last_seen', { when: moment(account.last_seen) }) : t('settings.never_seen')}</span>
      </li>`)}
    </ul>
  </section>`;
}

/** @param {string} state */
function hearing(state) {
  if (state === 'waiting') return t('settings.waiting');
  return state === 'ok' ? t('settings.hears') : t('settings.deaf');
}
