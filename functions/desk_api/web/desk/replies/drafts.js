/**
 * The draft of a reply, kept on this device until it is sent. `client_reply_id` makes a double tap, or a retry after a
 * lost response, one reply. The first key pins the post being answered, the channel, the newest post (`through`) and
 * the ticket's `version`, so that a text begun in private never becomes public. `tried` is the content last sent under
 * the id; `unsure` is true while its outcome is unknown.
 * @typedef {{ text: string, client_reply_id: string, in_reply_to: string | null, channel: 'public' | 'direct' | null,
 *   through: string | null, version?: number | null, at: number, tried?: string, unsure?: boolean }} Draft
 */

const PREFIX = 'sokuto.draft.';
const NOTES = 'sokuto.note.';
const KEPT_MS = 30 * 86_400_000;

/** @param {string} person @param {string} ticket @returns {Draft} */
export function readDraft(person, ticket) {
  const fresh = {
    text: '',
    client_reply_id: crypto.randomUUID(),
    in_reply_to: null,
    channel: null,
    through: null,
    at: 0,
  };
  return { ...fresh, ...parsed(localStorage.getItem(key(person, ticket))) };
}

/** @param {string} person @param {string} ticket @param {Draft} draft */
export function keepDraft(person, ticket, draft) {
  storeDraft(key(person, ticket), draft);
}

/** @param {string} person @param {string} ticket */
export function dropDraft(person, ticket) {
  localStorage.removeItem(key(person, ticket));
}

/**
 * The draft of an internal note. Its id makes a note that is sent twice one note and one mail.
 * @typedef {{ text: string, client_note_id: string }} NoteDraft
 */

/** @param {string} person @param {string} ticket @returns {NoteDraft} */
export function readNote(person, ticket) {
  return { text: '', client_note_id: crypto.randomUUID(), ...parsed(localStorage.getItem(key(person, ticket, NOTES))) };
}

/** @param {string} person @param {string} ticket @param {NoteDraft} note one without words is let go of */
export function keepNote(person, ticket, note) {
  storeDraft(key(person, ticket, NOTES), note);
}

/** Deletes drafts that have not been touched for a month. */
export function forgetOldDrafts() {
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX) || each.startsWith(NOTES))) {
    const at = parsed(localStorage.getItem(name))?.at ?? 0;
    if (Date.now() - at > KEPT_MS) localStorage.removeItem(name);
  }
}

/** @param {string} person @param {string} ticket */
function key(person, ticket, prefix = PREFIX) {
  return `${prefix}${person}.${ticket}`;
}

/** @param {string} name @param {{ text: string }} draft */
function storeDraft(name, draft) {
  if (draft.text === '') return localStorage.removeItem(name);
  try {
    localStorage.setItem(name, JSON.stringify({ ...draft, at: Date.now() }));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** @param {string | null} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
