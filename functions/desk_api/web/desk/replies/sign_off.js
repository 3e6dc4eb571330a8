import { me } from '../session/me.js';
import { createStore } from '../session/store.js';

const OFF = 'sokuto.no-sign-off';

/** Whether replies end with the sign-off, as chosen on this device. */
export const signOff = createStore({ isOn: localStorage.getItem(OFF) === null });

export function toggleSignOff() {
  const isOn = !signOff.get().isOn;
  if (isOn) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
  signOff.set({ isOn });
}

/** The person's sign-off, such as `^KT`; empty if they have none. */
export function ownSignOff() {
  const sign = me.get().person?.sign_off?.replace(/^\^/, '') ?? '';
  return sign && `^${sign}`;
}

/** Appends the sign-off unless the text already ends with it. @param {string} text @param {boolean} isOn */
export function withSignOff(text, isOn) {
  const sign = ownSignOff();
  const words = text.trimEnd();
  return isOn && sign && words && !words.endsWith(sign) ? `${words} ${sign}` : text;
}
