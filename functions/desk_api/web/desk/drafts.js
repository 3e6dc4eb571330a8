/**
 * What an agent has begun to write, kept on this device until it is sent. The id goes out with the reply: the same
 * draft sent twice, by a double tap or after an answer that got lost, is one reply. The first key pins what is
 * answered, on which channel, and what stood there at that moment, its newest post (`through`) and the ticket's
 * `version`: whatever comes in later, a text that was begun in private does not become public. `tried` is the content
 * that went out last under the id, `unsure` while nobody knows what became of it.
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
  keep(key(person, ticket), draft);
}

/** @param {string} person @param {string} ticket */
export function dropDraft(person, ticket) {
  localStorage.removeItem(key(person, ticket));
}

/**
 * A note that is not known to stand yet. It goes out with its id, so that sent twice it is one note and one mail.
 * @typedef {{ text: string, client_note_id: string }} NoteDraft
 */

/** @param {string} person @param {string} ticket @returns {NoteDraft} */
export function readNote(person, ticket) {
  return { text: '', client_note_id: crypto.randomUUID(), ...parsed(localStorage.getItem(key(person, ticket, NOTES))) };
}

/** @param {string} person @param {string} ticket @param {NoteDraft} note one without words is let go of */
export function keepNote(person, ticket, note) {
  keep(key(person, ticket, NOTES), note);
}

/** Drafts that nobody has touched for a month go. */
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
function keep(name, draft) {
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
