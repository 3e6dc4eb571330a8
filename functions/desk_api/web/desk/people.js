import { get, ProblemError, SessionEndedError, UnreachableError } from './api.js';
import { createStore } from './store.js';

/** @typedef {import('../types/desk.d.ts').Colleague} Colleague */

/** Who works at this desk, read once somebody wants to call or to assign one of them. */
export const people = createStore({ all: /** @type {Colleague[]} */ ([]) });

/**
 * The one reading that all wait for; gone if it failed, so that the next to ask tries again.
 * @type {Promise<void> | null}
 */
let reading = null;

export function readPeople() {
  reading ??= read();
  return reading;
}

async function read() {
  try {
    people.set({ all: (await get('/api/people')).people });
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof SessionEndedError || error instanceof UnreachableError))
      throw error;
    reading = null;
  }
}

/**
 * Who is meant by what is typed behind an `@`; those who are there first.
 * @param {Colleague[]} all
 * @param {string} typed
 */
export function matchingColleagues(all, typed) {
  const plain = (/** @type {string} */ text) => text.normalize('NFKC').toLowerCase();
  const wanted = plain(typed);
  return all
    .filter(
      ({ name, handle }) =>
        handle &&
        (plain(handle).startsWith(wanted) ||
          plain(name)
            .split(/\s/)
            .some((part) => part.startsWith(wanted))),
    )
    .toSorted((a, b) => Number(b.present) - Number(a.present))
    .slice(0, 6);
}
