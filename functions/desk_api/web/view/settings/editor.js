import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { navigate } from '../../desk/session/route.js';
import { mayChange, readSettings, saveDocument, setPersonDisabled } from '../../desk/settings/settings.js';
import { keepEdit } from '../../desk/settings/unsaved.js';
import { CalendarPreview } from './calendar_preview.js';
import { fieldsOf } from './document_fields.js';
import { FieldRow } from './field.js';
import { History } from './history.js';
import { Invite } from './invite.js';
import { titleOf } from './overview.js';
import { SaveBar } from './save_bar.js';
import { initialEdit, useSettingsEdit } from './use_settings_edit.js';

/** @typedef {import('../../desk/settings/settings.js').Document} Document */

export const NEW_ITEM = '+';
/** Documents that cannot be retired. */
const STAYS = ['policy default', 'calendar always'];

/**
 * The editor of one settings document: edit, dry run, save (C6).
 * @param {{ kind: string, item: string, documents: Document[] }} props
 */
export function Editor({ kind, item, documents }) {
  const there = documents.find((each) => each.id === item);
  const allowed = mayChange(kind);
  const isNew = item === NEW_ITEM;
  const editing = useSettingsEdit({
    kind,
    item,
    there,
    isNew,
    allowed,
    done: (now) => {
      if (isNew) navigate({ item: now.id }, true);
    },
  });
  const { edit, document, fault, busy, both, take, set, setBoth, run } = editing;
  const retire = () =>
    run(async () => {
      await saveDocument({ ...document, body: { ...edit.base, retired: true } }, edit.base);
      await readSettings();
      keepEdit(kind, item, null);
      navigate({ item: '' }, true);
    });
  const turn = () =>
    run(async () => {
      await setPersonDisabled(item, edit.base.disabled !== true);
      const now = (await readSettings())[kind]?.find((one) => one.id === item);
      if (now) editing.setEdit(initialEdit(kind, now));
    });
  useEffect(() => {
    if (fault)
      /** @type {HTMLElement | null} */ (
        [
          '.field-row[data-bad="true"] [aria-invalid="true"]',
          '.field-row[data-bad="true"] :is(input, select, textarea)',
          '.editor-fault',
        ]
          .map((each) => window.document.querySelector(each))
          .find((each) => each !== null)
      )?.focus();
  }, [fault]);

  if (!there && !isNew) return html`<p class="muted">${t('settings.gone')}</p>`;
  const fields = fieldsOf(kind, edit.body);
  const claimed =
    fault !== null &&
    fields.some(
      (field) =>
        fault.path === field.name || fault.path.startsWith(`${field.name}.`) || fault.path.startsWith(`${field.name}[`),
    );
  const discard = () => {
    editing.discard();
    if (isNew) navigate({ item: '' }, true);
  };
  return html`<form class="editor"
    onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      editing.submit();
    }}>
    ${!allowed && html`<p class="notice-line">${t('settings.for_admins')}</p>`}
    <fieldset class="editor-fields" disabled=${!allowed || busy}>
      ${
        isNew &&
        kind !== 'person' &&
        html`<div class="field-row" data-bad=${fault !== null && !claimed && fault.path === ''}>
          <label for="field-id">${t('settings.id')}</label>
          <p class="field-note" id="field-id-note">${t('settings.id_note')}</p>
          <input class="field" id="field-id" aria-describedby="field-id-note" autocomplete="off" spellcheck=${false}
            value=${edit.id}
            onInput=${(/** @type {any} */ event) => take({ id: event.target.value.trim() })} />
        </div>`
      }
      ${fields.map(
        (field) => html`<div key=${field.name}>
          <${FieldRow} kind=${kind} item=${item} field=${field} value=${edit.body[field.name]}
            set=${(/** @type {any} */ value) => set(field.name, value)} fault=${fault} body=${edit.body} />
          ${
            field.name in both &&
            html`<p class="notice-line">
              ${t('settings.both_changed')}${' '}
              <code class="their-version">${JSON.stringify(both[field.name] ?? null)}</code>
              <button type="button" class="text-link"
                onClick=${() => {
                  set(field.name, both[field.name]);
                  setBoth(Object.fromEntries(Object.entries(both).filter(([name]) => name !== field.name)));
                }}>
                ${t('settings.take_theirs')}
              </button>
            </p>`
          }
        </div>`,
      )}
    </fieldset>
    ${
      kind === 'person' &&
      !isNew &&
      allowed &&
      edit.base.disabled !== true &&
      html`<${Invite} id=${item} email=${edit.base.email} />`
    }
    ${kind === 'calendar' && html`<${CalendarPreview} body=${edit.body} />`}
    ${
      !isNew &&
      html`<${History} kind=${kind} id=${item} version=${edit.version}
        take=${allowed ? (/** @type {Record<string, any>} */ body) => take({ ...edit, body }) : null} />`
    }
    <${SaveBar} editing=${editing} claimed=${claimed} discard=${discard}>
      ${
        !isNew &&
        kind === 'person' &&
        html`<button type="button" class="button" disabled=${busy} onClick=${turn}>
          ${edit.base.disabled === true ? t('settings.enable') : t('settings.disable')}
        </button>`
      }
      ${
        !isNew &&
        !['person', 'desk', 'text'].includes(kind) &&
        !STAYS.includes(`${kind} ${item}`) &&
        edit.version > 0 &&
        html`<${Retire} name=${titleOf(document)} busy=${busy} retire=${retire} />`
      }
    <//>
  </form>`;
}

/** @param {{ name: string, busy: boolean, retire: () => void }} props */
function Retire({ name, busy, retire }) {
  const [sure, setSure] = useState(false);
  if (!sure)
    return html`<button type="button" class="button editor-last" disabled=${busy} onClick=${() => setSure(true)}>
      ${t('settings.retire')}
    </button>`;
  return html`<span class="editor-last">
    <span>${t('settings.retire_sure', { name })}</span>
    <button type="button" class="button" disabled=${busy} onClick=${retire}>${t('settings.retire')}</button>
  </span>`;
}
