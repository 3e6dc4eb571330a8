import { html } from '/vendor/htm-preact.js';
import { t } from '../desk/format/i18n.js';
import { newBuild, reload } from '../desk/session/new_build.js';
import { useStore } from '../desk/session/store.js';

/** Says that a new version waits until somebody has ended what they have begun; part of the first chunk, for later ones
 * may be gone. */
export function NewBuild() {
  const { waits } = useStore(newBuild);
  return (
    waits &&
    html`<p class="outbox-line new-build" role="status">
      <span>${t('new_build.waits')}</span>
      <button type="button" class="button" onClick=${reload}>${t('new_build.load')}</button>
    </p>`
  );
}
