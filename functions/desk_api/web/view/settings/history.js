import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { hasLabel, labelOf, t } from '../../desk/format/i18n.js';
import { networkTitle, priceName, useNetworks } from '../../desk/format/networks.js';
import { formatMoment } from '../../desk/format/time.js';
import { useStore } from '../../desk/session/store.js';
import { readVersions, settings } from '../../desk/settings/settings.js';
import { explainError } from '../use_action.js';
import { fieldName } from './field_name.js';
import { namedOptions } from './multi_select.js';

/** @typedef {import('../../desk/settings/settings.js').Version} Version */

const LONGEST = 120;

/**
 * The document's versions with their changes; an earlier version can be loaded into the form, then checked and saved
 * like any edit.
 * @param {{ kind: string, id: string, version: number, take: ((body: Record<string, any>) => void) | null }} props
 */
export function History({ kind, id, version, take }) {
  const [open, setOpen] = useState(false);
  const [versions, setVersions] = useState(/** @type {Version[] | null} */ (null));
  const [before, setBefore] = useState(/** @type {number | null} */ (null));
  const [trouble, setTrouble] = useState('');
  const read = async (/** @type {number | null} */ from) => {
    try {
      const answer = await readVersions(kind, id, from);
      setVersions((known) => (from === null ? answer.versions : [...(known ?? []), ...answer.versions]));
      setBefore(answer.next_before);
      setTrouble('');
    } catch (error) {
      setTrouble(explainError(error));
    }
  };
  useEffect(() => {
    if (open) void read(null);
  }, [open, version, kind, id]);
  return html`<details class="history" open=${open}
    onToggle=${(/** @type {any} */ event) => setOpen(event.target.open)}>
    <summary>${t('history.title')}</summary>
    ${trouble && html`<p class="trouble" role="alert"><span>${trouble}</span></p>`}
    ${open && !versions && !trouble && html`<p class="muted" role="status">${t('queue.loading')}</p>`}
    <ol class="versions">
      ${versions?.map(
        (each) => html`<li key=${each.version}>
          <p class="version-head">
            <strong>${t('history.version', { n: `${each.version}` })}</strong>
            <span class="muted">${savedBy(each)}</span>
            ${
              each.version === version
                ? html`<span class="muted">${t('history.now')}</span>`
                : take &&
                  each.body.retired !== true &&
                  html`<button type="button" class="text-link" onClick=${() => take(each.body)}>
                    ${t('history.take', { n: `${each.version}` })}
                  </button>`
            }
          </p>
          ${each.version > 0 && html`<${Changes} kind=${kind} changes=${each.changes} />`}
        </li>`,
      )}
    </ol>
    ${
      before !== null &&
      html`<button type="button" class="button" onClick=${() => read(before)}>
        ${t('history.more')}
      </button>`
    }
  </details>`;
}

/** @param {{ kind: string, changes: Version['changes'] }} props */
function Changes({ kind, changes }) {
  useStore(settings);
  useNetworks();
  return html`<dl class="changes">
    ${changes.map(
      ({ path, before, after }) => html`<div key=${path}>
        <dt>${placeName(kind, path)}</dt>
        <dd>
          ${
            before === null
              ? html`<ins>${formatValue(path, after)}</ins>`
              : html`
                <del>${formatValue(path, before)}</del> → <ins>${formatValue(path, after)}</ins>
              `
          }
        </dd>
      </div>`,
    )}
  </dl>`;
}

/** The time and author of a version. @param {Version} version */
function savedBy({ version, saved }) {
  if (!saved) return version === 0 ? t('settings.built_in') : t('history.unknown');
  const who =
    namedOptions('person').find(([id]) => id === saved.by)?.[1] ??
    saved.name.replace(/^command line/, t('history.command_line'));
  return t('history.saved', { when: formatMoment(saved.at), name: who });
}

/**
 * Names a path such as `ladder[0].at_percent` as the form does.
 * @param {string} kind
 * @param {string} path
 */
function placeName(kind, path) {
  const [first, ...rest] = path.split(/[.[\]]+/).filter(Boolean);
  if (first === 'prices') return [fieldName(kind, first), ...rest.map(priceName)].join(' · ');
  const inner = rest.map((part) =>
    /^\d+$/.test(part)
      ? `${Number(part) + 1}`
      : hasLabel('weekday', part)
        ? labelOf('weekday', part)
        : hasLabel('message_part', part)
          ? labelOf('message_part', part)
          : hasLabel('nested_field', part)
            ? labelOf('nested_field', part)
            : labelOf('field', part),
  );
  return [fieldName(kind, first), ...inner].join(' · ');
}

/** @param {string} path @param {any} value @returns {string} */
function formatValue(path, value) {
  if (value === null || value === undefined) return t('history.nothing');
  if (value === true) return t('settings.on');
  if (value === false) return t('history.off');
  if (path === 'picture') return t('history.picture');
  const text =
    Array.isArray(value) && value.every((each) => typeof each !== 'object')
      ? value.map((each) => nameOf(path, String(each))).join(', ')
      : typeof value === 'object'
        ? JSON.stringify(value)
        : nameOf(path, String(value));
  const display = text === '' ? t('history.nothing') : text;
  return display.length > LONGEST ? `${display.slice(0, LONGEST)}…` : display;
}

/**
 * Replaces ids of people, teams and accounts by names.
 * @param {string} path
 * @param {string} value
 */
function nameOf(path, value) {
  if (path === 'networks') return networkTitle(value);
  const of =
    path === 'members'
      ? 'person'
      : path === 'team'
        ? 'team'
        : path === 'accounts'
          ? 'account'
          : /whom|notify/.test(path)
            ? 'whom'
            : '';
  return (of && namedOptions(of).find(([id]) => id === value)?.[1]) || value;
}
