import { html, useEffect, useState } from '/vendor/htm-preact.js';

/**
 * As JSON. What is not valid yet is marked as unsaved: no new build is loaded over it.
 * @param {import('./field.js').Widget} props
 */
export function Json({ id, value, set, describedBy }) {
  const [text, setText] = useState(JSON.stringify(value, null, 2) ?? '');
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    if (asJson(text) === JSON.stringify(value)) return;
    setText(JSON.stringify(value, null, 2) ?? '');
    setBroken(false);
  }, [JSON.stringify(value)]);
  const change = (/** @type {string} */ next) => {
    setText(next);
    try {
      set(next.trim() === '' ? undefined : JSON.parse(next));
      setBroken(false);
    } catch {
      setBroken(true);
    }
  };
  return html`<textarea class="field area code" id=${id} rows="6" spellcheck=${false} value=${text}
    data-unsaved=${broken} aria-invalid=${broken} aria-describedby=${describedBy}
    onInput=${(/** @type {any} */ event) => change(event.target.value)}></textarea>`;
}

/** The same text without its spaces; undefined if it is empty, or no JSON. @param {string} text */
function asJson(text) {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
