/** @typedef {'en' | 'ja'} Language */
/** @typedef {Record<string, string | { one?: string, other: string }>} Catalogue */
/** @typedef {{ en: () => Promise<{ en: Catalogue }>, ja: () => Promise<{ ja: Catalogue }> }} Fetch */

/**
 * The page's texts: those that it begins with, and those that come with a part of it. Only the reader's language is
 * fetched. No catalogue imports anything, so that a module may wait for one while it is evaluated.
 * @satisfies {Record<string, Fetch>}
 */
export const CATALOGUES = {
  texts: { en: () => import('../../i18n/en.js'), ja: () => import('../../i18n/ja.js') },
  answer_channel: {
    en: () => import('../../i18n/answer_channel.en.js'),
    ja: () => import('../../i18n/answer_channel.ja.js'),
  },
  banners: { en: () => import('../../i18n/banners.en.js'), ja: () => import('../../i18n/banners.ja.js') },
  deadline: { en: () => import('../../i18n/deadline.en.js'), ja: () => import('../../i18n/deadline.ja.js') },
  details: { en: () => import('../../i18n/details.en.js'), ja: () => import('../../i18n/details.ja.js') },
  failures: { en: () => import('../../i18n/failures.en.js'), ja: () => import('../../i18n/failures.ja.js') },
  limits: { en: () => import('../../i18n/limits.en.js'), ja: () => import('../../i18n/limits.ja.js') },
  media: { en: () => import('../../i18n/media.en.js'), ja: () => import('../../i18n/media.ja.js') },
  moderation: { en: () => import('../../i18n/moderation.en.js'), ja: () => import('../../i18n/moderation.ja.js') },
  reports: { en: () => import('../../i18n/reports.en.js'), ja: () => import('../../i18n/reports.ja.js') },
  search: { en: () => import('../../i18n/search.en.js'), ja: () => import('../../i18n/search.ja.js') },
  settings: { en: () => import('../../i18n/settings.en.js'), ja: () => import('../../i18n/settings.ja.js') },
  shortcuts: { en: () => import('../../i18n/shortcuts.en.js'), ja: () => import('../../i18n/shortcuts.ja.js') },
  writing: { en: () => import('../../i18n/writing.en.js'), ja: () => import('../../i18n/writing.ja.js') },
};
