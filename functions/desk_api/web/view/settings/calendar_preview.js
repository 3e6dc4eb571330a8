import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { formatDate } from '../../desk/format/dates.js';
import { hasLabel, labelOf, language, t } from '../../desk/format/i18n.js';
import { formatDay, formatTime, isSameDay, readerZone } from '../../desk/format/time.js';
import { ProblemError, post, troubleKind } from '../../desk/session/api.js';

/**
 * @typedef {{ zone: string, from: string, to: string,
 *   days: { date: string, why: string, name: string, hours: string[] }[], spans: { from: string, to: string }[] }}
 *   CalendarDays
 */

const SOON_MS = 600;

/**
 * A preview of an unsaved calendar: the next open hours, and the special days of a year (B2).
 * @param {{ body: Record<string, any> }} props
 */
export function CalendarPreview({ body }) {
  const [preview, setPreview] = useState(/** @type {CalendarDays | null} */ (null));
  const [fault, setFault] = useState('');
  const asked = JSON.stringify(body);
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(
      () => {
        post(`/api/preview/calendar?language=${language.get().code}`, { calendar: body }).then(
          (answer) => {
            if (wanted) {
              setPreview(answer);
              setFault('');
            }
          },
          (error) => {
            if (wanted)
              setFault(
                error instanceof ProblemError && error.status === 400
                  ? `${String(error.problem.path ?? '').replace('calendar.', '')}: ${error.message}`
                  : labelOf('trouble', troubleKind(error)),
              );
          },
        );
      },
      preview ? SOON_MS : 0,
    );
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return html`<section class="calendar-preview" aria-label=${t('settings.outlook')}>
    <h2>${t('settings.outlook')}</h2>
    ${fault && html`<p class="field-fault">${fault}</p>`}
    ${
      preview &&
      html`<div class="calendar-preview-parts" data-stale=${fault !== ''}>
        <div>
          <h3>${t('settings.next_hours', { zone: readerZone() })}</h3>
          <ul>
            ${
              preview.spans.length === 1 &&
              Date.parse(preview.spans[0].to) - Date.parse(preview.spans[0].from) > 6.9 * 86_400_000
                ? html`<li>${t('settings.round_the_clock')}</li>`
                : preview.spans.map(
                    (span) =>
                      html`<li key=${span.from}>
                        <span>${formatDay(span.from)}</span> ${formatTime(span.from)} –${' '}
                        ${isSameDay(span.from, span.to) ? '' : `${formatDay(span.to)} `}
                        ${formatTime(span.to)}
                      </li>`,
                  )
            }
          </ul>
        </div>
        <div>
          <h3>${t('settings.unlike_days', { n: preview.days.length })}</h3>
          <ul>
            ${preview.days.map(
              (each) => html`<li key=${each.date} data-open=${each.hours.length > 0}>
                <span>${formatDate(each.date)}</span>
                ${nameOf(each)} <em>${each.hours.length > 0 ? each.hours.join(', ') : t('settings.closed')}</em>
              </li>`,
            )}
            ${preview.days.length === 0 && html`<li class="muted">${t('settings.no_days')}</li>`}
          </ul>
        </div>
      </div>`
    }
  </section>`;
}

/** @param {CalendarDays['days'][number]} each */
function nameOf({ name, why }) {
  if (hasLabel('preset', name)) return labelOf('preset', name);
  return name || labelOf('special_day', why);
}
