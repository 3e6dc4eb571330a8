import { useEffect, useMemo, useRef, useState } from '/vendor/htm-preact.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { announce } from '../../desk/session/announce.js';
import { ProblemError, troubleKind } from '../../desk/session/api.js';
import { dryRun, isSame, merge, readSettings, saveDocument, withoutMoves } from '../../desk/settings/settings.js';
import { keepEdit, readEdit } from '../../desk/settings/unsaved.js';
import { explainError } from '../use_action.js';
import { NEW_DOCUMENTS } from './document_fields.js';

/** @typedef {import('../../desk/settings/settings.js').Document} Document */
/** @typedef {import('../../desk/settings/settings.js').Changed} Changed */
/** @typedef {import('../../desk/settings/unsaved.js').Edit} EditState */
/** @typedef {import('./field_fault.js').Fault} Fault */
/** @typedef {ReturnType<typeof useSettingsEdit>} Editing */

/** How long the result of a dry run must be shown before it can be saved, against accidental double taps. */
export const MIN_READ_MS = 800;

/**
 * The state of editing one document (C6): content, errors, dry run and conflicts.
 * @param {{ kind: string, item: string, there: Document | undefined, isNew?: boolean, allowed: boolean,
 *   done?: (now: Document) => void }} props
 */
export function useSettingsEdit({ kind, item, there, isNew = false, allowed, done }) {
  const first = useMemo(() => readEdit(kind, item) ?? initialEdit(kind, there), [kind, item]);
  const [edit, showEdit] = useState(first);
  /** The newest state, also for a caller that holds the functions of an earlier render, such as an effect. */
  const latest = useRef(first);
  const [fault, setFault] = useState(/** @type {Fault | null} */ (null));
  const [changed, setChanged] = useState(/** @type {Changed | null} */ (null));
  const [read, setRead] = useState(false);
  const [movedTo, setMovedTo] = useState(/** @type {number | null} */ (null));
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const [both, setBoth] = useState(/** @type {Record<string, any>} */ ({}));
  const dirty = isNew || !isSame(edit.base, edit.body);
  const document = { kind, id: isNew ? edit.id : item, version: edit.version, body: edit.body };

  useEffect(() => {
    setRead(false);
    if (!changed) return undefined;
    const timer = setTimeout(() => setRead(true), MIN_READ_MS);
    return () => clearTimeout(timer);
  }, [changed]);

  const setEdit = (/** @type {EditState} */ next) => {
    latest.current = next;
    showEdit(next);
  };
  const take = (/** @type {Partial<EditState>} */ patch) => {
    const next = { ...latest.current, ...patch };
    setEdit(next);
    setChanged(null);
    setFault(null);
    setTrouble('');
    if (allowed) keepEdit(kind, item, isNew || !isSame(next.base, next.body) ? next : null);
  };
  const set = (/** @type {string} */ name, /** @type {any} */ value) => {
    const body = { ...latest.current.body, [name]: value };
    if (value === undefined) delete body[name];
    take({ body });
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
  /** Finishes after the saved document is in force. @param {Document} now */
  function saved(now) {
    keepEdit(kind, item, null);
    setEdit(initialEdit(kind, now));
    announce(t('settings.saved'));
    done?.(now);
  }
  const inForce = async (/** @type {string} */ id) => (await readSettings())[kind]?.find((each) => each.id === id);
  /**
   * Handles a version conflict: another person saved first, or the response to our save was lost.
   * @param {number} version
   */
  async function moved(version) {
    const now = await inForce(document.id).catch(() => undefined);
    if (now && isSame(now.body, edit.body)) saved(now);
    else setMovedTo(version);
  }
  /**
   * Synchronous where possible, so that a refused field gets the focus in the same render that enables it.
   * @param {unknown} error
   */
  function refused(error) {
    if (error instanceof ProblemError && error.status === 409 && error.problem.document)
      return moved(error.problem.document.version);
    if (error instanceof ProblemError && error.status === 400) setFault(faultOf(error, document, edit.body));
    else if (error instanceof ProblemError)
      setTrouble(error.status < 429 ? error.message : labelOf('trouble', troubleKind(error)));
    else setTrouble(explainError(error));
    return undefined;
  }
  const check = () =>
    run(async () => {
      setChanged(
        kind === 'person'
          ? withoutMoves(dirty ? [{ kind, id: document.id, version: edit.version + 1 }] : [])
          : await dryRun(document),
      );
    });
  const put = () =>
    run(async () => {
      const result = await saveDocument(document, edit.base);
      keepEdit(kind, item, null);
      setChanged(null);
      const now = await inForce(result.documents[0]?.id ?? document.id);
      if (now) saved(now);
    });
  const reload = (/** @type {boolean} */ keep) =>
    run(async () => {
      const now = await inForce(document.id);
      if (!now) return setTrouble(t('settings.gone'));
      const merged = keep ? merge(edit.base, edit.body, now.body) : { body: now.body, both: [] };
      setMovedTo(null);
      setBoth(Object.fromEntries(merged.both.map((name) => [name, now.body[name]])));
      return take({ id: now.id, version: now.version, base: now.body, body: merged.body });
    });
  const discard = () => {
    keepEdit(kind, item, null);
    setBoth({});
    setMovedTo(null);
    if (!isNew) take(initialEdit(kind, there));
  };
  /** Runs the check first; saves once its result has been shown. */
  const submit = () => {
    if (busy) return;
    if (changed === null || changed.documents.length === 0) void check();
    else if (read) void put();
  };
  return {
    edit,
    document,
    dirty,
    isNew,
    allowed,
    fault,
    changed,
    read,
    movedTo,
    trouble,
    busy,
    both,
    take,
    set,
    setBoth,
    setEdit,
    run,
    submit,
    reload,
    discard,
  };
}

/** @param {string} kind @param {Document | undefined} there @returns {EditState} */
export function initialEdit(kind, there) {
  if (there) return { id: there.id, version: there.version, base: there.body, body: there.body };
  return { id: '', version: 0, base: {}, body: NEW_DOCUMENTS[kind]?.() ?? {} };
}

/**
 * The error with its path within the document; the API names `policies[default].ladder[0].whom` or, of a person,
 * `email`.
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
