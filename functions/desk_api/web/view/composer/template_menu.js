import { html, useRef, useState } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { isTimeForOwnWords, matchingTemplates, useTemplates } from '../../desk/replies/templates.js';
import { languageOf } from '../name.js';

/** @typedef {import('../../types/desk.d.ts').Template} Template */
/** @typedef {ReturnType<typeof useTemplateMenu>} TemplateMenu */

/**
 * The template menu, opened by a slash in the text.
 * @param {{ ticketId: string, self: string, draft: import('../../desk/replies/drafts.js').Draft,
 *   field: { current: HTMLTextAreaElement | null }, editor: import('./draft_editor.js').Editor }} options
 */
export function useTemplateMenu({ ticketId, self, draft, field, editor }) {
  const [asked, ask] = useState(/** @type {{ query: string, start: number } | null} */ (null));
  const [showsOwnWords, showOwnWords] = useState(false);
  const keys = useRef(/** @type {((event: KeyboardEvent) => boolean) | null} */ (null));
  const templates = useTemplates(ticketId, asked !== null);
  const choose = (/** @type {Template} */ template) => {
    const start = asked?.start ?? draft.text.length;
    const end = field.current?.selectionStart ?? start;
    editor.replaceText(draft.text.slice(0, start) + template.text + draft.text.slice(end));
    ask(null);
    if (isTimeForOwnWords(self)) showOwnWords(true);
    requestAnimationFrame(() => editor.selectBlank(start));
  };
  return {
    asked,
    ask,
    keys,
    choose,
    showsOwnWords,
    open: () => {
      ask({ query: '', start: field.current?.selectionStart ?? draft.text.length });
      field.current?.focus();
    },
    close: () => ask(null),
    closeOwnWords: () => showOwnWords(false),
    /** Null until the templates are read. @param {string} answered the customer's words, whose language comes first */
    matchingFor: (answered) =>
      templates && matchingTemplates(templates, asked?.query ?? '', languageOf(answered) ?? 'en'),
  };
}

/**
 * The unfilled placeholders; pressing one selects it in the field.
 * @param {{ blanks: { name: string, start: number }[], select: (from: number) => void }} props
 */
export function Blanks({ blanks, select }) {
  if (blanks.length === 0) return null;
  return html`<p class="blanks">
    <span>${t('template.blanks')}</span>
    ${blanks.map(
      (blank) => html`<button type="button" class="blank" onClick=${() => select(blank.start)}>${blank.name}</button>`,
    )}
  </p>`;
}
