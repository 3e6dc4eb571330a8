import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { importWithRetry } from '../desk/session/retried_import.js';
import { loadStyleSheet } from '../desk/session/style_sheets.js';

const AGAIN_MS = 5_000;

/** Loaded modules by path; their parts are drawn at once from then on. @type {Map<string, any>} */
const modules = new Map();

/**
 * A lazily loaded component: its module, and the style sheets that the module names, are fetched after the first
 * render; until then it renders nothing.
 * @template {string} Name
 * @param {string} path of the module
 * @param {Name} part the name under which the module exports it
 * @param {() => Promise<Record<Name, any> & { sheets?: readonly string[] }>} load
 */
function lazy(path, part, load) {
  return (/** @type {Record<string, unknown>} */ props) => {
    const [, redraw] = useState(0);
    const Part = modules.get(path)?.[part];
    useEffect(() => {
      let timer = 0;
      const fetchPart = async () => {
        try {
          const module = await importWithRetry(path, import.meta.url, load);
          await Promise.all((module.sheets ?? []).map(loadStyleSheet));
          modules.set(path, module);
          redraw(1);
        } catch {
          timer = window.setTimeout(fetchPart, AGAIN_MS);
        }
      };
      if (!Part) void fetchPart();
      return () => clearTimeout(timer);
    }, []);
    return Part && html`<${Part} ...${props} />`;
  };
}

const banners = () => import('./banners.js');

export const TicketDetails = lazy(
  './ticket/ticket_details.js',
  'TicketDetails',
  () => import('./ticket/ticket_details.js'),
);
export const DeadlineExplanation = lazy(
  './ticket/deadline_explanation.js',
  'DeadlineExplanation',
  () => import('./ticket/deadline_explanation.js'),
);
export const EarlierTickets = lazy(
  './ticket/earlier_tickets.js',
  'EarlierTickets',
  () => import('./ticket/earlier_tickets.js'),
);
export const SearchResults = lazy(
  './queue/search_results.js',
  'SearchResults',
  () => import('./queue/search_results.js'),
);
export const ShortcutHelp = lazy('./shortcut_help.js', 'ShortcutHelp', () => import('./shortcut_help.js'));
export const Outbox = lazy('./outbox.js', 'Outbox', () => import('./outbox.js'));
export const ReplyEntry = lazy('./ticket/reply.js', 'ReplyEntry', () => import('./ticket/reply.js'));
const nativeAnswer = () => import('./ticket/native_answer.js');

export const ReportAnswer = lazy('./ticket/native_answer.js', 'ReportAnswer', nativeAnswer);
export const ReportedAnswer = lazy('./ticket/native_answer.js', 'ReportedAnswer', nativeAnswer);
export const UnsentReplies = lazy(
  './queue/unsent_replies.js',
  'UnsentReplies',
  () => import('./queue/unsent_replies.js'),
);
export const SilentChannelBanners = lazy('./banners.js', 'SilentChannelBanners', banners);
export const DeliverabilityBanners = lazy('./banners.js', 'DeliverabilityBanners', banners);
export const EncryptedMessageBanners = lazy('./banners.js', 'EncryptedMessageBanners', banners);
export const SessionEndedBanner = lazy('./banners.js', 'SessionEndedBanner', banners);

const replyParts = () => import('./composer/reply_parts.js');
const sendWarnings = () => import('./composer/send_warnings.js');

export const SendWarnings = lazy('./composer/send_warnings.js', 'SendWarnings', sendWarnings);
export const ReplyLength = lazy('./composer/reply_parts.js', 'ReplyLength', replyParts);
export const ReplyLimits = lazy(
  './composer/reply_limits.js',
  'ReplyLimits',
  () => import('./composer/reply_limits.js'),
);
export const WritingHints = lazy('./composer/send_warnings.js', 'WritingHints', sendWarnings);
export const NewPosts = lazy('./composer/new_posts.js', 'NewPosts', () => import('./composer/new_posts.js'));
export const ReplyParts = lazy('./composer/reply_parts.js', 'ReplyParts', replyParts);
export const TemplateList = lazy(
  './composer/template_list.js',
  'TemplateList',
  () => import('./composer/template_list.js'),
);
export const QueueOnboarding = lazy('./queue/onboarding.js', 'QueueOnboarding', () => import('./queue/onboarding.js'));
export const AlreadySent = lazy('./composer/send_warnings.js', 'AlreadySent', sendWarnings);
