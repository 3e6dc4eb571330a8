import { queue } from './queue.js';
import { navigate } from './route.js';
import { createStore } from './store.js';

const ON = 'sokuto.send-and-next';

/** Whether the next ticket is opened once an answer is on its way, as chosen on this device. */
export const sendAndNext = createStore({ isOn: localStorage.getItem(ON) !== null });

export function toggleSendAndNext() {
  const isOn = !sendAndNext.get().isOn;
  if (isOn) localStorage.setItem(ON, '1');
  else localStorage.removeItem(ON);
  sendAndNext.set({ isOn });
}

/** The one in the list that is due soonest beside this one; the list where nobody else waits. @param {string} ticket */
export function openNext(ticket) {
  const next = queue
    .get()
    .rows.find(({ id, status, clock }) => id !== ticket && clock && (status === 'new' || status === 'open'));
  navigate({ page: 'queue', ticket: next?.id ?? null });
}
