import { useEffect, useRef } from '/vendor/htm-preact.js';
import { actOnTicket, releaseClaim } from '../../desk/queue/ticket.js';
import { ProblemError } from '../../desk/session/api.js';
import { me } from '../../desk/session/me.js';
import { now, useNow } from '../../desk/session/server_clock.js';
import { useStore } from '../../desk/session/store.js';
import { explainError } from '../use_action.js';

/** @typedef {import('../../types/desk.d.ts').Ticket} Ticket */
/** @typedef {import('../../types/desk.d.ts').Holder} Holder */

/**
 * A claim is a lease of ten minutes. Typing renews it after 45 seconds, since the desk counts a claim as idle after 90
 * (W3), and at most once in CLAIM_EVERY_MS.
 */
const RENEW_LEFT_MS = 10 * 60_000 - 45_000;
const CLAIM_EVERY_MS = 15_000;

/**
 * Claims the ticket when writing begins and renews the claim while it goes on. With an empty draft the claim is
 * released when its holder leaves the ticket or the page; when the page is only hidden, only a claim that was taken by
 * touching the field. The desk breaks idle claims by itself (W3).
 * @param {{ ticket: Ticket, self: string, text: string, setRefusedFor: (holder: Holder | null) => void,
 *   setTrouble: (trouble: string) => void }} options
 */
export function useClaim({ ticket, self, text, setRefusedFor, setTrouble }) {
  const latest = useRef({ asked: 0, isOurs: false, isNeeded: false, hasGone: false });
  latest.current.isNeeded = text.trim() !== '' || ticket.holder?.sub !== self;
  useEffect(() => {
    const leave = () => {
      if (!latest.current.isNeeded) releaseClaim(ticket.id);
    };
    const hide = () => {
      if (document.visibilityState !== 'hidden' || !latest.current.isOurs) return;
      leave();
      latest.current.isOurs = false;
    };
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', hide);
    return () => {
      removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', hide);
      latest.current.hasGone = true;
      leave();
    };
  }, []);
  const claim = () => {
    const remainingMs = ticket.holder?.sub === self ? Date.parse(ticket.holder.until) - now() : 0;
    if (remainingMs > RENEW_LEFT_MS || now() - latest.current.asked < CLAIM_EVERY_MS) return;
    latest.current.asked = now();
    const had = remainingMs > 0;
    actOnTicket(ticket.id, 'claim').then(
      () => {
        if (!had) latest.current.isOurs = true;
        if (latest.current.hasGone && !had && text.trim() === '') releaseClaim(ticket.id);
        setRefusedFor(null);
      },
      (error) => {
        if (error instanceof ProblemError && error.problem.holder) setRefusedFor(error.problem.holder);
      },
    );
  };
  const takeOver = () =>
    actOnTicket(ticket.id, 'claim', { take_over: true }).then(
      () => setRefusedFor(null),
      (error) => setTrouble(explainError(error)),
    );
  return { claim, takeOver };
}

/** The colleague who holds the claim, until the lease ends. @param {Holder | null} holder */
export function useOtherHolder(holder) {
  const { person } = useStore(me);
  const holds = useNow((at) => holder !== null && holder.sub !== person?.sub && Date.parse(holder.until) > at);
  return holds ? holder : null;
}
