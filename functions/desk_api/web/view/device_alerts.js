import { html } from '/vendor/htm-preact.js';
import { t } from '../desk/format/i18n.js';
import { canVibrate, deviceAlerts, setDeviceAlert } from '../desk/queue/device_alerts.js';
import { useStore } from '../desk/session/store.js';
import { RadioGroup } from './radio_group.js';

/** The switches for sound and vibration on this device. */
export function DeviceAlerts() {
  const { sound, vibration } = useStore(deviceAlerts);
  return html`<section>
    <h2>${t('device.title')}</h2>
    <p class="muted">${t('device.label')}</p>
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
  return html`<${RadioGroup} name=${name} label=${label} value=${on ? 'on' : 'off'} options=${options}
    choose=${(/** @type {string} */ value) => setDeviceAlert(name, value === 'on')} />`;
}
