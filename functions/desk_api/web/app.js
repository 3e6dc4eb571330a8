import { html, render } from '/vendor/htm-preact.js';
import './desk/session/chunk_loader.js';
import { showQueue } from './desk/queue/queue.js';
import { forgetOldDrafts } from './desk/replies/drafts.js';
import { announcement } from './desk/session/announce.js';
import { SessionEndedError, troubleKind } from './desk/session/api.js';
import { readMe } from './desk/session/me.js';
import { queueFilters, readAddress } from './desk/session/route.js';
import { session, signIn, signOut, startSession } from './desk/session/session.js';
import { createStore, useStore } from './desk/session/store.js';
import './desk/session/theme.js';
import { chooseLanguage, LANGUAGES, labelOf, language, t } from './desk/format/i18n.js';
import { Logo } from './view/icon.js';
import { RadioGroup } from './view/radio_group.js';
import { Desk } from './view/shell.js';

const start = createStore({ isReady: false, trouble: '' });

/**
 * Shows the desk once it is ready; until then nothing, the sign-in page, or the reason why the desk cannot be reached.
 */
function App() {
  const { isReady, trouble } = useStore(start);
  const { state } = useStore(session);
  const { text, turn } = useStore(announcement);
  useStore(language);
  return html`
    ${
      isReady
        ? html`<${Desk} />`
        : trouble
          ? html`<${Trouble} kind=${trouble} />`
          : state === 'out'
            ? html`<${SignIn} />`
            : null
    }
    <p class="visually-hidden" role="status" aria-live="polite"><span key=${turn}>${text}</span></p>
  `;
}

function SignIn() {
  const { problem } = useStore(session);
  return html`<main class="sign-in-page">
    <${Logo} />
    <h1 lang="ja-Latn">Sokutō</h1>
    <p>${t('sign_in.line')}</p>
    ${problem && html`<p class="trouble" role="alert"><span>${t('sign_in.failed')} <bdi>${problem}</bdi></span></p>`}
    <button type="button" class="button button-main" onClick=${signIn}>${t('sign_in.in')}</button>
    <${RadioGroup} name="language" value=${language.get().code} options=${LANGUAGES} choose=${chooseLanguage} />
  </main>`;
}

/** @param {{ kind: string }} props */
function Trouble({ kind }) {
  const { state } = useStore(session);
  return html`<main class="sign-in-page">
    <${Logo} />
    <p role="alert">
      ${
        kind === 'away'
          ? t('sign_in.unreachable')
          : kind === 'forbidden'
            ? t('sign_in.forbidden')
            : labelOf('trouble', kind)
      }
    </p>
    <button type="button" class="button button-main" onClick=${() => location.reload()}>${t('sign_in.retry')}</button>
    ${state === 'in' && html`<button type="button" class="button" onClick=${signOut}>${t('session.out')}</button>`}
  </main>`;
}

/** Requests the profile and the queue in parallel, so that the desk is drawn after one round trip. */
async function begin() {
  forgetOldDrafts();
  try {
    await startSession();
    readAddress();
    if (session.get().state !== 'in') return;
    showQueue(queueFilters());
    await readMe();
    start.set({ isReady: true });
  } catch (error) {
    if (error instanceof SessionEndedError) session.set({ state: 'out' });
    else start.set({ trouble: troubleKind(error) });
  }
}

render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
void begin();
