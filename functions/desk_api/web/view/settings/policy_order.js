import { html } from '/vendor/htm-preact.js';
import { labelOf, t } from '../../desk/format/i18n.js';
import { announce } from '../../desk/session/announce.js';
import { href } from '../../desk/session/route.js';
import { mayChange, settings } from '../../desk/settings/settings.js';
import { Icon } from '../icon.js';
import { History } from './history.js';
import { SaveBar } from './save_bar.js';
import { useSettingsEdit } from './use_settings_edit.js';

/** @typedef {import('../../desk/settings/settings.js').Document} Document */

const LAST = 'default';

/**
 * The policies in order of precedence, `default` last (C8). Reordered by buttons, then checked and saved like any
 * setting.
 * @param {{ documents: Document[], row: (document: Document) => unknown }} props
 */
export function PolicyOrder({ documents, row }) {
  const there = settings.get().documents?.order?.find((each) => each.id === 'policy');
  const editing = useSettingsEdit({ kind: 'order', item: 'policy', there, allowed: mayChange('order') });
  const known = documents.map((each) => each.id).filter((id) => id !== LAST);
  const storedOrder = /** @type {string[]} */ (editing.edit.body.ids ?? []).filter((id) => known.includes(id));
  const ids = [...storedOrder, ...known.filter((id) => !storedOrder.includes(id))];
  const move = (/** @type {number} */ from, /** @type {number} */ to) => {
    const next = ids.toSpliced(from, 1).toSpliced(to, 0, ids[from]);
    editing.set('ids', next);
    announce(t('policy_order.moved', { name: ids[from], n: to + 1, all: ids.length + 1 }));
  };
  const listed = [...ids, LAST]
    .map((id) => documents.find((each) => each.id === id))
    .filter((each) => each !== undefined);
  const button = (
    /** @type {string} */ id,
    /** @type {number} */ n,
    /** @type {-1 | 1} */ step,
  ) => html`<button type="button" class="icon-button" key=${step}
    aria-label=${step < 0 ? t('policy_order.earlier', { name: id }) : t('policy_order.later', { name: id })}
    disabled=${editing.busy || (step < 0 ? n === 0 : n === ids.length - 1)} onClick=${() => move(n, n + step)}>
    <${Icon} name=${step < 0 ? 'up' : 'down'} />
  </button>`;
  return html`<form class="editor order"
    onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      editing.submit();
    }}>
    <ol class="documents">
      ${listed.map(
        (document, n) => html`<li key=${document.id} class="order-row">
          <span class="order-place" aria-hidden="true">${n + 1}</span>
          ${row(document)}
          ${
            document.id !== LAST &&
            editing.allowed &&
            ids.length > 1 &&
            html`<span class="order-moves">
              ${button(document.id, n, -1)}${button(document.id, n, 1)}
            </span>`
          }
        </li>`,
      )}
    </ol>
    ${
      editing.allowed &&
      html`<a class="button order-new" href=${href({ page: 'settings', kind: 'policy', item: '+' })}>
        + ${labelOf('new_item', 'policy')}
      </a>`
    }
    ${
      (editing.dirty || editing.movedTo !== null || editing.trouble) &&
      html`<${SaveBar} editing=${editing} discard=${editing.discard} />`
    }
    ${
      there &&
      there.version > 0 &&
      html`<${History} kind="order" id="policy" version=${there.version}
        take=${editing.allowed ? (/** @type {Record<string, any>} */ body) => editing.take({ body }) : null} />`
    }
  </form>`;
}
