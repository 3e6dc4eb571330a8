import { html, useEffect, useRef } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { difference } from '../../desk/settings/settings.js';
import { DryRunResult, VersionConflict } from './dry_run.js';
import { fieldName } from './field_name.js';

/**
 * The result of the check and the save buttons, kept in view at the bottom.
 * @param {{ editing: import('./use_settings_edit.js').Editing, claimed?: boolean, discard: () => void,
 *   children?: unknown }} props
 */
export function SaveBar({ editing, claimed = false, discard, children }) {
  const { changed, fault, trouble, movedTo, busy, dirty, isNew, read, edit, document, allowed } = editing;
  const resultBox = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (changed || movedTo !== null) resultBox.current?.focus({ preventScroll: true });
  }, [changed, movedTo]);
  if (!allowed && !fault && !trouble && movedTo === null) return null;
  const saves = changed !== null && changed.documents.length > 0;
  return html`<div class="editor-bar" data-unsaved=${dirty}>
    <div class="editor-result" ref=${resultBox} tabindex="-1">
      ${movedTo !== null && html`<${VersionConflict} version=${movedTo} busy=${busy} reload=${editing.reload} />`}
      ${
        fault &&
        !claimed &&
        html`<p class="trouble editor-fault" role="alert" tabindex="-1">
          <span>${fault.path && html`<code>${fault.path}</code> `}${fault.sentence}</span>
        </p>`
      }
      ${
        fault &&
        claimed &&
        html`<p class="trouble" role="alert">
          <span>
            ${t('settings.refused', { field: fieldName(document.kind, fault.path.split(/[.[]/)[0]) })} ${fault.sentence}
          </span>
        </p>`
      }
      ${trouble && html`<p class="trouble" role="alert"><span>${trouble} ${t('settings.kept')}</span></p>`}
      ${
        changed &&
        html`<${DryRunResult} changed=${changed} kind=${document.kind}
          names=${Object.keys(difference(edit.base, edit.body))} isNew=${isNew} />`
      }
    </div>
    ${
      allowed &&
      html`<div class="editor-buttons">
        ${
          saves
            ? html`<button type="submit" class="button button-main" disabled=${busy || !read}>
              ${t('settings.save')}
            </button>`
            : html`<button type="submit" class="button button-main" disabled=${busy || !dirty}>
              ${busy ? t('settings.checking') : t('settings.check')}
            </button>`
        }
        <button type="button" class="button" disabled=${busy || (!dirty && !isNew)} onClick=${discard}>
          ${t('settings.discard')}
        </button>
        ${children}
      </div>`
    }
  </div>`;
}
