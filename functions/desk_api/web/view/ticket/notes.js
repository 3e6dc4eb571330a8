import { html, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { formatMoment } from '../../desk/format/time.js';
import { actOnTicket } from '../../desk/queue/ticket.js';
import { keepNote, readNote } from '../../desk/replies/drafts.js';
import { me } from '../../desk/session/me.js';
import { useStore } from '../../desk/session/store.js';
import { matchingColleagues, people, readPeople } from '../../desk/settings/people.js';
import { Icon } from '../icon.js';
import { languageOf, Name } from '../name.js';
import { useAction } from '../use_action.js';

/** @typedef {import('../../types/desk.d.ts').HistoryEntry} HistoryEntry */
/** @typedef {import('../../types/desk.d.ts').Colleague} Colleague */

const CALLED = /(?:^|[^A-Za-z0-9._%+-])([@＠](\S{0,20}))$/u;

/** Internal notes. @param {{ id: string, notes: HistoryEntry[], start: { text: string, turn: number } }} props */
export function Notes({ id, notes, start }) {
  return html`<section>
    <h2>${t('ticket_details.notes')}</h2>
    ${notes.map(
      (note) => html`<div class="note">
        <p class="note-text" dir="auto" lang=${languageOf(note.text ?? '')}>${note.text}</p>
        <p class="muted"><${Name} text=${note.by?.name ?? ''} /> · ${formatMoment(note.at)}</p>
      </div>`,
    )}
    <${NewNote} id=${id} notes=${notes} start=${start} />
  </section>`;
}

/**
 * The draft of a note is kept on this device until the API, or the ticket itself, shows that it was stored.
 * @param {{ id: string, notes: HistoryEntry[], start: { text: string, turn: number } }} props
 */
function NewNote({ id, notes, start }) {
  const self = me.get().person?.sub ?? '';
  const [draft, setDraft] = useState(() => readNote(self, id));
  const { text } = draft;
  const [call, setCall] = useState(/** @type {{ typed: string, start: number } | null} */ (null));
  const [index, setIndex] = useState(0);
  const { all } = useStore(people);
  const { busy, trouble, run, clear } = useAction();
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const found = call ? matchingColleagues(all, call.typed) : [];
  const at = Math.min(index, found.length - 1);
  const latest = useRef(draft);
  const set = (/** @type {import('../../desk/replies/drafts.js').NoteDraft} */ next) => {
    latest.current = next;
    keepNote(self, id, next);
    setDraft(next);
  };
  const write = (/** @type {string} */ words) => set({ ...latest.current, text: words });
  /** Drops the draft of a stored note; a text written meanwhile becomes another note. */
  const stands = (/** @type {string} */ note, /** @type {string} */ said) => {
    if (latest.current.client_note_id !== note) return;
    const kept = latest.current.text;
    set({ text: kept.trim() === said.trim() ? '' : kept, client_note_id: crypto.randomUUID() });
    clear();
  };
  useEffect(() => {
    const found = notes.find((note) => note.id === latest.current.client_note_id);
    if (found) stands(found.id, found.text ?? '');
  }, [notes]);
  useEffect(() => {
    if (start.turn === 0) return;
    write(text || start.text);
    field.current?.focus();
  }, [start.turn]);

  const onInput = (
    /** @type {InputEvent & { currentTarget: HTMLTextAreaElement }} */ { currentTarget, isComposing },
  ) => {
    const { value, selectionStart } = currentTarget;
    write(value);
    const hit = isComposing ? null : CALLED.exec(value.slice(0, selectionStart));
    if (hit) void readPeople();
    setCall(hit ? { typed: hit[2], start: selectionStart - hit[1].length } : null);
    setIndex(0);
  };
  const choose = (/** @type {Colleague} */ person) => {
    const box = field.current;
    if (!box || !call) return;
    const before = `${text.slice(0, call.start)}@${person.handle} `;
    write(before + text.slice(box.selectionStart));
    setCall(null);
    box.focus();
    requestAnimationFrame(() => box.setSelectionRange(before.length, before.length));
  };
  const add = () => {
    const sent = { text: text.trim(), client_note_id: draft.client_note_id };
    if (sent.text) void run(() => actOnTicket(id, 'notes', sent).then(() => stands(sent.client_note_id, sent.text)));
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (found.length > 0 && ['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape'].includes(event.key)) {
      event.preventDefault();
      if (event.key === 'ArrowDown') setIndex((at + 1) % found.length);
      else if (event.key === 'ArrowUp') setIndex((at + found.length - 1) % found.length);
      else if (event.key === 'Escape') setCall(null);
      else choose(found[at]);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      add();
    }
  };
  return html`<form class="new-note"
    onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      add();
    }}>
    <textarea ref=${field} rows="2" maxlength="4000" dir="auto" value=${text} placeholder=${t('note.placeholder')}
      aria-label=${t('note.placeholder')} aria-autocomplete="list"
      aria-controls=${found.length > 0 ? 'colleagues' : undefined} onInput=${onInput} onKeyDown=${onKeyDown}
      onBlur=${() => setCall(null)}></textarea>
    ${
      found.length > 0 &&
      html`<ul class="colleagues" role="listbox" id="colleagues" aria-label=${t('note.colleagues')}>
        ${found.map(
          (person, place) => html`<li key=${person.sub} role="option" aria-selected=${place === at} class="colleague"
            onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${() => choose(person)}>
            <${Name} text=${person.name} />
            <span class="muted">@${person.handle}${!person.present && ` · ${t('note.away')}`}</span>
          </li>`,
        )}
      </ul>`
    }
    <button type="submit" class="button" disabled=${busy || !text.trim()}>${t('note.add')}</button>
    ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></p>`}
  </form>`;
}
