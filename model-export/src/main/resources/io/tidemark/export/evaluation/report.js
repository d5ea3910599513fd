'use strict';
(() => {
  const { metrics, series, shownOf } = JSON.parse(document.getElementById('data').textContent);
  const protocol = metrics.protocol;
  const at = id => document.getElementById(id);
  const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children.map(child => child instanceof Node ? child : document.createTextNode(child)));
    return node;
  }

  const plain = (value, digits = 3) => value === null || value === undefined ? '–'
    : Number.isInteger(value) ? value.toLocaleString('en') : Number(value.toPrecision(digits)).toLocaleString('en', { maximumFractionDigits: 6 });
  const percent = value => value === null || value === undefined ? '–' : (100 * value).toFixed(value > .0995 && value < .9995 ? 0 : 1) + ' %';
  const time = iso => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '');
  const span = seconds => seconds === null || seconds === undefined ? '–' : seconds < 120 ? plain(seconds) + ' s'
    : seconds < 7200 ? plain(seconds / 60) + ' min' : seconds < 172800 ? plain(seconds / 3600) + ' h' : plain(seconds / 86400) + ' days';

  function table(caption, columns, rows) {
    const head = element('tr', {}, ...columns.map(c => element('th', { scope: 'col', class: c.number ? 'number' : '' }, c.title)));
    const body = rows.map(row => element('tr', {}, ...columns.map((c, i) => element('td', { class: c.number ? 'number' : '' }, row[i]))));
    return element('div', { class: 'scroll' }, element('table', {}, element('caption', { class: 'quiet', style: 'text-align:left' }, caption),
      element('thead', {}, head), element('tbody', {}, ...body)));
  }

  function subject() {
    at('title').textContent = 'Evaluation of ' + protocol.detector;
    document.title = 'Tidemark: ' + protocol.detector + ' on ' + protocol.data;
    at('subject').textContent = `${protocol.data}: ${plain(metrics.rows)} rows of ${plain(metrics.keys)} keys, ${plain(metrics.windowsScored)} windows scored; `
      + `model ${protocol.model} ${protocol.modelVersion} (${protocol.modelDigest.slice(0, 12)})`;
    const day = metrics.falseAlarmsPerDay;
    at('verdict').textContent = metrics.events === null
      ? `${plain(metrics.incidentsOpened)} incidents opened. The table has no labels, so nothing says which of them were right.`
      : `${plain(metrics.eventsDetected)} of ${plain(metrics.events)} labelled events were detected`
        + (metrics.events ? ` (${percent(metrics.eventRecall)})` : '')
        + (metrics.medianDelaySeconds === null ? '' : `, half of them within ${span(metrics.medianDelaySeconds)}`)
        + `, with ${plain(metrics.falseAlarms)} false alarm${metrics.falseAlarms === 1 ? '' : 's'}`
        + ` in ${span(metrics.normalSeconds)} of normal time, all keys together`
        + (day === null ? '.' : ` (${plain(day)} a day for one key).`);
  }

  const FIGURES = [
    ['eventRecall', 'Events detected', percent, 'Share of labelled events in which an alarm began. A detector that is always on detects none.'],
    ['eventPrecision', 'Alarms that were right', percent, 'Of detected events and false alarms together, the share of detected events.'],
    ['eventF1', 'Event F1', plain, 'Harmonic mean of the two above; 1 is perfect.'],
    ['falseAlarms', 'False alarms', plain, 'Alarm episodes outside every event. One that lasts is counted again each hour or as set.'],
    ['falseAlarmsPerDay', 'False alarms a day', plain, 'The same for one key watched through one day without events.'],
    ['medianDelaySeconds', 'Median delay', span, 'From the start of an event to its alarm, over the detected events.'],
    ['vusPr', 'VUS-PR', plain, 'How well scores rank the labelled periods, whatever the threshold, forgiving small shifts in time. Compare it with the base rate: a random score gets about that; 1 is perfect.'],
    ['baseRate', 'Base rate', plain, 'Share of samples that are labelled anomalous.'],
    ['prAuc', 'PR-AUC', plain, 'Average precision: as VUS-PR, without forgiveness.'],
    ['rocAuc', 'ROC-AUC', plain, 'Probability that an anomalous sample scores above a normal one; a random score gets .5.'],
    ['vusRoc', 'VUS-ROC', plain, 'As ROC-AUC, forgiving small shifts in time.'],
    ['f1', 'Point-wise F1', plain, 'Every sample counted by itself, no adjustment. Suits labels that mark every anomalous sample; calling everything anomalous can score high when the base rate is.'],
    ['precision', 'Point-wise precision', percent, 'Of the alarm samples, the share that is labelled anomalous.'],
    ['recall', 'Point-wise recall', percent, 'Of the samples labelled anomalous, the share with an alarm.'],
    ['far', 'FAR', v => v === null ? '–' : plain(v) + ' %', 'False alarm rate: of the normal samples, the share with an alarm.'],
    ['mar', 'MAR', v => v === null ? '–' : plain(v) + ' %', 'Missed alarm rate: of the anomalous samples, the share without.'],
  ];

  function figures() {
    const rows = FIGURES.map(([name, title, format, words]) => {
      const error = metrics.standardErrors[name];
      return [title, format(metrics[name]), error === null || error === undefined ? '' : '± ' + format(Number(error.toPrecision(2))), words];
    });
    at('figures').append(table('Samples are ticks with a verdict, warm-ups left out. ± is the standard error over keys.',
      [{ title: 'Figure' }, { title: 'Value', number: true }, { title: 'Over keys', number: true }, { title: 'What it means' }], rows));
  }

  function shade(u, from, to, fill) {
    const left = Math.max(u.valToPos(from, 'x', true), u.bbox.left);
    const right = Math.min(u.valToPos(to, 'x', true), u.bbox.left + u.bbox.width);
    if (right < u.bbox.left || left > u.bbox.left + u.bbox.width) return;
    u.ctx.fillStyle = fill;
    u.ctx.fillRect(left, u.bbox.top, Math.max(right - left, 1.5 * devicePixelRatio), u.bbox.height);
  }

  function markAlarms(u, alarms) {
    const size = 4 * devicePixelRatio;
    u.ctx.fillStyle = color('alarm');
    for (const [from, to] of alarms) {
      const left = u.valToPos(from, 'x', true), right = Math.max(u.valToPos(to, 'x', true), left + 2 * devicePixelRatio);
      if (right < u.bbox.left || left > u.bbox.left + u.bbox.width) continue;
      u.ctx.fillRect(Math.max(left, u.bbox.left), u.bbox.top, Math.min(right, u.bbox.left + u.bbox.width) - Math.max(left, u.bbox.left), size);
    }
  }

  /** Times of day with 24 hours; each row: step in seconds, text, and what is added where year, day or minute change. */
  const TIMES = [
    [31536000, '{YYYY}', null, null, null, null, null, null, 1],
    [2419200, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
    [86400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
    [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
    [1, ':{ss}', '\n{D} {MMM} {YYYY} {HH}:{mm}', null, '\n{D} {MMM} {HH}:{mm}', null, '\n{HH}:{mm}', null, 1],
    [.001, ':{ss}.{fff}', '\n{D} {MMM} {YYYY} {HH}:{mm}', null, '\n{D} {MMM} {HH}:{mm}', null, '\n{HH}:{mm}', null, 1],
  ];

  function plot(host, one) {
    const logarithmic = at('log').checked;
    const positive = one.score.filter(v => v > 0);
    const floor = Math.max(positive.length ? Math.min(...positive) : 1e-6, 1e-9);
    const score = logarithmic ? one.score.map(v => v === null ? null : Math.max(v, floor)) : one.score;
    const axis = { stroke: color('quiet'), grid: { stroke: color('rule'), width: 1 }, ticks: { stroke: color('rule') } };
    host.replaceChildren();
    new uPlot({
      width: host.clientWidth, height: 190, tzDate: ts => uPlot.tzDate(new Date(ts * 1e3), 'Etc/UTC'),
      scales: { y: logarithmic ? { distr: 3 } : { range: (u, min, max) => [0, max > 0 ? max * 1.05 : 1] } },
      axes: [{ ...axis, values: TIMES }, { ...axis, size: 60, values: (u, splits) => splits.map(v => v === null ? '' : plain(v)) }],
      series: [{ value: '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}' },
        { label: 'Score', stroke: color('score'), width: 1.2, points: { show: false }, value: (u, v) => plain(v) },
        { label: 'Threshold', stroke: color('threshold'), width: 1.5, dash: [6, 4], points: { show: false }, value: (u, v) => plain(v) }],
      hooks: {
        drawClear: [u => {
          if (one.warmUp) shade(u, one.warmUp[0], one.warmUp[1], color('warm'));
          one.events.forEach(([from, to]) => shade(u, from, to, color('event')));
        }],
        draw: [u => markAlarms(u, one.alarms)],
      },
    }, [one.time, score, one.threshold], host);
  }

  function charts() {
    const legend = [['warm', 'warm-up'], ['event', 'labelled anomalous'], ['score', 'score'], ['threshold', 'threshold'], ['alarm', 'alarm']];
    at('legend').append(...legend.flatMap(([name, words]) => [element('span', { class: 'swatch', style: `background:var(--${name})` }), words]));
    at('legend').append(`. Drag over a chart to look closer, double-click to go back. Times are UTC.`
      + (series.length < shownOf ? ` The ${series.length} of ${shownOf} keys with most incidents are shown.` : '')
      + (series.some(one => one.thinned) ? ' Long series show the highest score of each stretch.' : ''));
    const drawn = new Map();
    const seen = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(({ target }) => {
      seen.unobserve(target);
      const one = series[Number(target.dataset.index)];
      drawn.set(target, one);
      plot(target, one);
    }), { rootMargin: '400px' });
    series.forEach((one, index) => {
      const figures = metrics.perKey.find(key => key.key === one.key);
      const words = figures.events === undefined ? `${plain(figures.incidentsOpened)} incidents`
        : `${plain(figures.eventsDetected)} of ${plain(figures.events)} events detected, ${plain(figures.falseAlarms)} false alarms`;
      const host = element('div', { class: 'plot', 'data-index': index, role: 'img', 'aria-label': `Scores of ${one.key}: ${words}` });
      at('charts').append(element('div', { class: 'chart' }, element('h3', {}, one.key), element('p', { class: 'quiet' }, words), host));
      seen.observe(host);
    });
    const again = () => drawn.forEach((one, host) => plot(host, one));
    at('log').addEventListener('change', again);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
    let resizing;
    addEventListener('resize', () => { clearTimeout(resizing); resizing = setTimeout(again, 150); });
  }

  function belongs(incident) {
    if (metrics.events === null) return '';
    const one = series.find(s => s.key === incident.key);
    if (!one) return '';
    const opened = Date.parse(incident.openedAt) / 1e3 - protocol.tickSeconds;
    if (one.events.some(([from, to]) => opened >= from - protocol.tickSeconds && opened <= to)) return element('span', { class: 'tag good' }, 'in an event');
    return one.events.some(([, to]) => opened > to && opened <= to + protocol.graceSeconds)
      ? element('span', { class: 'tag' }, 'just after one') : element('span', { class: 'tag bad' }, 'outside');
  }

  function incidents() {
    const most = 200;
    const all = metrics.incidents;
    if (!all.length) {
      at('incidents').append(element('p', {}, 'None was opened.'));
      return;
    }
    const rows = all.slice(0, most).map(incident => [
      element('span', {}, time(incident.openedAt), element('br'), element('span', { class: 'quiet' }, incident.resolvedAt ? 'to ' + time(incident.resolvedAt) : 'still open')),
      incident.key, belongs(incident), incident.severity,
      `${plain(incident.peakScore)} / ${plain(incident.threshold)}`,
      element('div', {}, ...incident.features.filter(feature => feature.share > .005).map(feature => element('div', { class: 'feature' },
        element('span', { class: 'bar', title: percent(feature.share) + ' of the error' }, element('span', { style: `width:${100 * feature.share}%` })),
        `${feature.feature} ${plain(feature.observed, 4)}${feature.unit ? ' ' + feature.unit : ''}, expected ${plain(feature.expected, 4)}`))),
    ]);
    at('incidents').append(table('What explains each is told for the highest score an alert carried: the value on that window\'s last tick and what the model '
      + 'expected; bars are shares of the window\'s error.' + (all.length > most ? ` The first ${most} of ${plain(all.length)}; all stand in metrics.json.` : ''),
      [{ title: 'Opened, resolved' }, { title: 'Key' }, { title: 'Labels say' }, { title: 'Severity' }, { title: 'Peak / threshold', number: true }, { title: 'Explained by' }], rows));
  }

  function perKey() {
    const number = title => ({ title, number: true });
    const rows = metrics.perKey.map(key => [key.key, plain(key.samples), key.events === undefined ? '–' : `${key.eventsDetected} of ${key.events}`,
      plain(key.falseAlarms), plain(key.falseAlarmsPerDay), span(key.medianDelaySeconds), plain(key.vusPr), plain(key.baseRate), plain(key.rocAuc), plain(key.incidentsOpened)]);
    at('perkey').append(table('–: no figure, for want of labels or of one class.', [{ title: 'Key' }, number('Samples'), number('Events'), number('False alarms'),
      number('a day'), number('Delay'), number('VUS-PR'), number('Base rate'), number('ROC-AUC'), number('Incidents')], rows));
  }

  function rules() {
    const words = {
      Events: protocol.eventSource,
      'Alarm sample': `the ${protocol.alarmAfter}. anomalous window in a row and those that follow: an incident opens there`,
      'Counting samples': protocol.samples,
      'False alarm episode': `alarms at most ${protocol.mergeSamples} samples apart; counted again every ${span(protocol.renotifySeconds)} while it lasts`,
      'After an event': `an alarm within ${span(protocol.graceSeconds)} of its end belongs to it`,
      Areas: `${protocol.areas}; VUS over buffers of 0 to ${protocol.vusBuffer} samples, ${protocol.vusThresholds} thresholds`,
      Counts: protocol.counts,
    };
    at('rules').append(element('dl', {}, ...Object.entries(words).flatMap(([term, text]) => [element('dt', {}, term), element('dd', {}, text)])));
  }

  subject(); figures(); charts(); incidents(); perKey(); rules();
})();
