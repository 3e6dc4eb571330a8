import { html, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { languageOf } from '../name.js';

/** @typedef {import('../../types/desk.d.ts').Template} Template */

/**
 * The template list above the field, which keeps the focus. `keys` receives the field's key presses while `isOpen`.
 * @param {{ isOpen: boolean, templates: Template[] | null, choose: (template: Template) => void, close: () => void,
 *   keys: { current: ((event: KeyboardEvent) => boolean) | null } }} props
 */
export function TemplateList({ isOpen, templates, choose, close, keys }) {
  const [index, setIndex] = useState(0);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const shown = templates ?? [];
  const at = Math.min(index, shown.length - 1);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [at]);
  useEffect(() => setIndex(0), [isOpen]);
  keys.current = (event) => {
    if (event.key === 'Escape') close();
    else if (shown.length === 0) return false;
    else if (event.key === 'ArrowDown') setIndex((at + 1) % shown.length);
    else if (event.key === 'ArrowUp') setIndex((at + shown.length - 1) % shown.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(shown[at]);
    else return false;
    return true;
  };
  if (!isOpen) return null;
  return html`<div class="templates" ref=${list}>
    ${
      shown.length === 0 &&
      html`<p class="muted templates-none">
        ${templates ? t('template.none') : t('queue.loading')}
      </p>`
    }
    <ul role="listbox" id="templates" aria-label=${t('template.label')}>
      ${shown.map(
        (template, place) => html`<li key=${template.id} id=${`template-${place}`} class="template" role="option"
          aria-selected=${place === at} onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()}
          onClick=${() => choose(template)}>
          <bdi class="template-name" lang=${languageOf(template.name)}>${template.name}</bdi>
          <span class="template-text" dir="auto" lang=${template.language}>${template.text}</span>
        </li>`,
      )}
    </ul>
  </div>`;
}
