import { lazy } from './lazy_component.js';

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

const notices = () => import('./composer/notices.js');

export const HolderNotice = lazy('./composer/notices.js', 'HolderNotice', notices);
export const ForbiddenNotice = lazy('./composer/notices.js', 'ForbiddenNotice', notices);
export const DoubtNotice = lazy('./composer/notices.js', 'DoubtNotice', notices);
export const OwnWordsNotice = lazy('./composer/notices.js', 'OwnWordsNotice', notices);

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
export const AnswerChannel = lazy(
  './composer/answer_channel.js',
  'AnswerChannel',
  () => import('./composer/answer_channel.js'),
);
export const AlreadySent = lazy('./composer/send_warnings.js', 'AlreadySent', sendWarnings);
