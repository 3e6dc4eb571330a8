import { useEffect, useState } from '/vendor/htm-preact.js';
import { ProblemError, post, SessionEndedError, UnreachableError } from '../session/api.js';
import { useNow } from '../session/server_clock.js';

/** @typedef {import('../../types/desk.d.ts').ReplyPreview} ReplyPreview */
/**
 * @typedef {{ account: string, ticket: string, in_reply_to: string | undefined, text: string,
 *   channel: string | undefined }} Asked
 */

/** Why a reply that can be sent may help nobody. */
export const DOUBTS = ['doubtful', 'may_not_arrive'];

/** The pause after the last key before the API is asked. */
const TYPING_MS = 350;

/**
 * The API's preview of the draft, requested a moment after the last key, and again once a window of the network closes
 * (N3). `isFresh` is true if it is of the current text; until then the previous one is shown, so that nothing flickers.
 * @param {Asked} asked @param {string} [state] of the account: what changes it changes the answer
 * @param {string | null} [answerBy] until when the network takes an answer to the post
 */
export function useReplyPreview(asked, state = '', answerBy = null) {
  const [found, setFound] = useState(/** @type {{ key: string, preview: ReplyPreview } | null} */ (null));
  const ends = [answerBy, found?.preview.message?.until ?? null];
  const closed = useNow((now) => ends.filter((end) => end !== null && Date.parse(end) <= now).length);
  const key = JSON.stringify([asked, state, closed]);
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(
      async () => {
        const preview = await previewOf(asked);
        if (preview && !isOver) setFound({ key, preview });
      },
      found && asked.text ? TYPING_MS : 0,
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key]);
  return { preview: found?.preview ?? null, isFresh: found?.key === key };
}

/**
 * Null if the API cannot answer; the local count is used then.
 * @param {Asked} asked
 * @returns {Promise<ReplyPreview | null>}
 */
async function previewOf(asked) {
  try {
    return await previewReply(asked);
  } catch (error) {
    if (error instanceof ProblemError || error instanceof SessionEndedError || error instanceof UnreachableError)
      return null;
    throw error;
  }
}

/**
 * The API's checks of a reply about to be sent; null if they cannot be run.
 * @param {Asked} asked
 * @returns {Promise<ReplyPreview | null>}
 */
export async function previewReply(asked) {
  try {
    return await post('/api/preview/reply', asked);
  } catch (error) {
    if (error instanceof ProblemError && (error.status >= 500 || error.status === 429)) return null;
    throw error;
  }
}
