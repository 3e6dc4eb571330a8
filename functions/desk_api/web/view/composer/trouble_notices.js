import { html } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { Icon } from '../icon.js';

/** Loaded with the page, since a part that is wanted later cannot be fetched without a connection. */
export function OfflineNotice() {
  return html`<p class="notice notice-warn" role="status">
    <${Icon} name="warn" /><span><b>${t('offline.title')}</b> ${t('offline.draft')}</span>
  </p>`;
}

/** Says why sending failed, and that the draft is kept. @param {{ trouble: string }} props */
export function TroubleNotice({ trouble }) {
  return html`<p class="trouble" role="alert">
    <${Icon} name="warn" /><span>${trouble} ${t('composer.kept')}</span>
  </p>`;
}
