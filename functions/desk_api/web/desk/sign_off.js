import { me } from './me.js';
import { createStore } from './store.js';

const OFF = 'sokuto.no-sign-off';

/** Whether answers end with the writer's sign, as chosen on this device. */
export const signOff = createStore({ isOn: localStorage.getItem(OFF) === null });

export function toggleSignOff() {
  const isOn = !signOff.get().isOn;
  if (isOn) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
  signOff.set({ isOn });
}

/** `^KT`, or nothing for somebody without one. */
export function ownSignOff() {
  const sign = me.get().person?.sign_off?.replace(/^\^/, '') ?? '';
  return sign && `^${sign}`;
}

/** The text as it goes out: signed, unless it is already. @param {string} text @param {boolean} isOn */
export function withSignOff(text, isOn) {
  const sign = ownSignOff();
  const words = text.trimEnd();
  return isOn && sign && words && !words.endsWith(sign) ? `${words} ${sign}` : text;
}
