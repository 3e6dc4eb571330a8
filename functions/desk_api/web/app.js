import { html, render } from '/vendor/htm-preact.js';
import { spoken } from './desk/announce.js';
import { kindOf, SessionEndedError } from './desk/api.js';
import { forgetOldDrafts } from './desk/drafts.js';
import { readMe } from './desk/me.js';
import { lookAt } from './desk/queue.js';
import { lookAround, narrowing } from './desk/route.js';
import { session, signIn, signOut, startSession } from './desk/session.js';
import { createStore, useStore } from './desk/store.js';
import './desk/theme.js';
import { chooseLanguage, LANGUAGES, language, t, word } from './desk/i18n.js';
import { Sign } from './view/icon.js';
import { Choice } from './view/radio_group.js';
import { Desk } from './view/shell.js';

const start = createStore({ isReady: false, trouble: '' });

/** Nothing, then the desk; or the way in; or what to do when the desk does not answer. */
function App() {
  const { isReady, trouble } = useStore(start);
  const { state } = useStore(session);
  const { text, turn } = useStore(spoken);
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
    <p class="unseen" role="status" aria-live="polite"><span key=${turn}>${text}</span></p>
  `;
}

function SignIn() {
  const { problem } = useStore(session);
  return html`<main class="gate">
    <${Sign} />
    <h1 lang="ja-Latn">Sokutō</h1>
    <p>${t('gate.line')}</p>
    ${problem && html`<p class="trouble" role="alert"><span>${t('gate.failed')} <bdi>${problem}</bdi></span></p>`}
    <button type="button" class="button button-main" onClick=${signIn}>${t('gate.in')}</button>
    <${Choice} name="language" value=${language.get().code} options=${LANGUAGES} choose=${chooseLanguage} />
  </main>`;
}

/** @param {{ kind: string }} props */
function Trouble({ kind }) {
  const { state } = useStore(session);
  return html`<main class="gate">
    <${Sign} />
    <p role="alert">
      ${kind === 'away' ? t('gate.unreachable') : kind === 'forbidden' ? t('gate.forbidden') : word('trouble', kind)}
    </p>
    <button type="button" class="button button-main" onClick=${() => location.reload()}>${t('gate.retry')}</button>
    ${state === 'in' && html`<button type="button" class="button" onClick=${signOut}>${t('session.out')}</button>`}
  </main>`;
}

/** Who somebody is and who waits are asked for at once, so that the desk stands after one round trip. */
async function begin() {
  forgetOldDrafts();
  try {
    await startSession();
    lookAround();
    if (session.get().state !== 'in') return;
    lookAt(narrowing());
    await readMe();
    start.set({ isReady: true });
  } catch (error) {
    if (error instanceof SessionEndedError) session.set({ state: 'out' });
    else start.set({ trouble: kindOf(error) });
  }
}

render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
await begin();
