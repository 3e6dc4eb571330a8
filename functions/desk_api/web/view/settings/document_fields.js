import { labelOf, language } from '../../desk/format/i18n.js';

/**
 * The form fields of each kind of document. A field that this page does not know is edited according to its value
 * (`guessWidget`).
 * @typedef {{ name: string, as: string, optional?: boolean, options?: readonly string[], of?: string,
 *   extra?: readonly string[], min?: number, max?: number, unit?: string, usual?: number, on?: boolean,
 *   say?: (each: string) => string, inputmode?: string, only?: 'shows_pictures' }} Field `only` names
 *   what a network has to have
 */

const LANGUAGES = ['en', 'ja'];
const FORWARD = ['assignee', 'managers'];

/** @type {Record<string, Field[]>} */
export const FIELDS = {
  desk: [
    { name: 'language', as: 'choice', options: LANGUAGES, say: (each) => labelOf('language', each) },
    { name: 'zone', as: 'zone' },
    { name: 'words_in_alerts', as: 'switch' },
    { name: 'assign_on_reply', as: 'switch', on: true },
    { name: 'undo_seconds', as: 'number', min: 0, unit: 'unit.seconds' },
    { name: 'escalation_hold_minutes', as: 'number', min: 0, unit: 'unit.minutes' },
    { name: 'join_public_days', as: 'number', min: 0, unit: 'unit.days' },
    { name: 'join_direct_days', as: 'number', min: 0, unit: 'unit.days' },
    { name: 'reopen_hours', as: 'number', min: 0, unit: 'unit.hours' },
    { name: 'done_after_days', as: 'number', min: 0, unit: 'unit.days' },
    { name: 'show_pictures_from', as: 'networks', optional: true, only: 'shows_pictures' },
    { name: 'keep_attachments_days', as: 'number', min: 0, max: 365, unit: 'unit.days', usual: 90 },
    { name: 'thanks', as: 'lines' },
    { name: 'ignored_authors', as: 'lines' },
    { name: 'include_blocked_authors', as: 'switch' },
    { name: 'relookup_usd_per_day', as: 'number', min: 0, unit: 'unit.usd_a_day', usual: 0.25 },
    { name: 'monthly_usd', as: 'number', min: 0, unit: 'unit.usd' },
    { name: 'prices', as: 'prices', optional: true },
  ],
  account: [
    { name: 'name', as: 'text' },
    { name: 'network', as: 'network' },
    { name: 'username', as: 'text' },
    { name: 'network_id', as: 'text' },
    { name: 'host', as: 'text', optional: true },
    { name: 'options', as: 'options', optional: true },
    { name: 'app', as: 'text', optional: true },
    { name: 'colour', as: 'colour', optional: true },
    { name: 'picture', as: 'picture', optional: true },
    { name: 'owns_app', as: 'switch', optional: true },
  ],
  person: [
    { name: 'name', as: 'text' },
    { name: 'email', as: 'text', inputmode: 'email' },
    { name: 'groups', as: 'checks', options: ['agents', 'managers', 'admins'], say: (each) => labelOf('group', each) },
    { name: 'phone', as: 'text', optional: true, inputmode: 'tel' },
    { name: 'language', as: 'choice', options: LANGUAGES, say: (each) => labelOf('language', each) },
    { name: 'zone', as: 'zone' },
    { name: 'sign_off', as: 'text', optional: true },
    { name: 'mention', as: 'text', optional: true },
    { name: 'shifts', as: 'week', optional: true },
    { name: 'quiet', as: 'hours', optional: true },
    { name: 'away', as: 'spans', optional: true },
    { name: 'on_call', as: 'switch' },
  ],
  team: [
    { name: 'name', as: 'text' },
    { name: 'members', as: 'several', of: 'person' },
  ],
  calendar: [
    { name: 'zone', as: 'zone' },
    { name: 'weekly', as: 'week' },
    { name: 'holidays', as: 'holidays', optional: true },
    { name: 'presets', as: 'closures', optional: true },
    { name: 'special_days', as: 'days', optional: true },
  ],
  policy: [
    { name: 'calendar', as: 'one', of: 'calendar' },
    { name: 'first_reply_minutes', as: 'number', min: 1, unit: 'unit.minutes' },
    { name: 'next_reply_minutes', as: 'number', min: 1, unit: 'unit.minutes' },
    { name: 'networks', as: 'networks', optional: true },
    { name: 'accounts', as: 'several', of: 'account', optional: true },
    {
      name: 'channels',
      as: 'checks',
      options: ['public', 'direct'],
      say: (each) => labelOf('channel', each),
      optional: true,
    },
    {
      name: 'priorities',
      as: 'checks',
      options: ['normal', 'high', 'urgent'],
      say: (each) => labelOf('priority', each),
      optional: true,
    },
    { name: 'tags', as: 'lines', optional: true },
    { name: 'team', as: 'one', of: 'team', optional: true },
    { name: 'ladder', as: 'ladder', optional: true },
  ],
  keyword_rule: [
    { name: 'words', as: 'lines' },
    { name: 'networks', as: 'networks', optional: true },
    { name: 'accounts', as: 'several', of: 'account', optional: true },
    { name: 'notify', as: 'several', of: 'whom', extra: FORWARD, optional: true },
    { name: 'tags', as: 'lines', optional: true },
  ],
  template: [
    { name: 'name', as: 'text' },
    { name: 'language', as: 'choice', options: LANGUAGES, say: (each) => labelOf('language', each) },
    { name: 'text', as: 'area' },
    { name: 'accounts', as: 'several', of: 'account', optional: true },
    { name: 'tags', as: 'lines', optional: true },
  ],
  text: LANGUAGES.map((name) => ({ name, as: 'words', optional: true })),
};

/** The order of kinds on the page; unknown kinds follow. */
export const KIND_ORDER = [
  'account',
  'person',
  'team',
  'calendar',
  'policy',
  'keyword_rule',
  'template',
  'text',
  'desk',
];

/** The initial values of a new document. @type {Record<string, () => Record<string, any>>} */
export const NEW_DOCUMENTS = {
  account: () => ({ network: '', network_id: '', username: '', name: '' }),
  person: () => ({
    name: '',
    email: '',
    groups: ['agents'],
    language: 'en',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }),
  team: () => ({ name: '', members: [] }),
  calendar: () => ({
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    weekly: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, ['09:00-18:00']])),
  }),
  policy: () => ({ calendar: 'always', first_reply_minutes: 60, next_reply_minutes: 60 }),
  keyword_rule: () => ({ words: [] }),
  template: () => ({ name: '', text: '', language: 'en' }),
};

/** The default ladder (L1). */
export const DEFAULT_LADDER = [
  { step: 'half', at_percent: 50, how: ['mail'] },
  { step: 'warn', at_percent: 80, how: ['mail'] },
  { step: 'due', at_percent: 100, how: ['mail', 'sms'] },
  { step: 'late30', after_minutes: 30, how: ['mail', 'sms'] },
  { step: 'late120', after_minutes: 120, how: ['mail', 'sms'] },
];

/**
 * All fields of a document: those of its kind (of a message, the reader's language first), then any others in it.
 * @param {string} kind
 * @param {Record<string, any>} body
 * @returns {Field[]}
 */
export function fieldsOf(kind, body) {
  const known =
    kind === 'text'
      ? FIELDS.text.toSorted((a, b) => Number(b.name === language.get().code) - Number(a.name === language.get().code))
      : (FIELDS[kind] ?? []);
  const others = Object.keys(body).filter((name) => !known.some((field) => field.name === name) && name !== 'disabled');
  return [...known, ...others.map((name) => ({ name, as: guessWidget(body[name]), optional: true }))];
}

/** @param {unknown} value */
export function guessWidget(value) {
  if (typeof value === 'boolean') return 'switch';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return value.includes('\n') || value.length > 80 ? 'area' : 'text';
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return 'lines';
  return 'json';
}
