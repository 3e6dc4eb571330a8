import { html } from '/vendor/htm-preact.js';

/**
 * A group of radio buttons for a few options.
 * @param {{ name: string, value: string, options: readonly (readonly string[])[], choose: (value: any) => void,
 *   label?: string }} props
 */
export function RadioGroup({ name, value, options, choose, label }) {
  return html`<div class="radio-group" role="radiogroup" aria-label=${label}>
    ${options.map(
      ([each, text]) => html`<label class="radio-option" key=${each}>
        <input type="radio" name=${name} value=${each} checked=${each === value} onChange=${() => choose(each)} />
        <span lang=${name === 'language' ? each : undefined}>${text}</span>
      </label>`,
    )}
  </div>`;
}
