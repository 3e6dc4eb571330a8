/** The JSON that the API speaks, as far as the page reads it. Times are RFC 3339 in UTC, durations are seconds. */
export interface Person {
  sub: string;
  name: string;
}
export interface Me extends Person {
  email: string;
  language: string | null;
  zone: string | null;
  groups: string[];
  sign_off: string | null;
  desk_zone?: string;
  /** No manager and no admin has an address that works. */
  nobody_reachable?: boolean;
}
export interface Author {
  id: string;
  username: string;
  name: string;
}
export interface Holder extends Person {
  until: string;
}
export interface Span {
  from: string;
  to: string;
}
export interface RunningClock {
  id: string;
  kind: string;
  started_at: string;
  due_at: string;
  state: string;
  policy: string;
  calendar: string;
  /** in lists: the open time up to the deadline, from the spans that are not over yet on */
  open?: OpenAhead | null;
}
export interface OpenAhead {
  spans: Span[];
  then_s: number;
}
export interface Step {
  step: string;
  at: string;
  fired: boolean;
  whom?: Whom[];
  how?: string[];
}
/** Whom a step tells; `name` is null for the managers, and for the assignee where there is none. */
export interface Whom {
  kind: 'assignee' | 'team' | 'managers' | 'person';
  id: string | null;
  name: string | null;
}
export interface Clock extends RunningClock {
  stopped_at: string | null;
  elapsed_s: number | null;
  business_s: number | null;
  target_s: number;
  late: boolean;
  /** Why the default's time counts around the clock instead of what the settings mean. */
  fallback?: string | null;
  steps: Step[];
  trace: Span[];
}
export interface Ticket {
  id: string;
  account: string;
  network: string;
  customer: Author;
  status: string;
  priority: string;
  assignee: Person | null;
  tags: string[];
  opened_at: string;
  last_post_at: string;
  waiting_since: string | null;
  clock: RunningClock | null;
  holder: Holder | null;
  overdue: boolean;
  late: boolean;
  excerpt: string;
  /** what a newest post without words shows */
  excerpt_media?: MediaType | null;
  posts_count: number;
  flags: string[];
  /** Until when the network takes an answer to what waits. */
  answer_by?: string | null;
  /** Another app, or the network's own inbox, has the private conversation. */
  held_elsewhere?: boolean;
  match?: Match;
}
export type MediaType =
  | 'photo'
  | 'video'
  | 'animated_gif'
  | 'audio'
  | 'file'
  | 'sticker'
  | 'location'
  | 'story'
  | 'shared_post'
  | 'unsupported';
/**
 * Where the network has no lasting address of it, `kept` says what the desk has of it, `url` and `preview_url` are links
 * of minutes, and `content_type` is what the file's bytes say; `size` is in bytes.
 */
export interface Media {
  kept?: 'kept' | 'waiting' | 'gone' | 'too_large' | 'failed' | 'not_kept' | null;
  content_type?: string | null;
  type: MediaType;
  url: string;
  preview_url?: string;
  alt: string | null;
  name?: string;
  size?: number | null;
  /** whether the desk's settings let a browser fetch it from the network */
  shown?: boolean;
}
/** How a network is told from others at a glance. */
export interface NetworkSign {
  letter: string;
  shape: 'square' | 'circle' | 'bubble' | 'diamond' | 'hexagon' | 'pentagon' | 'shield';
}
export type Moderation = 'hide' | 'unhide' | 'like' | 'unlike' | 'delete';
export interface Post {
  id: string;
  /** The ticket's version in which its words last became others. */
  revision?: number;
  answer_id?: string;
  /** Tells an edit from what stood there before. */
  version?: string;
  /** Until when the network takes an answer. */
  answer_by?: string | null;
  audience?: 'direct' | 'followers' | 'unlisted' | 'public';
  direction: 'inbound' | 'outbound';
  channel: 'public' | 'direct';
  kind: string;
  author: Author;
  text: string;
  posted_at: string;
  seen_at: string;
  late: boolean;
  deleted: boolean;
  gone?: string | null;
  edited: boolean;
  flagged: boolean;
  account: string;
  url: string | null;
  in_reply_to: string | null;
  via: string | null;
  by: Person | null;
  reply_id: string | null;
  media: Media[];
  /** folded text: readers decide by it whether to see the rest */
  content_warning?: string;
  /** Another app, or the network's own inbox, has the conversation. */
  held_elsewhere?: boolean;
  /** The network could not be asked for what it left out. */
  incomplete?: boolean;
  /** What a review recommends. */
  recommendation?: 'positive' | 'negative' | '';
  /** What it says could not be asked of the network. */
  incomplete?: boolean;
  /** Others do not see it: the account, or the network, has hidden it. */
  hidden?: boolean;
  /** The account likes it. */
  liked?: boolean;
  /** What the account can do with it just now. */
  moderation?: Moderation[];
  /** What in the text leads somewhere, as the network marked it. */
  links?: { text: string; url: string }[];
  quoted?: { id: string; url: string; author: Author; text: string; gone: boolean } | null;
}
export interface Alert {
  clock: string;
  step: string;
  due_at: string;
  fired_at: string | null;
  outcome: string | null;
  sent: { person: string; how: string; at: string; state: string; reason: string | null }[];
}
export interface Reply {
  id: string;
  state: string;
  account: string;
  channel: string;
  held_until: string | null;
  text: string;
  in_reply_to: string | null;
  by: Person | null;
  created_at: string;
  reason: string | null;
  why?: string | null;
  returned_at?: string | null;
  parts: { text: string; state: string; post_id: string | null; url: string | null }[];
}
/** A reply that needs a person, with the ticket in which it stands. */
export interface ReturnedReply extends Reply {
  ticket: string;
  customer: Author;
}
export interface HistoryEntry {
  id: string;
  kind: string;
  at: string;
  by: Person | null;
  text: string | null;
  reason: string | null;
  /** when an answer was given that a person reports (N5) */
  answered_at?: string | null;
  withdrawn?: boolean;
  /** the post that was moderated on the network */
  post?: string | null;
  /** of a moderation: `done`, or `unknown` as long as the network has not said */
  outcome?: string | null;
}
export interface TicketView {
  as_of: string;
  version?: number;
  ticket: Ticket;
  /** The customer's own page on the network. */
  customer_url: string | null;
  /** Where the account's own people read its private messages on the network. */
  inbox_url?: string | null;
  posts: Post[];
  clocks: Clock[];
  alerts: Alert[];
  replies: Reply[];
  history: HistoryEntry[];
  /** How many other tickets the customer has on the account. */
  earlier: number;
  /** when the customer’s public posts were last looked up on the network */
  checked_at?: string | null;
  /** since when the customer blocks the account */
  blocked_since?: string | null;
  /** What is older is asked for with it; null at the beginning. */
  next_cursor?: string | null;
}
export interface EarlierTicket {
  ticket: Ticket;
  posts: Post[];
}
export interface Colleague extends Person {
  handle: string;
  present: boolean;
}
export interface Template {
  id: string;
  name: string;
  language: string;
  text: string;
}
export interface ReplyPreview {
  channel: string;
  parts: { text: string; weighted_length: number; bytes?: number }[];
  /** stands in front of every part, since the network would otherwise tell the customer nothing of it (N6) */
  opening?: string;
  allowed: boolean;
  reason_code: string;
  cost_usd: number;
  warnings: {
    id?: string;
    kind: string;
    said: string;
    stops: boolean;
    at?: string | null;
    mend?: [string, string] | null;
  }[];
  limit?: number;
  /** the most bytes of a part, where the network limits those too */
  bytes_limit?: number | null;
  /** what the account's plan allows; null if nothing limits it, or if that is not known (N7) */
  quota?: Quota | null;
  names?: { named: string[]; left_out: string[] };
  message: PrivateAnswer;
}
/** Whether the customer can be answered in private, and how. */
export interface PrivateAnswer {
  allowed: boolean;
  reason_code: string;
  cost_usd: number;
  link: string | null;
  link_cost_usd: number;
  /** The network takes one private answer to a public post, until an instant; it went out at another. */
  once?: boolean;
  until?: string | null;
  used_at?: string | null;
  /** where it goes on, if private messages are a network of their own */
  network_name?: string | null;
}
export interface Quota {
  limit: number | null;
  used: number;
  left: number | null;
  as_of: string;
}
export interface Count {
  n: number;
  more: boolean;
}
export interface Account {
  id: string;
  username: string;
  name: string;
  network: string;
  network_name: string;
  network_sign?: NetworkSign;
  /** how the text of a reply is measured, by channel */
  measures: Record<'public' | 'direct', { unit: string; limit: number; bytes_limit?: number | null; splits: boolean }>;
  /** whether the account's own posts can be found on the network, by their addresses */
  finds_own?: boolean;
  /** whether answers that colleagues write in the network's own app reach the desk (N5) */
  shows_native_answers?: boolean;
  /** what its plan allows; in the desk's health only */
  quota?: Quota | null;
  colour: string | null;
  picture?: string | null;
  /** `ok`, `waiting` while nothing was heard yet, `not_connected` without keys, `unknown`, or the worst fault. */
  state: string;
  /** since when that fault stands */
  since?: string | null;
  last_seen: string | null;
  /** messages of the last days that only the network's own app can open */
  encrypted?: { count: number; first: string; last: string; url: string | null } | null;
  /** posts of the last days that have no ticket, by the reason; in the desk's health only */
  left_out?: Record<string, { count: number; first: string; last: string }>;
}
/**
 * Why the search found a ticket: a text of it, whose it is and when it was written; of a customer's name or handle
 * nothing more.
 */
export interface Match {
  kind: 'code' | 'words' | 'customer';
  who: 'customer' | 'us' | 'note' | null;
  by: Person | null;
  at: string | null;
  excerpt: { text: string; hit: boolean }[];
}
export interface QueuePage {
  as_of: string;
  tickets: Ticket[];
  next_cursor: string | null;
  counts: Record<string, Count>;
  /** of all that waits, with how often each occurs */
  tags: Record<string, number>;
  accounts: Account[];
  /** of a search: what was written since then was looked at; null for everything */
  searched_back_to?: string | null;
}
export interface Figures {
  count: number;
  mean_s: number | null;
  median_s: number | null;
  p90_s: number | null;
  within_target: number | null;
}
export interface Measured extends Figures {
  business: Figures;
  unanswered: number;
  /** Of the unanswered ones, those whose deadline has passed. */
  overdue: number;
  /** Promises kept and missed; the overdue ones are missed. */
  in_time: number;
  missed: number;
  oldest_unanswered_at: string | null;
  /** The shortest and the longest promise among those counted. */
  targets_s: [number, number] | null;
}
export interface MetricsRow {
  key: string;
  first_reply: Measured;
  next_reply: Measured;
  resolution: Measured;
  tickets: number;
  unanswered: number;
  /** More wait than were looked at, in the total row. */
  more_unanswered: boolean;
  overdue: number;
  oldest_unanswered_s: number | null;
  late: number;
  told_by_hand: number;
  /** By agent only; null for what nobody answered from the desk. */
  agent?: Person | null;
}
export interface Metrics {
  from: string;
  to: string;
  as_of: string;
  zone: string;
  rows: MetricsRow[];
  /** Null where the count cannot be read just now, missing where the desk is older than the page. */
  costs?: Costs | null;
  /** By each grouping, where several were asked for. */
  groups?: Record<string, { rows: MetricsRow[]; costs?: Costs | null }>;
}
/** A network: its list prices in USD, in their order, and what each is for, by language. */
export interface Network {
  id: string;
  name: string;
  /** whether its accounts have handles */
  has_handles?: boolean;
  /** what an account on it may say of itself besides, each with an example */
  account_options?: { name: string; example: string }[];
  prices: Record<string, number>;
  charges: Record<string, Record<string, string>>;
  /** whether a browser could fetch pictures from it */
  shows_pictures?: boolean;
  /** what of it can be neither seen nor recovered, in sentences, by language */
  blind_spots?: Record<string, string[]>;
}

/** What networks have charged, in USD; by kind, which is the name of its price. */
export interface CostRow {
  key: string;
  usd: number;
  kinds: Record<string, { count: number; usd: number }>;
}
export interface Costs {
  rows: CostRow[];
  /** The running month in UTC, all accounts together. */
  month: { month: string; usd: number; limit_usd: number | null; state: 'ok' | 'near' | 'reached' };
}
/** What is known of one way to a person; `since` and `reason` where something is wrong with it. */
export interface Way {
  state: string;
  since?: string | null;
  reason?: string | null;
  soft_bounces?: number;
}
export interface Reach extends Pick<Person, 'name'> {
  id: string;
  mail: Way;
  sms: Way;
}
export interface Health {
  accounts: Account[];
  /** For managers: those whom the desk cannot reach as it was told to. */
  people?: Reach[];
  nobody_reachable?: boolean;
  queues: { name: string; waiting: number; dead: number }[];
}
