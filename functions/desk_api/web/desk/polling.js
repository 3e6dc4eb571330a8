import { SessionEndedError, troubleKind } from './api.js';
import { now } from './server_clock.js';

const EVERY_MS = 5_000;
const SOONER_MS = 1_500;
const LONGEST_WAIT_MS = 60_000;
/** A wait that the desk asks for is kept, but not for so long that nobody would wait for it. */
const LONGEST_ASKED_MS = 600_000;
/** So far to either side a wait is spread, so that many pages do not ask in step. */
const SPREAD = 0.1;

/**
 * Why nothing new can be read, and when it is tried again.
 * @typedef {{ kind: ReturnType<typeof troubleKind>, retryAt: number }} Trouble
 */

/**
 * Asks again and again: every five seconds while somebody looks, seldom or never behind other windows, and ever more
 * seldom while the desk does not answer, or answers no; not before it asked to be asked again. `ask` answers whether
 * something is about to change, so that the next look comes sooner. `everyMs` is the wait between two looks, none where
 * once is enough; `hiddenMs` the one while nobody looks; without it nothing is asked then.
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

  async function look() {
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
    timer = window.setTimeout(look, document.hidden ? Math.max(wait, hiddenMs) : wait);
  }

  const onSight = () => {
    clearTimeout(timer);
    if (!document.hidden) look();
    else next(hiddenMs);
  };
  document.addEventListener('visibilitychange', onSight);
  addEventListener('online', onSight);
  look();
  return {
    now: look,
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
