import { html } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { isManager } from '../../desk/session/me.js';
import { href } from '../../desk/session/route.js';

/** Shown in the list before the first account is connected: three steps to the first ticket. */
export function QueueOnboarding() {
  return html`<div class="empty-state">
    <p class="empty-state-title">${t('onboarding.title')}</p>
    <ol class="steps">
      <li>${t('onboarding.connect')}</li>
      <li>${t('onboarding.push')} <code>desk accounts connect</code></li>
      <li>${t('onboarding.mention')}</li>
    </ol>
    ${
      isManager() &&
      html`<a class="button" href=${href({ page: 'settings', kind: '', item: '' })}>
        ${t('nav.settings')}
      </a>`
    }
  </div>`;
}
