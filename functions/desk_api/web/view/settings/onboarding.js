import { html } from '/vendor/htm-preact.js';
import { t } from '../../desk/i18n.js';
import { href } from '../../desk/route.js';
import { mayChange } from '../../desk/settings.js';

/**
 * A desk that listens to nobody yet: what to do, in three steps, each with where it is done.
 * @param {{ documents: Record<string, import('../../desk/settings.js').Document[]> }} props
 */
export function FirstVisit({ documents }) {
  const alone = (documents.person ?? []).length < 2;
  return html`<section class="first-visit" aria-label=${t('first.title')}>
    <h2>${t('first.title')}</h2>
    <ol class="first-steps">
      <li>
        <p><strong>${t('first.account')}</strong> ${t('first.account_means')}</p>
        ${
          mayChange('account')
            ? html`<a class="button button-main" href=${href({ page: 'settings', kind: 'account', item: '+' })}>
              ${t('first.account_do')}
            </a>`
            : html`<p class="quiet">${t('settings.for_admins')}</p>`
        }
      </li>
      <li>
        <p><strong>${t('first.keys')}</strong> ${t('first.keys_means')}</p>
        <code class="command">desk accounts connect</code>
      </li>
      <li><p><strong>${t('first.mention_title')}</strong> ${t('first.mention')}</p></li>
    </ol>
    ${
      alone &&
      mayChange('person') &&
      html`<p class="quiet">
        ${t('first.people')}${' '}
        <a class="quiet-link" href=${href({ page: 'settings', kind: 'person', item: '+' })}>${t('first.people_do')}</a>
      </p>`
    }
  </section>`;
}
