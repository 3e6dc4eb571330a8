import { SessionEndedError, troubleKind } from './api.js';
import { now } from './server_clock.js';

const EVERY_MS = 5_000;
const SOONER_MS = 1_500;
const LONGEST_WAIT_MS = 60_000;
/** The longest Retry-After that is honoured. */
const LONGEST_ASKED_MS = 600_000;
/** Jitter, so that many pages do not poll in step. */
const SPREAD = 0.1;

/**
 * The reason why polling fails, and the time of the next attempt.
 * @typedef {{ kind: ReturnType<typeof troubleKind>, retryAt: number }} Trouble
 */

/**
 * Polls every five seconds while the page is visible, less often or never while it is hidden, and with growing pauses
 * after errors; it honours Retry-After. `ask` returns whether something is about to change, so that the next poll comes
 * sooner. `everyMs` is the interval, infinite to poll once; `hiddenMs` is the interval while the page is hidden, 0 to
 * pause.
 * @param {{ ask: () => Promise<boolean | void>, onTrouble: (trouble: Trouble) => void, everyMs?: number,
 *   hiddenMs?: number }} options
 */
export function poll({ ask, onTrouble, everyMs = EVERY_MS, hiddenMs = 0 }) {
  let timer = 0;
  let failures = 0;
  let stopped = false;
  let asking = false;
  let askAgain = false;
  let notBefore = 0;

  async function pollOnce() {
    clearTimeout(timer);
    if (asking) {
      askAgain = true;
      return;
    }
    if (Date.now() < notBefore) {
      next(notBefore - Date.now());
      return;
    }
    asking = true;
    let wait = everyMs;
    try {
      wait = spread((await ask()) ? SOONER_MS : everyMs);
      failures = 0;
    } catch (error) {
      if (error instanceof SessionEndedError) return;
      const kind = troubleKind(error);
      if (kind === 'page') reportError(error);
      const asked = Math.min(/** @type {any} */ (error).waitMs || 0, LONGEST_ASKED_MS);
      wait = Math.max(spread(Math.min(EVERY_MS * 2 ** failures, LONGEST_WAIT_MS)), asked);
      notBefore = Date.now() + asked;
      failures += 1;
      if (!stopped) onTrouble({ kind, retryAt: now() + wait });
    } finally {
      asking = false;
    }
    next(askAgain ? 0 : wait);
    askAgain = false;
  }

  /** @param {number} wait */
  function next(wait) {
    if (stopped || wait === Infinity || (document.hidden && !hiddenMs)) return;
    timer = window.setTimeout(pollOnce, document.hidden ? Math.max(wait, hiddenMs) : wait);
  }

  const onSight = () => {
    clearTimeout(timer);
    if (!document.hidden) pollOnce();
    else next(hiddenMs);
  };
  document.addEventListener('visibilitychange', onSight);
  addEventListener('online', onSight);
  pollOnce();
  return {
    now: pollOnce,
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onSight);
      removeEventListener('online', onSight);
    },
  };
}

/** @param {number} wait */
const spread = (wait) => wait * (1 - SPREAD + Math.random() * 2 * SPREAD);
