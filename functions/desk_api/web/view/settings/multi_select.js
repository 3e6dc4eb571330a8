import { html } from '/vendor/htm-preact.js';
import { accountTitle } from '../../desk/format/account_label.js';
import { hasLabel, labelOf, t } from '../../desk/format/i18n.js';
import { networkTitle, useNetworks } from '../../desk/format/networks.js';
import { useStore } from '../../desk/session/store.js';
import { settings } from '../../desk/settings/settings.js';
import { Icon } from '../icon.js';
import { fieldName } from './field_name.js';

/** @typedef {import('./field.js').Widget} Widget */

/**
 * The options of a reference field, by name.
 * @param {string} kind
 * @returns {[string, string][]}
 */
export function namedOptions(kind) {
  const documents = settings.get().documents ?? {};
  if (kind === 'whom') {
    return [
      ['assignee', labelOf('alert_recipient', 'assignee')],
      ['managers', labelOf('alert_recipient', 'managers')],
      ...namedOptions('team').map(([id, name]) => /** @type {[string, string]} */ ([`team:${id}`, name])),
      ...namedOptions('person').map(([id, name]) => /** @type {[string, string]} */ ([`person:${id}`, name])),
    ];
  }
  return (documents[kind] ?? []).map(({ id, body }) => [
    id,
    kind === 'account'
      ? accountTitle({
          username: body.username,
          name: String(body.name || id),
          network_name: networkTitle(body.network),
        })
      : String(body.name || id),
  ]);
}

/** A multi-select: the chosen options, each removable, and a list to add from. @param {Widget} props */
export function MultiSelect({ kind, id, field, value, set, describedBy }) {
  useStore(settings);
  useNetworks();
  const options = namedOptions(field.of ?? '');
  const chosen = /** @type {string[]} */ (value ?? []);
  const change = (/** @type {string[]} */ next) => set(next.length === 0 && field.optional ? undefined : next);
  const nameOf = (/** @type {string} */ each) => options.find(([known]) => known === each)?.[1] ?? each;
  return html`<div class="multi-select">
    ${
      chosen.length > 0 &&
      html`<ul class="chosen-list">
        ${chosen.map(
          (each) => html`<li key=${each} class="chosen">
            <bdi>${nameOf(each)}</bdi>
            <button type="button" class="chosen-remove" aria-label=${t('settings.take_out', { name: nameOf(each) })}
              onClick=${() => change(chosen.filter((one) => one !== each))}>
              <${Icon} name="close" />
            </button>
          </li>`,
        )}
      </ul>`
    }
    <select class="field" id=${id} aria-label=${`${fieldName(kind, field.name)}: ${t('settings.add')}`}
      aria-describedby=${describedBy} value=""
      onChange=${(/** @type {any} */ event) => {
        if (event.target.value) change([...chosen, event.target.value]);
        event.target.value = '';
      }}>
      <option value="">
        ${
          chosen.length > 0
            ? t('settings.add')
            : hasLabel('no_selection', `${kind}.${field.name}`)
              ? labelOf('no_selection', `${kind}.${field.name}`)
              : t('settings.add')
        }
      </option>
      ${options
        .filter(([each]) => !chosen.includes(each))
        .map(
          ([each, name]) => html`<option key=${each} value=${each}>
            ${name}
          </option>`,
        )}
    </select>
  </div>`;
}

/** @param {Widget} props */
export function SingleSelect({ id, field, value, set, describedBy }) {
  useStore(settings);
  const options = namedOptions(field.of ?? '');
  const known = options.some(([each]) => each === value);
  return html`<select class="field" id=${id} aria-describedby=${describedBy} value=${value ?? ''}
    onChange=${(/** @type {any} */ event) => set(event.target.value || undefined)}>
    ${(field.optional || !value) && html`<option value="">–</option>`}
    ${value && !known && html`<option value=${value} selected>${value}</option>`}
    ${options.map(
      ([each, name]) => html`<option key=${each} value=${each} selected=${each === value}>
        ${name}
      </option>`,
    )}
  </select>`;
}
