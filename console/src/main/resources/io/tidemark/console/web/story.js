import { el, age, badge, count, duration, number, percent, ratio, when, word, zone } from './dom.js';
import { get, post, query } from './api.js';
import { chart, forget } from './chart.js';
import { actionCard, refresh } from './actions.js';
import { keyLink } from './key.js';
import { evidenceChart, featureChart, missing, points } from './signals.js';

export { key } from './actions.js';

let section, id, shownText;

/** Whether an incident, or the message about one, is at its end. */
const ended = ({ state }) => state === 'RESOLVED' || state === 'NEW_NORMAL';

export function enter(place, parameters) {
  section = place;
  if (id !== parameters.id) {
    id = parameters.id;
    shownText = null;
    section.replaceChildren(el('h1', { id: 'story-title' }, 'Incident'), el('p', { class: 'dim' }, 'Loading …'));
  }
  load();
}

export function leave() {
  forget();
  id = null;
}

export const news = () => load();

async function load() {
  const asked = id;
  try {
    const told = await get(`/api/incidents/${encodeURIComponent(asked)}`);
    const text = JSON.stringify(told);
    if (asked === id && text !== shownText) told.signals = await signals(told.incident);
    const writing = [...section.querySelectorAll('textarea, input')].some(box => box === document.activeElement || box.value !== box.defaultValue);
    if (asked === id) refresh(told);
    if (asked === id && text !== shownText && !writing) {
      shownText = text;
      show(told);
    }
  } catch (failed) {
    if (asked === id && !shownText) {
      section.replaceChildren(el('h1', { id: 'story-title' }, 'Incident'), el('p', { class: 'empty' }, failed.message), back());
    }
  }
}

const HOURS = 3_600_000;

/** What the key read from hours before the incident on; null where nothing is kept of that. */
async function signals(incident) {
  const { detector, key, openedAt, updatedAt } = incident;
  const length = updatedAt - openedAt;
  const from = new Date(openedAt - Math.max(2 * HOURS, 10 * length)).toISOString();
  const to = ended(incident) ? new Date(updatedAt + Math.max(HOURS / 6, length)).toISOString() : undefined;
  const told = await get('/api/keys', { detector, key, from, to }).catch(() => null);
  return told?.times.length > 1 ? told : null;
}

const back = () => el('p', {}, el('a', { href: '#/incidents' }, '← All incidents'));

/** What a feature lies in when nothing is wrong; null where the key has no baseline of its own. */
const normalRange = ({ normalLow, normalHigh, unit }) => normalLow === undefined || normalLow === null || normalHigh === undefined || normalHigh === null
  ? null
  : `normal ${number(normalLow)} to ${number(normalHigh)}${unit ? ` ${unit}` : ''}`;

const fact = (name, ...value) => el('div', { class: 'fact' }, el('dt', {}, name), el('dd', {}, ...value));

function show(told) {
  const focused = document.activeElement?.dataset?.verdict ?? document.activeElement?.id;
  forget();
  const { incident, messages, model, kind, phase, note, runbook, tags } = told;
  const newest = messages.at(-1);
  section.replaceChildren(...[
    back(),
    el('div', { class: 'heading' },
      el('h1', { id: 'story-title' }, el('a', { href: keyLink(incident.detector, incident.key), title: 'The page of this key' }, incident.key), ' ', el('span', { class: 'dim' }, incident.detector)),
      el('p', { class: 'badges' }, badge(incident.severity, 'severity'), badge(incident.state, 'state'),
        badge(kind, 'kind'), phase === 'WARM_UP' ? badge(phase, 'phase') : null, incident.verdict ? badge(incident.verdict, 'verdict') : null, incident.silenced ? badge('SILENCED', 'silenced') : null)),
    el('p', { class: 'lead' }, newest.sentence),
    note && !newest.sentence.includes(note.replace(/\.$/, '')) ? el('p', {}, note) : null,
    runbook ? el('p', {}, el('a', { href: runbook, rel: 'noreferrer' }, 'Runbook')) : null,
    el('dl', { class: 'facts' },
      ...Object.entries(tags).map(([name, value]) => fact(name, value)),
      fact('Opened', when(incident.openedAt), ' ', age(incident.openedAt)),
      fact(ended(incident) ? 'Ended' : 'Last message', when(incident.updatedAt), ' ', age(incident.updatedAt)),
      fact('Duration', duration(incident.updatedAt - incident.openedAt)),
      fact('Score', ratio(incident.score, incident.threshold)),
      fact('At its worst', ratio(incident.peakScore, incident.threshold)),
      fact('p-value', number(incident.pValue)),
      fact('Carried over gaps', percent(newest.imputedShare))),
    el('div', { class: 'columns' },
      el('div', {}, ...told.signals ? signalCards(told) : [scoreCard(told), featureCards(messages)]),
      el('div', {}, actionCard(told, load), together(told), contributions(messages), feedback(told), provenance(model, newest, told.replay))),
    messageTable(messages),
  ].filter(part => part !== null && part !== undefined && part !== ''));
  if (focused) (section.querySelector(`[data-verdict="${CSS.escape(focused)}"]`) ?? section.querySelector(`#${CSS.escape(focused)}`))?.focus({ preventScroll: true });
}

const card = (title, ...content) => el('div', { class: 'card' }, el('h2', {}, title), ...content);

const lasted = incident => [incident.openedAt, ended(incident) ? incident.updatedAt : null];

/** Evidence and the telling features from hours before the incident on. */
function signalCards({ incident, messages, signals }) {
  const drawn = points(signals);
  const shaded = [lasted(incident)];
  const telling = topFeatures(messages)
    .map(name => signals.features.find(feature => feature.name === name))
    .filter(Boolean);
  const group = `incident ${incident.id}`;
  return [
    card('Score and threshold', evidenceChart(signals, drawn, group, shaded)),
    card('Observed against expected',
      el('p', { class: 'dim' }, 'From ', when(signals.times[0]), ' on. Drag over a chart to zoom all of them, double click to see all again. ',
        el('a', { href: keyLink(incident.detector, incident.key) }, `All features of ${incident.key}`)),
      telling.length
        ? el('div', { class: 'signals' }, ...telling.map(feature => featureChart(feature, drawn, group, shaded)))
        : el('p', { class: 'dim' }, 'No feature alone explains it.')),
  ];
}

function scoreCard({ scores, messages, incident }) {
  const points = scores.length > 1 ? scores : messages;
  const place = el('div', { class: 'chart', role: 'img', 'aria-label': `Score against threshold; the figures are in the table of messages. Peak ${number(incident.peakScore)}, threshold ${number(incident.threshold)}.` });
  chart(place, points.map(point => point.time), [
    { label: 'score', values: points.map(point => point.score ?? null), colour: 'observed' },
    { label: 'threshold', values: points.map(point => point.threshold ?? null), colour: 'threshold', dash: [6, 4] },
  ], { shaded: [lasted(incident)], height: 220 });
  return card('Score and threshold', place, scores.length > 1 ? null : el('p', { class: 'dim' }, 'From the alerts alone; with a scores topic every window is drawn.'));
}

/** The features that stood out most in any message, at most four. */
function topFeatures(messages) {
  const peak = new Map();
  for (const message of messages) {
    for (const feature of message.features) peak.set(feature.name, Math.max(peak.get(feature.name) ?? 0, feature.share ?? 0));
  }
  return [...peak.entries()].sort((a, b) => b[1] - a[1]).slice(0, 4).map(([name]) => name);
}

function featureCards(messages) {
  const cards = topFeatures(messages).map(name => {
    const points = messages
      .map(message => ({ time: message.windowEnd, ...message.features.find(feature => feature.name === name) }))
      .filter(point => point.name);
    const unit = points[0].unit ? ` (${points[0].unit})` : '';
    const last = points.at(-1);
    const range = normalRange(last);
    const place = el('div', { class: 'chart', role: 'img', 'aria-label': `${name}${unit}: observed ${number(last.observed)}, expected ${number(last.expected)} at the last message${range ? `, ${range}` : ''}` });
    chart(place, points.map(point => point.time), [
      { label: 'observed', values: points.map(point => point.observed ?? null), colour: 'observed', points: true },
      { label: 'expected', values: points.map(point => point.expected ?? null), colour: 'expected', dash: [6, 4], points: true },
      ...range ? [
        { label: 'normal from', values: points.map(point => point.normalLow ?? null), colour: 'threshold', dash: [2, 4] },
        { label: 'to', values: points.map(point => point.normalHigh ?? null), colour: 'threshold', dash: [2, 4] },
      ] : [],
    ], { height: 150 });
    return el('div', {}, el('h3', {}, `${name}${unit}`), place, range ? el('p', { class: 'dim' }, range) : null);
  });
  return card('Observed against expected', cards.length
    ? el('div', { class: 'small-charts' }, ...cards)
    : el('p', { class: 'dim' }, 'No feature alone explains it.'),
  el('p', { class: 'dim' }, missing));
}

/** The other incidents of its situation, the most telling first. */
function together({ incident, related }) {
  if (!incident.situation) return null;
  const { id, size, open } = incident.situation;
  const rest = size - 1 - related.length;
  return card('Began together',
    el('p', { class: 'dim' }, `${count(size)} incidents, ${count(open)} open`),
    el('ul', { class: 'related' }, ...related.map(other => el('li', {},
      badge(other.severity, 'severity'), badge(other.state, 'state'),
      el('a', { href: `#/incident/${encodeURIComponent(other.id)}` }, other.key), ' ',
      el('span', { class: 'dim' }, other.reason)))),
    el('a', { href: `#/incidents?${query({ situation: id })}` }, rest > 0 ? `All, ${count(rest)} more` : 'As a list'));
}

function contributions(messages) {
  const peak = messages.reduce((best, message) => !ended(message) && (message.score ?? 0) >= (best?.score ?? -1) ? message : best, null) ?? messages.at(-1);
  return card('Contributions at the peak', el('ul', { class: 'bars' }, ...peak.features.map(feature =>
    el('li', {},
      el('span', {}, feature.name),
      el('meter', { min: 0, max: 1, value: feature.share ?? 0, 'aria-label': `${feature.name}: ${percent(feature.share)} of the error` }),
      el('span', { class: 'figure' }, percent(feature.share)),
      el('span', { class: 'dim wide' }, `${number(feature.worst ?? feature.observed)}${feature.unit ? ` ${feature.unit}` : ''}, expected ${number(feature.expected)}${normalRange(feature) ? `, ${normalRange(feature)}` : ''}`)))));
}

/** What feedback has changed for the key of an incident. */
const changed = ({ incident, raised }) => raised.map(({ feature, factor, judgements }) =>
  el('p', { class: 'raised' }, `Feedback: the threshold for ${feature} of ${incident.key} is ${factor} times the usual one, after ${judgements} judgement${judgements === 1 ? '' : 's'}.`));

function feedback(told) {
  const { incident, comment, kind } = told;
  const text = el('textarea', { id: 'comment', rows: 2, maxLength: 2000, defaultValue: comment ?? '' });
  const status = el('p', { class: 'dim', role: 'status' }, incident.verdict ? `Judged: ${word(incident.verdict).toLowerCase()}.` : 'Not judged yet.');
  const button = (verdict, hint) => el('button', {
    type: 'button', 'data-verdict': verdict, title: hint, 'aria-pressed': String(incident.verdict === verdict),
    onclick: () => send('feedback', { verdict, comment: text.value }, text.value),
  }, word(verdict));
  const send = async (path, body, kept) => {
    status.textContent = 'Sending …';
    try {
      await post(`/api/incidents/${encodeURIComponent(incident.id)}/${path}`, body);
      text.value = text.defaultValue = kept;
      shownText = null;
      document.activeElement?.matches('textarea') && document.activeElement.blur();
      await load();
    } catch (failed) {
      status.textContent = failed.message;
    }
  };
  return card('What was it?',
    el('label', { htmlFor: 'comment' }, 'Comment (optional)'), text,
    el('div', { class: 'buttons acting', role: 'group', 'aria-label': 'Feedback' },
      button('REAL', 'Something was wrong'), button('NOISE', 'Nothing was wrong'), button('EXPECTED', 'Unusual but planned, such as maintenance'),
      incident.verdict ? el('button', { type: 'button', class: 'quiet', id: 'withdraw', title: 'As if it had never been judged', onclick: () => send('feedback/withdraw', {}, '') }, 'Withdraw') : ''),
    status,
    ...changed(told),
    kind === 'ANOMALY' ? '' : el('p', { class: 'dim' }, 'Feedback moves thresholds of anomalies only.'));
}

function provenance(model, newest, replay) {
  return card('Where it comes from',
    el('dl', { class: 'lines' },
      el('dt', {}, 'Model'), el('dd', {}, `${model.name} ${model.version}, ${model.provider}`),
      el('dt', {}, 'SHA-256'), el('dd', { class: 'code' }, model.digest),
      el('dt', {}, 'Window'), el('dd', {}, when(newest.windowStart), ' to ', when(newest.windowEnd)),
      el('dt', {}, 'Offsets'), el('dd', { class: 'code' }, ...(newest.sources.length
        ? newest.sources.map(source => el('div', {}, `${source.topic}-${source.partition}: ${source.first} to ${source.last}`))
        : ['none told']))),
    replaying(replay));
}

/** Nothing for kinds that are not computed from events. */
function replaying(replay) {
  if (!replay) return [];
  const done = el('span', { class: 'dim', role: 'status' });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(replay);
      done.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(command);
      done.textContent = 'Marked; press Ctrl-C';
    }
  };
  const command = el('code', { id: 'replay' }, replay);
  return [
    el('h3', {}, 'Replay it'),
    el('div', { class: 'command' }, command, el('button', { type: 'button', class: 'quiet', onclick: copy }, 'Copy')),
    done,
  ];
}

function messageTable(messages) {
  return el('details', { class: 'card' },
    el('summary', {}, `Messages (${messages.length})`),
    el('div', { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Messages' }, el('table', {},
      el('thead', {}, el('tr', {}, ...['No.', 'State', 'Severity', 'Time', 'Score', 'Threshold', 'p-value', 'Autoencoder', 'Companion', 'Silence', 'In words'].map(name => el('th', { scope: 'col', title: name === 'Time' ? `Time in ${zone}` : null }, name)))),
      el('tbody', {}, ...messages.map(message => el('tr', {},
        ...[message.sequence, word(message.state === 'UPDATE' ? 'Update' : message.state), word(message.severity), when(message.time), number(message.score), number(message.threshold), number(message.pValue), number(message.autoencoderScore), number(message.companionScore),
          message.silenced ? 'Silenced' : '', message.sentence].map(content => el('td', {}, content))))))));
}
