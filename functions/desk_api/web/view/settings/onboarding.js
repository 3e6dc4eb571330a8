import { html } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { href } from '../../desk/session/route.js';
import { mayChange } from '../../desk/settings/settings.js';

/**
 * Setup in three steps, for a desk without an account.
 * @param {{ documents: Record<string, import('../../desk/settings/settings.js').Document[]> }} props
 */
export function SettingsOnboarding({ documents }) {
  const alone = (documents.person ?? []).length < 2;
  return html`<section class="onboarding" aria-label=${t('onboarding.title')}>
    <h2>${t('onboarding.title')}</h2>
    <ol class="onboarding-steps">
      <li>
        <p><strong>${t('onboarding.account')}</strong> ${t('onboarding.account_means')}</p>
        ${
          mayChange('account')
            ? html`<a class="button button-main" href=${href({ page: 'settings', kind: 'account', item: '+' })}>
              ${t('onboarding.account_do')}
            </a>`
            : html`<p class="muted">${t('settings.for_admins')}</p>`
        }
      </li>
      <li>
        <p><strong>${t('onboarding.keys')}</strong> ${t('onboarding.keys_means')}</p>
        <code class="command">desk accounts connect</code>
      </li>
      <li><p><strong>${t('onboarding.mention_title')}</strong> ${t('onboarding.mention')}</p></li>
    </ol>
    ${
      alone &&
      mayChange('person') &&
      html`<p class="muted">
        ${t('onboarding.people')}${' '}
        <a class="text-link" href=${href({ page: 'settings', kind: 'person', item: '+' })}>
          ${t('onboarding.people_do')}
        </a>
      </p>`
    }
  </section>`;
}
