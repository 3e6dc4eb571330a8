import { html } from '/vendor/htm-preact.js';
import { canVibrate, chooseDevice, device } from '../desk/device_alerts.js';
import { t } from '../desk/i18n.js';
import { useStore } from '../desk/store.js';
import { Choice } from './radio_group.js';

/** Sound and vibration, chosen for this device and kept on it. */
export function Device() {
  const { sound, vibration } = useStore(device);
  return html`<section>
    <h2>${t('device.title')}</h2>
    <p class="quiet">${t('device.label')}</p>
    <dl class="facts">
      <div><dt>${t('device.sound')}</dt><dd><${OnOff} name="sound" on=${sound} label=${t('device.sound')} /></dd></div>
      ${
        canVibrate &&
        html`<div>
          <dt>${t('device.vibration')}</dt>
          <dd><${OnOff} name="vibration" on=${vibration} label=${t('device.vibration')} /></dd>
        </div>`
      }
    </dl>
  </section>`;
}

/** @param {{ name: 'sound' | 'vibration', on: boolean, label: string }} props */
function OnOff({ name, on, label }) {
  const options = [
    ['off', t('device.off')],
    ['on', t('device.on')],
  ];
  return html`<${Choice} name=${name} label=${label} value=${on ? 'on' : 'off'} options=${options}
    choose=${(/** @type {string} */ value) => chooseDevice(name, value === 'on')} />`;
}
