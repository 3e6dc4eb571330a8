import { html } from '/vendor/htm-preact.js';
import { customerName } from '../../desk/format/customer_name.js';
import { formatNumber, t } from '../../desk/format/i18n.js';
import { formatMoment } from '../../desk/format/time.js';
import { href } from '../../desk/session/route.js';
import { Name } from '../name.js';
import { fieldName } from './field_name.js';

/**
 * The result of the dry run: a summary with examples (C6).
 * @param {{ changed: import('../../desk/settings/settings.js').Changed, kind: string, names: string[],
 *   isNew: boolean }} props
 */
export function DryRunResult({ changed, kind, names, isNew }) {
  const { documents, looked_at, earlier, later, become_overdue: overdue, failed, more, warnings, examples } = changed;
  if (documents.length === 0)
    return html`<div class="dry-run" role="status"><p>${t('settings.nothing_changes')}</p></div>`;
  const moves = earlier + later > 0;
  return html`<div class="dry-run" role="status" data-warn=${overdue > 0}>
    <p class="dry-run-summary">
      ${
        moves
          ? html`
            ${earlier > 0 && t('settings.earlier', { n: earlier })} ${later > 0 && t('settings.later', { n: later })}
            ${' '}
            ${overdue > 0 && html`<strong>${t('settings.overdue', { n: overdue })}</strong>`}
          `
          : more
            ? t('settings.none_of_them_moves')
            : t('settings.nobody_moves')
      }
    </p>
    ${more && html`<p>${t('settings.more_move', { n: formatNumber(looked_at) })}</p>`}
    ${failed > 0 && html`<p>${t('settings.failed_move', { n: failed })}</p>`}
    ${
      !isNew &&
      names.length > 0 &&
      html`<p class="muted">
        ${t('settings.changes', { fields: names.map((name) => fieldName(kind, name)).join(' · ') })}
      </p>`
    }
    ${
      warnings.length > 0 &&
      html`<ul class="dry-run-warnings">
        ${warnings.map((each) => html`<li key=${each.path}><strong>${placeOf(each.path)}</strong> ${each.detail}</li>`)}
      </ul>`
    }
    ${
      examples.length > 0 &&
      html`
        <table class="moved-tickets">
          <caption class="visually-hidden">${t('settings.examples')}</caption>
          <thead>
            <tr>
              <th scope="col">${t('settings.ticket')}</th>
              <th scope="col">${t('settings.due_now')}</th>
              <th scope="col">${t('settings.due_then')}</th>
            </tr>
          </thead>
          <tbody>
            ${examples.slice(0, 5).map(
              (each) => html`<tr key=${each.ticket}>
                <td>
                  <a class="text-link" href=${href({ page: 'queue', ticket: each.ticket, kind: '', item: '' })}>
                    <${Name} text=${customerName(each.customer)} />
                  </a>
                </td>
                <td>${formatMoment(each.due_at)}</td>
                <td data-over=${Date.parse(each.new_due_at) <= Date.now()}>${formatMoment(each.new_due_at)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
        ${
          examples.length > 5 &&
          html`<p class="muted">
            ${t('settings.and_more', { n: formatNumber(examples.length - 5) })}
          </p>`
        }
      `
    }
  </div>`;
}

/** Names the document and field of a path such as `policies[vip].tags[0]`. @param {string} path */
function placeOf(path) {
  const found = /^([a-z_]+)\[([^\]]*)\]\.?([a-z_]*)/.exec(path);
  return found ? `${found[2]}${found[3] ? ` · ${fieldName(KINDS[found[1]] ?? '', found[3])}` : ''}:` : `${path}:`;
}

/** @type {Record<string, string>} */
const KINDS = {
  policies: 'policy',
  accounts: 'account',
  calendars: 'calendar',
  teams: 'team',
  keyword_rules: 'keyword_rule',
};

/**
 * Another person saved first: offers to reload, keeping or dropping one's changes.
 * @param {{ version: number, busy: boolean, reload: (keep: boolean) => void }} props
 */
export function VersionConflict({ version, busy, reload }) {
  return html`<div class="dry-run" role="alert" data-warn="true">
    <p class="dry-run-summary">${t('settings.moved', { version })}</p>
    <p>${t('settings.moved_means')}</p>
    <p class="dry-run-buttons">
      <button type="button" class="button button-main" disabled=${busy} onClick=${() => reload(true)}>
        ${t('settings.reload_keep')}
      </button>
      <button type="button" class="button" disabled=${busy} onClick=${() => reload(false)}>
        ${t('settings.reload_drop')}
      </button>
    </p>
  </div>`;
}
