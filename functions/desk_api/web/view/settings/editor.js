import { html, useEffect, useMemo, useState } from '/vendor/htm-preact.js';
import { kindOf, ProblemError } from '../../desk/api.js';
import { keepEdit, keptEdit } from '../../desk/edits.js';
import { go } from '../../desk/route.js';
import { say } from '../../desk/say.js';
import { difference, letIn, mayChange, merge, nothingMoves, readSettings, same, save, tryOut } from '../../desk/settings.js';
import { t, word } from '../../desk/words.js';
import { explain } from '../act.js';
import { Checked, Moved } from './checked.js';
import { FieldRow } from './field.js';
import { Outlook } from './outlook.js';
import { titleOf } from './overview.js';
import { fieldsOf, NEW } from './shapes.js';

/** @typedef {import('../../desk/settings.js').Document} Document */
/** @typedef {import('../../desk/settings.js').Changed} Changed */
/** @typedef {import('./field.js').Fault} Fault */

export const NEW_ITEM = '+';

/**
 * One document of the settings: edited, tried out, then saved (C6).
 * @param {{ kind: string, item: string, documents: Document[] }} props
 */
export function Editor({ kind, item, documents }) {
  const there = documents.find((each) => each.id === item);
  const first = useMemo(() => keptEdit(kind, item) ?? fresh(kind, there), [kind, item]);
  const [edit, setEdit] = useState(first);
  const [fault, setFault] = useState(/** @type {Fault | null} */ (null));
  const [changed, setChanged] = useState(/** @type {Changed | null} */ (null));
  const [movedTo, setMovedTo] = useState(/** @type {number | null} */ (null));
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const [both, setBoth] = useState(/** @type {Record<string, any>} */ ({}));
  const allowed = mayChange(kind);
  const isNew = item === NEW_ITEM;
  const dirty = isNew || !same(edit.base, edit.body);
  const document = { kind, id: isNew ? edit.id : item, version: edit.version, body: edit.body };

  const take = (/** @type {typeof edit} */ next) => {
    setEdit(next);
    setChanged(null);
    setFault(null);
    setTrouble('');
    if (allowed) keepEdit(kind, item, isNew || !same(next.base, next.body) ? next : null);
  };
  const set = (/** @type {string} */ name, /** @type {any} */ value) => {
    const body = { ...edit.body, [name]: value };
    if (value === undefined) delete body[name];
    take({ ...edit, body });
  };
  /** @param {() => Promise<void>} what */
  const run = async (what) => {
    setBusy(true);
    setTrouble('');
    setFault(null);
    try {
      await what();
    } catch (error) {
      setChanged(null);
      const reading = refused(error);
      if (reading) await reading;
    } finally {
      setBusy(false);
    }
  };
  /** The document as it is in force now, once it says what was to be saved. @param {Document} now */
  function saved(now) {
    keepEdit(kind, item, null);
    setEdit(fresh(kind, now));
    say(t('settings.saved'));
    if (isNew) go({ item: now.id }, true);
  }
  /** Somebody else saved first; or we did, and the answer was lost. @param {number} version */
  async function moved(version) {
    const documents = await readSettings().catch(() => null);
    const now = documents?.[kind]?.find((each) => each.id === document.id);
    if (now && same(now.body, edit.body)) saved(now);
    else setMovedTo(version);
  }
  /** @param {unknown} error */
  function refused(error) {
    if (error instanceof ProblemError && error.status === 409 && error.problem.document) return moved(error.problem.document.version);
    if (error instanceof ProblemError && error.status === 400) setFault(faultOf(error, document, edit.body));
    else if (error instanceof ProblemError) setTrouble(error.status < 429 ? error.message : word('trouble', kindOf(error)));
    else setTrouble(explain(error));
    return undefined;
  }
  const check = () => run(async () => {
    setChanged(kind === 'person' ? nothingMoves(dirty ? [{ kind, id: document.id, version: edit.version + 1 }] : []) : await tryOut(document));
  });
  const put = () => run(async () => {
    const done = await save(document, edit.base);
    keepEdit(kind, item, null);
    setChanged(null);
    const now = (await readSettings())[kind]?.find((each) => each.id === (done.documents[0]?.id ?? document.id));
    if (now) saved(now);
  });
  const reload = (/** @type {boolean} */ keep) => run(async () => {
    const now = (await readSettings())[kind]?.find((each) => each.id === document.id);
    if (!now) return setTrouble(t('settings.gone'));
    const merged = keep ? merge(edit.base, edit.body, now.body) : { body: now.body, both: [] };
    setMovedTo(null);
    setBoth(Object.fromEntries(merged.both.map((name) => [name, now.body[name]])));
    return take({ id: now.id, version: now.version, base: now.body, body: merged.body });
  });
  const retire = () => run(async () => {
    await save({ ...document, body: { ...edit.base, retired: true } }, edit.base);
    await readSettings();
    keepEdit(kind, item, null);
    go({ item: '' }, true);
  });
  useEffect(() => {
    if (fault) /** @type {HTMLElement | null} */ (['.field-row[data-bad="true"] [aria-invalid="true"]', '.field-row[data-bad="true"] :is(input, select, textarea)', '.editor-fault'].map((each) => window.document.querySelector(each)).find((each) => each !== null))?.focus();
  }, [fault]);

  if (!there && !isNew) return html`<p class="quiet">${t('settings.gone')}</p>`;
  const fields = fieldsOf(kind, edit.body);
  const claimed = fault !== null && fields.some((field) => fault.path === field.name || fault.path.startsWith(`${field.name}.`) || fault.path.startsWith(`${field.name}[`));
  return html`<form class="editor" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); if (changed) put(); else check(); }}>
    ${!allowed && html`<p class="notice-line">${t('settings.for_admins')}</p>`}
    ${movedTo !== null && html`<${Moved} version=${movedTo} busy=${busy} reload=${reload} />`}
    <fieldset class="editor-fields" disabled=${!allowed || busy}>
      ${isNew && kind !== 'person' && html`<div class="field-row" data-bad=${fault !== null && !claimed && fault.path === ''}><label for="field-id">${t('settings.id')}</label><p class="field-note" id="field-id-note">${t('settings.id_note')}</p>
        <input class="field" id="field-id" aria-describedby="field-id-note" autocomplete="off" spellcheck=${false} value=${edit.id} onInput=${(/** @type {any} */ event) => take({ ...edit, id: event.target.value.trim() })} /></div>`}
      ${fields.map((field) => html`<div key=${field.name}>
        <${FieldRow} field=${field} value=${edit.body[field.name]} set=${(/** @type {any} */ value) => set(field.name, value)} fault=${fault} body=${edit.body} />
        ${field.name in both && html`<p class="notice-line">${t('settings.both_changed')} <code class="theirs">${JSON.stringify(both[field.name] ?? null)}</code>
          <button type="button" class="quiet-link" onClick=${() => { set(field.name, both[field.name]); setBoth(Object.fromEntries(Object.entries(both).filter(([name]) => name !== field.name))); }}>${t('settings.take_theirs')}</button></p>`}
      </div>`)}
    </fieldset>
    ${kind === 'calendar' && html`<${Outlook} body=${edit.body} />`}
    ${fault && !claimed && html`<p class="trouble editor-fault" role="alert" tabindex="-1"><span>${fault.path && html`<code>${fault.path}</code> `}${fault.sentence}</span></p>`}
    ${fault && claimed && html`<p class="trouble" role="alert"><span>${t('settings.refused', { field: word('field', fault.path.split(/[.[]/)[0]) })} ${fault.sentence}</span></p>`}
    ${trouble && html`<p class="trouble" role="alert"><span>${trouble} ${t('settings.kept')}</span></p>`}
    ${changed && html`<${Checked} changed=${changed} names=${Object.keys(difference(edit.base, edit.body))} isNew=${isNew} />`}
    ${allowed && html`<div class="editor-bar">
      ${changed && changed.documents.length > 0
        ? html`<button type="submit" class="button button-main" disabled=${busy}>${t('settings.save')}</button>`
        : html`<button type="submit" class="button button-main" disabled=${busy || !dirty}>${busy ? t('settings.checking') : t('settings.check')}</button>`}
      <button type="button" class="button" disabled=${busy || (!dirty && !isNew)} onClick=${() => { keepEdit(kind, item, null); setBoth({}); setMovedTo(null); if (isNew) go({ item: '' }, true); else take(fresh(kind, there)); }}>${t('settings.discard')}</button>
      ${!isNew && kind === 'person' && html`<button type="button" class="button" disabled=${busy} onClick=${() => run(async () => { await letIn(item, edit.base.disabled !== true); await readSettings().then((now) => { const each = now[kind]?.find((one) => one.id === item); if (each) setEdit(fresh(kind, each)); }); })}>${edit.base.disabled === true ? t('settings.enable') : t('settings.disable')}</button>`}
      ${!isNew && !['person', 'desk', 'text'].includes(kind) && edit.version > 0 && html`<${Retire} name=${titleOf(document)} busy=${busy} retire=${retire} />`}
    </div>`}
  </form>`;
}

/** @param {{ name: string, busy: boolean, retire: () => void }} props */
function Retire({ name, busy, retire }) {
  const [sure, setSure] = useState(false);
  if (!sure) return html`<button type="button" class="button editor-last" disabled=${busy} onClick=${() => setSure(true)}>${t('settings.retire')}</button>`;
  return html`<span class="editor-last"><span>${t('settings.retire_sure', { name })}</span>
    <button type="button" class="button" disabled=${busy} onClick=${retire}>${t('settings.retire')}</button></span>`;
}

/** @param {string} kind @param {Document | undefined} there */
function fresh(kind, there) {
  if (there) return { id: there.id, version: there.version, base: there.body, body: there.body };
  return { id: '', version: 0, base: {}, body: NEW[kind]?.() ?? {} };
}

/**
 * What the desk refused, by the field's path within the document: it says `policies[default].ladder[0].whom` of a whole
 * file, and `email` of a person.
 * @param {ProblemError} error @param {Document} document @param {Record<string, any>} body @returns {Fault}
 */
function faultOf(error, document, body) {
  const path = String(error.problem.path ?? '');
  const sentence = error.message;
  const named = /^[a-z]+\[([^\]]*)\]\.?(.*)$/.exec(path);
  if (named) return { path: named[1] === document.id ? named[2] : path, sentence };
  const within = path.replace(/^(desk|documents\.\d+\.body)\.?/, '');
  return { path: within.split(/[.[]/)[0] in body || document.kind === 'person' ? within : path, sentence };
}
