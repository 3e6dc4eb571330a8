import { html } from '/vendor/htm-preact.js';

/**
 * Icons on a 24 px grid. Each accompanies a text, so all are hidden from screen readers.
 * @type {Record<string, string>}
 */
const PATHS = {
  queue: 'M4 6h16M4 12h16M4 18h10',
  mine: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5',
  reports: 'M5 20v-7M12 20V5M19 20v-10',
  settings: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5v5M8 14.5v5',
  filter: 'M4 6h16l-6 7v6l-4-2v-4Z',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l4.5 4.5',
  back: 'M14.5 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9.5l6 6 6-6',
  up: 'M6 14.5l6-6 6 6',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13Z',
  flag: 'M6 21V4M6 5h11l-2 4 2 4H6',
  warn: 'M12 4l9 16H3ZM12 10v4.5M12 17.2v.01',
  out: 'M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9',
  pen: 'M4 20l1-4L16 5l3 3L8 19ZM14 7l3 3',
  bin: 'M5 7h14M10 4h4M7 7l1 13h8l1-13',
  late: 'M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 9v4l3 2M9.5 2.5h5',
  auto: 'M5 9h14v10H5ZM12 9V5M9 13.5v.01M15 13.5v.01',
  note: 'M5 4h14v11l-5 5H5ZM14 20v-5h5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  reply: 'M10 6l-6 6 6 6M4 12h9c4 0 6.5 2 7 6',
};

/** @param {{ name?: string, path?: string }} props of the page's own icons by name, or any other by its path */
export function Icon({ name = '', path = PATHS[name] }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${path} />
  </svg>`;
}

/** The logo: a speech bubble with the hands of a clock. */
export function Logo() {
  return html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="logo-bubble" d="M16 3a12.5 12.5 0 1 1-6 23.5L4 29l2.2-6A12.5 12.5 0 0 1 16 3Z" />
    <path class="logo-hands" d="M16 9v7.2l4.8 3" />
  </svg>`;
}
