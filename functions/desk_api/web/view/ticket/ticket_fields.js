import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { actOnTicket } from '../../desk/queue/ticket.js';
import { me } from '../../desk/session/me.js';
import { useStore } from '../../desk/session/store.js';
import { people, readPeople } from '../../desk/settings/people.js';
import { Icon } from '../icon.js';
import { useAction } from '../use_action.js';

/** @typedef {import('../../types/desk.d.ts').Ticket} Ticket */

const PRIORITIES = ['normal', 'high', 'urgent'];

/** The editable fields of a ticket: assignee, priority and tags. @param {{ ticket: Ticket }} props */
export function TicketFields({ ticket }) {
  const { id, assignee, priority, tags } = ticket;
  const { all } = useStore(people);
  const { person } = useStore(me);
  const { busy, trouble, run } = useAction();
  useEffect(() => void readPeople(), []);
  const known =
    all.some((each) => each.sub === assignee?.sub) || !assignee
      ? all
      : [...all, { ...assignee, handle: '', present: true }];
  const change = (/** @type {string} */ verb, /** @type {object} */ body) =>
    void run(() => actOnTicket(id, verb, body));
  return html`<div class="controls">
    <label class="control">
      <span>${t('ticket_details.assignee')}</span>
      <select class="control-field" value=${assignee?.sub ?? ''} disabled=${busy}
        onChange=${(/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget }) =>
          change('assign', { assignee: currentTarget.value || null })}>
        <option value="">${t('ticket_details.nobody')}</option>
        ${known.map(
          (each) => html`<option key=${each.sub} value=${each.sub} selected=${each.sub === assignee?.sub}>
            ${each.name}${each.sub === person?.sub ? ` (${t('ticket_row.me')})` : ''}
          </option>`,
        )}
      </select>
    </label>
    <label class="control">
      <span>${t('ticket_details.priority')}</span>
      <select class="control-field" value=${priority} disabled=${busy}
        onChange=${(/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget }) =>
          change('priority', { priority: currentTarget.value })}>
        ${PRIORITIES.map(
          (each) => html`<option key=${each} value=${each} selected=${each === priority}>
            ${labelOf('priority', each)}
          </option>`,
        )}
      </select>
    </label>
    <div class="control">
      <span id="tags-label">${t('ticket_details.tags')}</span>
      <${Tags} tags=${tags} busy=${busy} change=${(/** @type {string[]} */ next) => change('tags', { tags: next })} />
    </div>
    ${trouble && html`<p class="trouble" role="alert"><${Icon} name="warn" /><span>${trouble}</span></p>`}
  </div>`;
}

/** @param {{ tags: string[], busy: boolean, change: (tags: string[]) => void }} props */
function Tags({ tags, busy, change }) {
  const [text, write] = useState('');
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const tag = text.trim();
    if (tag && !tags.includes(tag)) change([...tags, tag]);
    write('');
  };
  return html`<form class="tags" onSubmit=${onSubmit}>
    ${tags.map(
      (tag) => html`<span class="tag" key=${tag}>
        <bdi>${tag}</bdi>
        <button type="button" class="tag-off" disabled=${busy} aria-label=${t('tag.remove', { tag })}
          onClick=${() => change(tags.filter((each) => each !== tag))}>
          <${Icon} name="close" />
        </button>
      </span>`,
    )}
    <input class="tag-new" value=${text} maxlength="40" placeholder=${t('tag.add')} aria-label=${t('tag.add')}
      autocomplete="off" disabled=${busy}
      onInput=${(/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget }) => write(currentTarget.value)} />
  </form>`;
}
