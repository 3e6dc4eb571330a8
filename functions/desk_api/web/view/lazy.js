import { lazy } from './lazy_component.js';

export const TicketDetails = lazy('TicketDetails', () => import('./ticket/ticket_details.js'));
export const DeadlineExplanation = lazy('DeadlineExplanation', () => import('./ticket/deadline_explanation.js'));
export const EarlierTickets = lazy('EarlierTickets', () => import('./ticket/earlier_tickets.js'));
export const SearchResults = lazy('SearchResults', () => import('./queue/search_results.js'));
export const ShortcutHelp = lazy('ShortcutHelp', () => import('./shortcut_help.js'));
export const ReplyEntry = lazy('ReplyEntry', () => import('./ticket/reply.js'));
export const UnsentReplies = lazy('UnsentReplies', () => import('./queue/unsent_replies.js'));
export const QueueOnboarding = lazy('QueueOnboarding', () => import('./queue/onboarding.js'));

const nativeAnswer = () => import('./ticket/native_answer.js');

export const ReportAnswer = lazy('ReportAnswer', nativeAnswer);
export const ReportedAnswer = lazy('ReportedAnswer', nativeAnswer);

const notices = () => import('./composer/notices.js');

export const HolderNotice = lazy('HolderNotice', notices);
export const ForbiddenNotice = lazy('ForbiddenNotice', notices);
export const DoubtNotice = lazy('DoubtNotice', notices);
export const OwnWordsNotice = lazy('OwnWordsNotice', notices);

const replyParts = () => import('./composer/reply_parts.js');
const sendWarnings = () => import('./composer/send_warnings.js');

export const SendWarnings = lazy('SendWarnings', sendWarnings);
export const WritingHints = lazy('WritingHints', sendWarnings);
export const AlreadySent = lazy('AlreadySent', sendWarnings);
export const ReplyLength = lazy('ReplyLength', replyParts);
export const ReplyParts = lazy('ReplyParts', replyParts);
export const ReplyLimits = lazy('ReplyLimits', () => import('./composer/reply_limits.js'));
export const NewPosts = lazy('NewPosts', () => import('./composer/new_posts.js'));
export const TemplateList = lazy('TemplateList', () => import('./composer/template_list.js'));
export const AnswerChannel = lazy('AnswerChannel', () => import('./composer/answer_channel.js'));
