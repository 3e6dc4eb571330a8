import { queue } from '../queue/queue.js';
import { navigate } from '../session/route.js';
import { createStore } from '../session/store.js';

const ON = 'sokuto.send-and-next';

/** Whether sending a reply opens the next ticket, as chosen on this device. */
export const sendAndNext = createStore({ isOn: localStorage.getItem(ON) !== null });

export function toggleSendAndNext() {
  const isOn = !sendAndNext.get().isOn;
  if (isOn) localStorage.setItem(ON, '1');
  else localStorage.removeItem(ON);
  sendAndNext.set({ isOn });
}

/** Opens the ticket that is due next, or the list if none is waiting. @param {string} ticket */
export function openNext(ticket) {
  const next = queue
    .get()
    .rows.find(({ id, status, clock }) => id !== ticket && clock && (status === 'new' || status === 'open'));
  navigate({ page: 'queue', ticket: next?.id ?? null });
}
