import { el, time, utc, word, zone } from './dom.js';
import { get, post } from './api.js';

let section, list, status;
const fields = {};

function field(name, label, control, ...more) {
  fields[name] = control;
  return el('div', { class: 'field' }, el('label', { htmlFor: control.id }, label), control, ...more);
}

const choice = (id, options) => el('select', { id }, ...options.map(([value, text]) => el('option', { value }, text)));

function build() {
  status = el('p', { class: 'dim', role: 'status' });
  list = el('tbody');
  section.replaceChildren(
    el('div', { class: 'heading' }, el('h1', { id: 'silences-title' }, 'Silences'), status),
    el('form', { class: 'filters acting', 'aria-label': 'Begin a silence', onsubmit: begin },
      field('keys', 'Keys (* for any)', el('input', { id: 'silence-keys', placeholder: 'pump-*', autocomplete: 'off', spellcheck: false })),
      field('detector', 'Detector', el('input', { id: 'silence-detector', placeholder: 'all', autocomplete: 'off', spellcheck: false })),
      field('tag', 'Tag', el('input', { id: 'silence-tag', placeholder: 'site=hall-2', autocomplete: 'off', spellcheck: false })),
      field('below', 'Severities', choice('silence-below', [['', 'all'], ['CRITICAL', 'below Critical'], ['HIGH', 'below High'], ['MEDIUM', 'below Medium']])),
      field('from', 'From', el('input', { type: 'datetime-local', id: 'silence-from' })),
      field('minutes', 'For', choice('silence-minutes', [['60', '1 hour'], ['240', '4 hours'], ['480', '8 hours'], ['1440', '1 day'], ['10080', '1 week'], ['30', '30 minutes']])),
      field('recurrence', 'Repeat', el('input', { id: 'silence-recurrence', placeholder: 'FREQ=WEEKLY;BYDAY=SU', list: 'silence-rules', maxLength: 500, autocomplete: 'off', spellcheck: false }),
        el('datalist', { id: 'silence-rules' }, ...[['FREQ=DAILY', 'every day'], ['FREQ=WEEKLY', 'every week'], ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'on working days'], ['FREQ=MONTHLY;BYDAY=-1SU', 'on the last Sunday of the month']].map(([value, text]) => el('option', { value }, text)))),
      field('zone', 'Time zone', el('input', { id: 'silence-zone', value: zone, autocomplete: 'off', spellcheck: false })),
      field('kind', 'Messages', choice('silence-kind', [['LATER', 'deliver afterwards, in one summary'], ['NEVER', 'do not deliver']])),
      field('learn', 'Learning', choice('silence-learn', [['true', 'goes on'], ['false', 'nothing is learned (maintenance)']])),
      field('comment', 'Why', el('input', { id: 'silence-comment', maxLength: 2000, autocomplete: 'off' })),
      el('button', { type: 'submit' }, 'Silence')),
    el('div', { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Silences' }, el('table', {},
      el('thead', {}, el('tr', {}, ...['State', 'Concerns', 'Messages', 'Learning', 'When', 'Begun by', 'Ended by', 'Why', ''].map(name => el('th', { scope: 'col', title: name === 'When' ? `Time in ${zone}` : null }, name)))),
      list)));
}

export function enter(place) {
  if (!section) {
    section = place;
    build();
  }
  load();
}

export const news = () => load();

async function begin(event) {
  event.preventDefault();
  const [name, value] = fields.tag.value.split('=', 2).map(part => part.trim());
  try {
    await post('/api/silences', {
      keys: fields.keys.value,
      detector: fields.detector.value,
      tags: fields.tag.value.trim() ? { [name]: value ?? '' } : {},
      below: fields.below.value,
      kind: fields.kind.value,
      from: fields.from.value,
      minutes: Number(fields.minutes.value),
      recurrence: fields.recurrence.value,
      zone: fields.zone.value,
      learn: fields.learn.value === 'true',
      comment: fields.comment.value,
    });
    for (const name of ['keys', 'detector', 'tag', 'from', 'recurrence', 'comment']) fields[name].value = '';
    status.textContent = '';
    load();
  } catch (failed) {
    status.textContent = failed.message;
  }
}

async function end(id) {
  try {
    await post(`/api/silences/${encodeURIComponent(id)}/end`, {});
    load();
  } catch (failed) {
    status.textContent = failed.message;
  }
}

let shownText = null;

async function load() {
  try {
    const { silences } = await get('/api/silences');
    const text = JSON.stringify(silences);
    if (text === shownText) return;
    shownText = text;
    list.replaceChildren(...silences.map(row));
    if (!silences.length) list.append(el('tr', {}, el('td', { colSpan: 9, class: 'dim' }, 'There are none.')));
  } catch (failed) {
    status.textContent = failed.message;
  }
}

function concerns(silence) {
  return [
    silence.keys === '*' ? 'all keys' : silence.keys,
    silence.detector ? `of ${silence.detector}` : '',
    ...Object.entries(silence.tags).map(([name, value]) => `${name}=${value}`),
    silence.below ? `below ${word(silence.below)}` : '',
  ].filter(Boolean).join(', ');
}

/** 2026-03-29 02:30, with UTC on hover. */
const minute = millis => el('time', { dateTime: new Date(millis).toISOString(), title: utc(millis) }, time(millis).slice(0, 16));

function when(silence) {
  const now = silence.active ? ['until ', minute(silence.activeUntil)] : silence.next ? ['from ', minute(silence.next)] : ['until ', minute(silence.endedAt ?? silence.until)];
  if (!silence.recurrence) return now;
  const next = silence.active && silence.next ? [', next from ', minute(silence.next)] : [];
  return [...now, ...next, `; ${silence.recurrence} in ${silence.zone ?? 'UTC'}`];
}

const by = (who, at) => at ? [`${who ?? 'not known'}, `, minute(at)] : [];

function row(silence) {
  const state = silence.active ? 'Active' : silence.next ? 'To come' : 'Over';
  return el('tr', {},
    ...[state, concerns(silence), silence.kind === 'NEVER' ? 'Not delivered' : 'Delivered afterwards', silence.learn ? 'Goes on' : 'Nothing is learned', when(silence),
      by(silence.createdBy, silence.createdAt), by(silence.endedBy, silence.endedAt), silence.comment ?? ''].map(content => el('td', {}, content)),
    el('td', {}, silence.active || silence.next ? el('button', { type: 'button', class: 'quiet acting', onclick: () => end(silence.id) }, 'End') : null));
}
