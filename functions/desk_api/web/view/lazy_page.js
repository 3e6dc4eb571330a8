import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { labelOf, t } from '../desk/format/i18n.js';
import { isOutdated, reload } from '../desk/session/new_build.js';
import { loadStyleSheet } from '../desk/session/style_sheets.js';

/** @typedef {() => Promise<{ Page: any, sheet: string }>} Load */

/** Loaded pages, shown at once when visited again. @type {Map<string, any>} */
const loadedPages = new Map();

/** A lazily loaded page with its style sheet. @param {{ name: 'reports' | 'settings', load: Load }} props */
export function LazyPage({ name, load }) {
  const [, redraw] = useState(0);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    if (loadedPages.has(name)) return;
    fetchPage(name, load).then(
      () => {
        if (wanted) redraw((n) => n + 1);
      },
      () => {
        if (wanted) setFailed(true);
      },
    );
    return () => {
      wanted = false;
    };
  }, [name, turn]);
  const Page = loadedPages.get(name);
  if (Page) return html`<${Page} />`;
  const title = html`<h1>${labelOf('nav', name)}</h1>`;
  if (!failed) return html`<div class="page-loading">${title}<p class="muted">${t('queue.loading')}</p></div>`;
  return html`<div class="page-loading">
    ${title}<p role="alert">${t('error.unreachable')}</p>
    <button type="button" class="button"
      onClick=${() => {
        if (isOutdated()) reload();
        setFailed(false);
        setTurn(turn + 1);
      }}>
      ${t('sign_in.retry')}
    </button>
  </div>`;
}

/** @param {string} name @param {Load} load */
async function fetchPage(name, load) {
  const { Page, sheet } = await load();
  await loadStyleSheet(sheet);
  loadedPages.set(name, Page);
}
