import { html } from '/vendor/htm-preact.js';

/** @typedef {import('../types/desk.d.ts').NetworkSign} Sign */

/**
 * Plain shapes on a 24 px grid, each with room for a letter.
 * @type {Record<Sign['shape'], string>}
 */
const SHAPES = {
  square: 'M5 2h14a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3Z',
  circle: 'M12 1.5a10.5 10.5 0 1 0 0 21a10.5 10.5 0 1 0 0-21Z',
  bubble: 'M5 2h14a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3h-7l-5 4.5V19H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3Z',
  diamond: 'M12 .5L23.5 12L12 23.5L.5 12Z',
  hexagon: 'M12 1l10 5.5v11L12 23L2 17.5v-11Z',
  pentagon: 'M12 .8L23.6 9.3L19.2 23H4.8L.4 9.3Z',
  shield: 'M12 1l9.5 3v8c0 6-4 9.5-9.5 11C6.5 21.5 2.5 18 2.5 12V4Z',
};
/**
 * The sign of a network: a letter in a plain shape, in the account's colour. A name stands beside it: the letter is
 * drawn by the style sheet, so that nobody hears or copies it.
 * @param {{ sign: Sign }} props
 */
export function NetworkSign({ sign: { letter, shape } }) {
  return html`<i class="network-sign" data-letter=${letter} data-shape=${shape} aria-hidden="true">
    <svg viewBox="0 0 24 24" focusable="false"><path d=${SHAPES[shape] ?? SHAPES.square} /></svg>
  </i>`;
}
