import { createStore } from '../session/store.js';

const KEPT = 'sokuto.device';
/** Two short, quiet tones. */
const TONES_HZ = [660, 880];
const TONE_S = 0.12;
const LOUDNESS = 0.08;
const PULSE_MS = [60, 80, 60];

/** Sound and vibration for new tickets, off unless switched on for this device. */
export const deviceAlerts = createStore({ sound: false, vibration: false, ...storedChoices() });

export const canVibrate = typeof navigator.vibrate === 'function';

/** @type {AudioContext | null} */
let audio = null;

/** @param {'sound' | 'vibration'} what @param {boolean} on */
export function setDeviceAlert(what, on) {
  deviceAlerts.set({ [what]: on });
  localStorage.setItem(KEPT, JSON.stringify(deviceAlerts.get()));
  if (on) alertDevice();
}

/** Plays the alerts that are switched on. */
export function alertDevice() {
  const { sound, vibration } = deviceAlerts.get();
  if (vibration && canVibrate) navigator.vibrate(PULSE_MS);
  if (sound) chime();
}

/** Silent until the user has interacted with the page, as browsers require. */
function chime() {
  audio ??= new AudioContext();
  void audio.resume();
  TONES_HZ.forEach((hertz, index) => {
    if (!audio) return;
    const tone = new OscillatorNode(audio, { frequency: hertz });
    const begin = audio.currentTime + index * TONE_S;
    tone.connect(new GainNode(audio, { gain: LOUDNESS })).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + TONE_S);
  });
}

function storedChoices() {
  try {
    const { sound, vibration } = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
    return { sound: sound === true, vibration: vibration === true };
  } catch {
    return {};
  }
}
