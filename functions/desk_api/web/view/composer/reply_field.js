import { html, useLayoutEffect } from '/vendor/htm-preact.js';
import { t } from '../../desk/format/i18n.js';
import { blanksIn, templateQuery } from '../../desk/replies/templates.js';
import { TemplateList } from '../lazy.js';
import { writingLanguage } from '../name.js';

/**
 * The text field of the reply, with the template list above it.
 * @param {{ field: { current: HTMLTextAreaElement | null }, text: string,
 *   target: import('../../types/desk.d.ts').Post | undefined, isReadOnly: boolean,
 *   editor: import('./draft_editor.js').Editor, templates: import('./template_menu.js').TemplateMenu,
 *   claim: () => void, submit: (thenNext?: boolean) => void }} props
 */
export function ReplyField({ field, text, target, isReadOnly, editor, templates, claim, submit }) {
  useGrowing(field, text);
  const onInput = (
    /** @type {InputEvent & { currentTarget: HTMLTextAreaElement }} */ { currentTarget, isComposing },
  ) => {
    editor.replaceText(currentTarget.value);
    if (!isComposing) templates.ask(templateQuery(currentTarget.value.slice(0, currentTarget.selectionStart)));
    claim();
  };
  /** An Enter that commits a word of an input method never sends. @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const caret = field.current?.selectionEnd ?? 0;
    const isToNextBlank =
      event.key === 'Tab' && !event.shiftKey && blanksIn(text).some((blank) => blank.start >= caret);
    if (templates.asked && templates.keys.current?.(event)) event.preventDefault();
    else if (isToNextBlank && editor.selectBlank(caret)) event.preventDefault();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (event.shiftKey) submit(true);
      else submit();
    }
  };
  return html`<div class="composer-body">
    <${TemplateList} isOpen=${templates.asked !== null} templates=${templates.matchingFor(target?.text ?? '')}
      choose=${templates.choose} close=${templates.close} keys=${templates.keys} />
    <textarea ref=${field} class="composer-field" rows="1" maxlength="25000" dir="auto" spellcheck=${true}
      lang=${writingLanguage(target?.text ?? '')} value=${text}
      placeholder=${target ? t('composer.placeholder') : t('composer.no_target')} aria-label=${t('composer.label')}
      disabled=${!target} readonly=${isReadOnly} aria-autocomplete="list"
      aria-controls=${templates.asked ? 'templates' : undefined} onFocus=${claim} onInput=${onInput}
      onKeyDown=${onKeyDown} onBlur=${templates.close}></textarea>
  </div>`;
}

/**
 * Grows the field with its text in browsers without `field-sizing`.
 * @param {{ current: HTMLTextAreaElement | null }} field
 * @param {string} text
 */
function useGrowing(field, text) {
  useLayoutEffect(() => {
    const box = field.current;
    if (!box || CSS.supports('field-sizing', 'content')) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);
}
