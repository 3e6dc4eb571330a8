import { SessionEndedError, UnreachableError } from './api.js';
import { now } from './clock.js';

const EVERY_MS = 5_000;
const SOONER_MS = 1_500;
const LONGEST_WAIT_MS = 60_000;
/** So far to either side a wait is spread, so that many pages do not ask in step. */
const SPREAD = 0.1;

/**
 * Asks again and again: every five seconds while somebody looks, seldom or never behind other windows, and ever more
 * seldom while the desk is out of reach. `ask` answers whether something is about to change, so that the next look comes
 * sooner. `hiddenMs` is the wait while nobody looks; without it nothing is asked then.
 * @param {{ ask: () => Promise<boolean | void>, onUnreachable: (retryAt: number) => void, hiddenMs?: number }} options
 */
export function poll({ ask, onUnreachable, hiddenMs = 0 }) {
  let timer = 0;
  let failures = 0;
  let stopped = false;
  let asking = false;
  let askAgain = false;

  async function look() {
    clearTimeout(timer);
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    let wait = EVERY_MS;
    try {
      wait = spread((await ask()) ? SOONER_MS : EVERY_MS);
      failures = 0;
    } catch (error) {
      if (error instanceof SessionEndedError) return;
      if (!(error instanceof UnreachableError)) reportError(error);
      wait = spread(Math.min(EVERY_MS * 2 ** failures, LONGEST_WAIT_MS));
      failures += 1;
      if (!stopped) onUnreachable(now() + wait);
    } finally {
      asking = false;
    }
    next(askAgain ? 0 : wait);
    askAgain = false;
  }

  /** @param {number} wait */
  function next(wait) {
    if (stopped || (document.hidden && !hiddenMs)) return;
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
