import { get, post, put } from '../session/api.js';
import { translateFault } from '../session/faults.js';
import { me } from '../session/me.js';
import { now } from '../session/server_clock.js';
import { createStore } from '../session/store.js';

/** @typedef {Record<string, any>} Body */
/** @typedef {{ kind: string, id: string, version: number, body: Body }} Document */
/**
 * @typedef {{ ticket: string, account: string, customer: { username: string, name: string }, due_at: string,
 *   new_due_at: string }} Move
 */
/**
 * @typedef {{ documents: { kind: string, id: string, version: number }[], looked_at: number, clocks: number,
 *   earlier: number, later: number, become_overdue: number, failed: number, more: boolean,
 *   warnings: { path: string, detail: string }[], examples: Move[] }} Changed
 */
/**
 * @typedef {{ id: string, version: number, body: Body, saved: { at: string, by: string | null, name: string } | null,
 *   changes: { path: string, before: any, after: any }[] }} Version
 */

/** The current documents by kind, as of `asOf`; null until read. */
export const settings = createStore({ documents: /** @type {Record<string, Document[]> | null} */ (null), asOf: 0 });

const FOR_ADMINS = ['desk', 'account', 'person'];

/** Managers edit calendars, targets, teams and texts; people and accounts are for admins. @param {string} kind */
export function mayChange(kind) {
  const groups = me.get().person?.groups ?? [];
  return groups.includes('admins') || (groups.includes('managers') && !FOR_ADMINS.includes(kind));
}

export async function readSettings() {
  const answer = await get('/api/settings');
  /** @type {Record<string, Document[]>} */
  const documents = {};
  for (const [kind, found] of Object.entries(answer.documents)) {
    documents[kind] = /** @type {any[]} */ (found).map((each) => ({ kind, ...each }));
  }
  settings.set({ documents, asOf: now() });
  return documents;
}

/** Returns what saving would change, without saving (C6). @param {Document} document @returns {Promise<Changed>} */
export const dryRun = async (document) => inWords(await put('/api/settings?dry_run=true', { documents: [document] }));

/** Translates the API's warnings. @param {Changed} changed @returns {Promise<Changed>} */
async function inWords(changed) {
  const warnings = await Promise.all(
    (changed.warnings ?? []).map(async ({ path, detail }) => ({ path, detail: await translateFault(detail) })),
  );
  return { ...changed, warnings };
}

/**
 * Reads the versions of a document, newest first.
 * @param {string} kind
 * @param {string} id
 * @param {number | null} before
 * @returns {Promise<{ versions: Version[], next_before: number | null }>}
 */
export const readVersions = (kind, id, before) =>
  get(`/api/settings/${kind}/${encodeURIComponent(id)}/versions?limit=10${before === null ? '' : `&before=${before}`}`);

/** @param {Document} document @param {Body} base what its editor started from @returns {Promise<Changed>} */
export function saveDocument(document, base) {
  if (document.kind === 'person') return savePerson(document, base);
  return put('/api/settings', { documents: [document] });
}

/**
 * Saves a person through /api/people, since it also changes the sign-in: only changed fields, null for a removed one.
 * @param {Document} document
 * @param {Body} base
 */
async function savePerson(document, base) {
  const { id, version, body } = document;
  const done =
    version === 0
      ? await post('/api/people', body)
      : await put(`/api/people/${encodeURIComponent(id)}`, { version, ...difference(base, body) });
  return withoutMoves([{ kind: 'person', id: done.id, version: done.version }]);
}

/** @param {Changed['documents']} documents @returns {Changed} */
export const withoutMoves = (documents) => ({
  documents,
  looked_at: 0,
  clocks: 0,
  earlier: 0,
  later: 0,
  become_overdue: 0,
  failed: 0,
  more: false,
  warnings: [],
  examples: [],
});

/** @param {string} id @param {boolean} disabled */
export const setPersonDisabled = (id, disabled) =>
  post(`/api/people/${encodeURIComponent(id)}/${disabled ? 'disable' : 'enable'}`);

/** Sends the invitation again. @param {string} id */
export const invite = (id) => post(`/api/people/${encodeURIComponent(id)}/invite`);

/** @param {unknown} a @param {unknown} b */
export const isSame = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** @param {Body} before @param {Body} after @returns {Body} */
export function difference(before, after) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isSame(before[name], after[name]),
  );
  return Object.fromEntries(names.map((name) => [name, after[name] ?? null]));
}

/**
 * Merges my changes into the newer version. `both` are the fields that both sides changed.
 * @param {Body} base @param {Body} mine @param {Body} theirs
 */
export function merge(base, mine, theirs) {
  const changed = difference(base, mine);
  const body = { ...theirs };
  for (const [name, value] of Object.entries(changed)) {
    if (value === null) delete body[name];
    else body[name] = value;
  }
  const both = Object.keys(changed).filter(
    (name) => !isSame(base[name], theirs[name]) && !isSame(mine[name], theirs[name]),
  );
  return { body, both };
}

/** @param {unknown} value @returns {unknown} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}
