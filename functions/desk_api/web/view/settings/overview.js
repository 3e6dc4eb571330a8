import { html } from '/vendor/htm-preact.js';
import { accountLabel } from '../../desk/format/account_label.js';
import { formatNumber, hasLabel, labelOf, t } from '../../desk/format/i18n.js';
import { networkTitle, useNetworks } from '../../desk/format/networks.js';
import { formatDuration } from '../../desk/format/time.js';
import { href } from '../../desk/session/route.js';
import { mayChange } from '../../desk/settings/settings.js';
import { Icon } from '../icon.js';
import { KIND_ORDER, NEW_DOCUMENTS } from './document_fields.js';
import { namedOptions } from './multi_select.js';
import { PolicyOrder } from './policy_order.js';

/** @typedef {import('../../desk/settings/settings.js').Document} Document */

const MESSAGES = [
  'warning',
  'due',
  'overdue',
  'answer_window',
  'keyword',
  'new_ticket',
  'digest',
  'late_summary',
  'mention',
  'unsent',
];

/** The kinds of settings, each with a summary. @param {{ documents: Record<string, Document[]> }} props */
export function Overview({ documents }) {
  const kinds = [
    ...KIND_ORDER.filter((kind) => kind in documents),
    ...Object.keys(documents).filter((kind) => !KIND_ORDER.includes(kind) && kind !== 'order'),
  ];
  return html`<nav class="kinds" aria-label=${t('settings.desk')}>
    ${kinds.map(
      (kind) => html`<a class="kind-link" key=${kind}
        href=${href({ page: 'settings', kind, item: kind === 'desk' ? 'desk' : '' })}>
        <span class="kind-name">${labelOf('settings_kind', kind)}</span>
        <span class="muted">
          ${
            kind === 'desk'
              ? labelOf('language', documents.desk[0]?.body.language ?? 'en')
              : formatNumber(allOf(kind, documents[kind]).length)
          }
        </span>
        ${
          !mayChange(kind) &&
          html`<span class="kind-lock">
            <${Icon} name="lock" /><span class="visually-hidden">${t('settings.read_only')}</span>
          </span>`
        }
      </a>`,
    )}
  </nav>`;
}

/** The documents of a kind. @param {{ kind: string, documents: Document[] }} props */
export function KindList({ kind, documents }) {
  useNetworks();
  return html`<div class="kind">
    ${
      hasLabel('settings_kind_note', kind) &&
      html`<p class="muted kind-note">
        ${labelOf('settings_kind_note', kind)}
      </p>`
    }
    ${!mayChange(kind) && html`<p class="notice-line">${t('settings.for_admins')}</p>`}
    ${
      kind === 'policy'
        ? html`<${PolicyOrder} documents=${documents} row=${row} />`
        : html`
          <ul class="documents">
            ${documents.map((document) => html`<li key=${document.id}>${row(document)}</li>`)}
            ${documents.length === 0 && html`<li class="muted">${t('settings.none_yet')}</li>`}
          </ul>
          ${
            mayChange(kind) &&
            kind in NEW_DOCUMENTS &&
            html`<a class="button" href=${href({ page: 'settings', kind, item: '+' })}>
              + ${labelOf('new_item', kind)}
            </a>`
          }
        `
    }
  </div>`;
}

/** @param {Document} document */
function row(document) {
  return html`<a class="document-link" href=${href({ page: 'settings', kind: document.kind, item: document.id })}
    data-off=${document.body.disabled === true || document.body.retired === true}>
    <bdi class="document-name">${titleOf(document)}</bdi>
    <span class="muted">${summaryOf(document)}</span>
  </a>`;
}

/** @param {Document} document */
export function titleOf({ kind, id, body }) {
  if (kind === 'account') return accountLabel({ username: body.username, name: String(body.name || id) });
  if (kind === 'desk') return t('settings.desk');
  if (kind === 'text') return hasLabel('message', id) ? labelOf('message', id) : id;
  return typeof body.name === 'string' && body.name ? body.name : id;
}

/**
 * The documents of a kind: policies in order, and all messages, including those with built-in texts.
 * @param {string} kind
 * @param {Document[]} found
 * @returns {Document[]}
 */
export function allOf(kind, found) {
  if (kind === 'policy') return found;
  if (kind !== 'text') return found.toSorted((a, b) => titleOf(a).localeCompare(titleOf(b)));
  return MESSAGES.map((id) => found.find((each) => each.id === id) ?? { kind, id, version: 0, body: {} });
}

/** The tickets that a policy matches, in words. @param {string} id @param {Record<string, any>} body */
function matchSummary(id, { networks = [], accounts = [], channels = [], priorities = [], tags = [] }) {
  if (id === 'default') return t('policy_order.all');
  const names = accounts.map(
    (/** @type {string} */ each) => namedOptions('account').find(([known]) => known === each)?.[1] ?? each,
  );
  const conditions = [
    ...networks.map(networkTitle),
    ...names,
    ...channels.map((/** @type {string} */ each) => labelOf('channel', each)),
    ...priorities.map((/** @type {string} */ each) => labelOf('priority', each)),
    ...tags.map((/** @type {string} */ each) => `#${each}`),
  ];
  return conditions.length > 0 ? conditions.join(' ') : t('policy_order.every');
}

/** A one-line summary of a document. @param {Document} document */
function summaryOf({ kind, id, body, version }) {
  if (body.disabled === true) return t('settings.is_disabled');
  if (kind === 'person')
    return (body.groups ?? ['agents']).map((/** @type {string} */ group) => labelOf('group', group)).join(' · ');
  if (kind === 'policy') {
    const target = (/** @type {string} */ clock) =>
      `${labelOf('clock', clock)} ${formatDuration((body[`${clock}_minutes`] ?? 60) * 60)}`;
    return [matchSummary(id, body), target('first_reply'), target('next_reply'), body.calendar ?? 'always'].join(' · ');
  }
  if (kind === 'calendar') return [body.zone, body.holidays?.country].filter(Boolean).join(' · ');
  if (kind === 'team')
    return (body.members ?? [])
      .map((/** @type {string} */ each) => namedOptions('person').find(([sub]) => sub === each)?.[1] ?? each)
      .join(' · ');
  if (kind === 'keyword_rule') return (body.words ?? []).join(' · ');
  if (kind === 'account')
    return [networkTitle(body.network), body.name !== titleOf({ kind, id, body, version }) && body.name]
      .filter(Boolean)
      .join(' · ');
  if (kind === 'desk') return labelOf('language', body.language ?? 'en');
  if (kind === 'template') return [labelOf('language', body.language ?? 'en'), ...(body.tags ?? [])].join(' · ');
  if (kind === 'text')
    return version === 0
      ? t('settings.built_in')
      : Object.keys(body)
          .map((each) => labelOf('language', each))
          .join(' · ');
  return version === 0 ? t('settings.built_in') : id;
}
