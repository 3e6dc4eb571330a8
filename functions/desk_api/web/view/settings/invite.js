import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { announce } from '../../desk/session/announce.js';
import { invite } from '../../desk/settings/settings.js';
import { useAction } from '../use_action.js';

/** Sends the invitation again, if it was lost or has expired. @param {{ id: string, email: string }} props */
export function Invite({ id, email }) {
  const { busy, trouble, run, clear } = useAction();
  const [sent, setSent] = useState(false);
  useEffect(() => {
    setSent(false);
    clear();
  }, [id]);
  const send = async () => {
    if (!(await run(() => invite(id)))) return;
    setSent(true);
    announce(t('settings.invited', { email }));
  };
  return html`<div class="field-row">
    <p class="field-note">${t('settings.invite_note')}</p>
    <p>
      <button type="button" class="button" disabled=${busy || sent} onClick=${send}>${t('settings.invite')}</button>
    </p>
    ${sent && html`<p class="notice-line">${t('settings.invited', { email })}</p>`}
    ${trouble && html`<p class="trouble" role="alert"><span>${trouble}</span></p>`}
  </div>`;
}
