'use strict';
(() => {
  const { data, at, color, element, plain, percent, time, span, table, chart } = page;
  const { metrics, series, shownOf } = data;
  const protocol = metrics.protocol;

  /** What was not watched, such as "warm-up 300, gap 12". */
  const reasons = counts => Object.entries(counts || {}).sort((a, b) => b[1] - a[1]).map(([reason, count]) => `${data.reasons[reason]} ${plain(count)}`).join(', ');

  function subject() {
    at('title').textContent = 'Evaluation of ' + protocol.detector;
    document.title = 'Tidemark: ' + protocol.detector + ' on ' + protocol.data;
    at('subject').textContent = `${protocol.data}: ${plain(metrics.rows)} rows of ${plain(metrics.keys)} keys, ${plain(metrics.windowsScored)} windows scored; `
      + (protocol.modelDigest ? `model ${protocol.model} ${protocol.modelVersion} (${protocol.modelDigest.slice(0, 12)})` : 'no model: the linear companion alone');
    const day = metrics.falseAlarmsPerDay;
    at('verdict').textContent = metrics.events === null
      ? `${plain(metrics.incidentsOpened)} incidents opened. The table has no labels, so nothing says which of them were right.`
      : `${plain(metrics.eventsDetected)} of ${plain(metrics.events)} labelled events were detected`
        + (metrics.events ? ` (${percent(metrics.eventRecall)})` : '')
        + (metrics.medianDelaySeconds === null ? '' : `, half of them within ${span(metrics.medianDelaySeconds)}`)
        + `, with ${plain(metrics.falseAlarms)} false alarm${metrics.falseAlarms === 1 ? '' : 's'}`
        + ` in ${span(metrics.normalSeconds)} of normal time, all keys together`
        + (day === null ? '.' : ` (${plain(day)} a day for one key).`)
        + (reasons(metrics.eventsUnwatched) ? ` Of the events that were missed, these were not watched: ${reasons(metrics.eventsUnwatched)}.` : '');
  }

  const FIGURES = [
    ['eventRecall', 'Events detected', percent, 'Share of all labelled events in which an alarm began; an event that was not watched is missed. A detector that is always on detects none.'],
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
    at('figures').append(table('Samples are ticks with a verdict; warm-ups and gaps are left out. ± is the standard error over keys.',
      [{ title: 'Figure' }, { title: 'Value', number: true }, { title: 'Over keys', number: true }, { title: 'What it means' }], rows));
  }

  function curve(title, words, xLabel, yLabel, x, y, others, point) {
    return chart(title, words, 300, host => {
      const alarm = color('alarm');
      const order = [...x, point[0]].map((v, i) => [v, i]).sort((a, b) => a[0] - b[0]).map(pair => pair[1]);
      const sorted = values => order.map(i => values[i]);
      const line = (label, values, more) => ({ label, values: sorted([...values, null]), ...more });
      const spanGaps = all => { for (let i = 1; i < all.values.length - 1; i++) if (all.values[i] === null) all.values[i] = undefined; return all; };
      page.lines(host, sorted([...x, point[0]]), [
        spanGaps(line(yLabel, y, { stroke: color('score') })),
        ...others.map(([label, values]) => spanGaps(line(label, values, { stroke: color('quiet'), dash: [4, 4] }))),
        { label: 'Alarms as made', values: sorted([...x.map(() => null), point[1]]), stroke: alarm, points: { show: true, size: 9, fill: alarm, stroke: alarm } },
      ], { xLabel, yLabel, height: 260, xRange: [0, 1], yRange: [0, 1.02] });
    });
  }

  function confusion() {
    const counts = metrics.confusion;
    const all = counts.truePositives + counts.falseNegatives, normal = counts.falsePositives + counts.trueNegatives;
    const cell = (count, of, good) => element('td', { class: 'number', style: `background:color-mix(in srgb, var(--${good ? 'good' : 'bad'}) ${Math.round(4 + 36 * (of ? count / of : 0))}%, transparent)` },
      element('strong', {}, plain(count)), element('br'), element('span', { class: 'quiet' }, of ? percent(count / of) : '–'));
    const head = element('tr', {}, element('td', {}), ...['alarm', 'no alarm'].map(words => element('th', { scope: 'col', class: 'number' }, words)));
    const row = (words, ...cells) => element('tr', {}, element('th', { scope: 'row' }, words), ...cells);
    return element('div', { class: 'chart' }, element('h3', {}, 'Confusion matrix'), element('p', { class: 'quiet' }, 'Samples of all keys; percent of the row.'),
      element('table', { class: 'confusion' }, element('thead', {}, head), element('tbody', {},
        row('labelled anomalous', cell(counts.truePositives, all, true), cell(counts.falseNegatives, all, false)),
        row('normal', cell(counts.falsePositives, normal, false), cell(counts.trueNegatives, normal, true)))));
  }

  function curves() {
    const section = at('curves');
    if (!data.curves) {
      at('curve-words').textContent = 'These need labels of both classes, which the table has not.';
      return;
    }
    const { grid, truePositiveRate, precision } = data.curves;
    const counts = metrics.confusion;
    const alarmed = counts.truePositives + counts.falsePositives;
    at('curve-words').textContent = 'Curves are means over the keys that have both classes, so that the area under them is the figure above. The dot is the '
      + 'alarms as they were made, all keys together: they wait for several anomalous windows in a row, so it need not lie on the curve.';
    section.append(
      curve('ROC curve', `area ${plain(metrics.rocAuc)}`, 'false alarm rate', 'share found', grid, truePositiveRate, [['random score', grid]], [metrics.far / 100, metrics.recall]),
      curve('Precision and recall', `area ${plain(metrics.prAuc)}, base rate ${plain(metrics.baseRate)}`, 'recall', 'precision', grid, precision,
        [['random score', grid.map(() => metrics.baseRate)]], [metrics.recall, alarmed ? metrics.precision : null]),
      confusion());
  }

  function charts() {
    page.scoreLegend(at('legend'));
    at('legend').append((series.length < shownOf ? ` The ${series.length} of ${shownOf} keys with most incidents are shown.` : '')
      + (series.some(one => one.thinned) ? ' Long series show the highest score of each stretch.' : ''));
    series.forEach(one => {
      const figures = metrics.perKey.find(key => key.key === one.key);
      const words = figures.events === undefined ? `${plain(figures.incidentsOpened)} incidents`
        : `${plain(figures.eventsDetected)} of ${plain(figures.events)} events detected, ${plain(figures.falseAlarms)} false alarms`;
      at('charts').append(chart(one.key, words, 190, host => page.scores(host, one, at('log').checked)));
    });
    at('log').addEventListener('change', page.again);
  }

  /** A bar of a share, with words beside it. */
  const feature = (share, words) => element('div', { class: 'feature' },
    element('span', { class: 'bar', title: percent(share) + ' of the error' }, element('span', { style: `width:${100 * share}%` })), words);

  function features() {
    const { names, anomalous, normal, anomalousWindows, normalWindows } = data.features;
    const order = names.map((_, i) => i).sort((a, b) => anomalous[b] + normal[b] / 1e6 - anomalous[a] - normal[a] / 1e6);
    at('features').append(table('Mean share of a window\'s error that is the feature\'s: what alarms rest on, and what the model finds hardest when nothing is wrong.',
      [{ title: 'Feature' }, { title: `Of ${plain(anomalousWindows)} windows above the threshold` }, { title: `Of ${plain(normalWindows)} below it` }],
      order.map(i => [names[i], anomalousWindows ? feature(anomalous[i], percent(anomalous[i])) : '–', normalWindows ? feature(normal[i], percent(normal[i])) : '–'])));
  }

  function labelled(one) {
    const known = series.find(s => s.key === one.key);
    if (metrics.events === null || !known) return '';
    const last = one.time[one.time.length - 1];
    return known.events.some(([from, to]) => from < last + protocol.tickSeconds && to >= one.time[0]) ? ', in a labelled period' : ', outside every labelled period';
  }

  function worst() {
    if (!data.worst.length) {
      at('worst').append(element('p', {}, 'No window got a verdict.'));
      return;
    }
    at('worst').append(element('p', { class: 'quiet' }, 'The windows that stood highest above their threshold, at most one of a stretch, '
      + 'each with the features that make up most of its error: what was observed, and what the model made of it, in raw units. Where each key has its own baseline, readings beyond 10 of its standard deviations are drawn there.'));
    data.worst.forEach(one => {
      const host = element('div', { class: 'grid' });
      const end = new Date(1e3 * one.time[one.time.length - 1]).toISOString();
      at('worst').append(element('h3', { class: 'windowed' }, `${one.key}, until ${time(end)}: score ${plain(one.score)}, threshold ${plain(one.threshold)}`
        + labelled(one)), host);
      one.features.forEach(f => host.append(chart(f.feature + (f.unit ? ', ' + f.unit : ''), percent(f.share) + ' of the error', 190, plot => page.lines(plot, one.time, [
        { label: 'Observed', values: f.observed, stroke: color('score') },
        { label: 'Reconstruction', values: f.reconstruction, stroke: color('threshold'), dash: [6, 4] },
      ], { overTime: true, height: 180 }))));
    });
  }

  function learning() {
    if (!protocol.modelDigest) {
      at('learning').append(element('p', {}, 'There is no model: each key learned principal components of its own last ticks.'));
      return;
    }
    if (!data.training) {
      at('learning').append(element('p', {}, 'The model file does not tell: it was trained by another tool.'));
      return;
    }
    if (!data.training.epochs) {
      at('learning').append(element('p', {}, `Fitted in one pass: ${plain(data.training.parameters)} parameters.`));
      return;
    }
    const epochs = data.training.epochs, best = data.training.bestEpoch;
    at('learning').append(chart('Loss of each epoch', `${plain(data.training.parameters)} parameters; the weights of epoch ${best} were kept, `
      + `validation loss ${plain(epochs[best - 1].validationLoss)}`, 260, host => page.lines(host, epochs.map(e => e.number), [
      { label: 'Training loss', values: epochs.map(e => e.trainingLoss), stroke: color('score') },
      { label: 'Validation loss', values: epochs.map(e => e.validationLoss), stroke: color('threshold') },
    ], { xLabel: 'epoch', logarithmic: true })));
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
      element('div', {}, ...incident.features.filter(one => one.share > .005).map(one => feature(one.share,
        `${one.feature} ${plain(one.observed, 4)}${one.unit ? ' ' + one.unit : ''}, expected ${plain(one.expected, 4)}`))),
    ]);
    at('incidents').append(table('What explains each is told for the highest score an alert carried: the value on that window\'s last tick and what the model '
      + 'expected; bars are shares of the window\'s error.' + (all.length > most ? ` The first ${most} of ${plain(all.length)}; all stand in metrics.json.` : ''),
      [{ title: 'Opened, resolved' }, { title: 'Key' }, { title: 'Labels say' }, { title: 'Severity' }, { title: 'Peak / threshold', number: true }, { title: 'Explained by' }], rows));
  }

  function found(one) {
    if (one.detected) return element('span', { class: 'tag good' }, `after ${span(one.delaySeconds)}`);
    return one.unwatched ? element('span', { class: 'tag bad' }, 'not watched: ' + data.reasons[one.unwatched]) : element('span', { class: 'tag bad' }, 'missed');
  }

  function events() {
    const most = 200;
    const all = metrics.labelledEvents || [];
    if (!all.length) {
      at('events').append(element('p', {}, 'The table labels none.'));
      return;
    }
    const first = [...all].sort((a, b) => a.detected - b.detected).slice(0, most);
    const rows = first.map(one => [element('span', {}, time(one.start), element('br'), element('span', { class: 'quiet' }, 'to ' + time(one.end))),
      one.key, found(one), plain(one.ticks), reasons(one.ticksUnwatched)]);
    at('events').append(table('Those not detected first. A tick counts where the key had input in it.' + (all.length > most ? ` The first ${most} of ${plain(all.length)}; all stand in metrics.json.` : ''),
      [{ title: 'From, to' }, { title: 'Key' }, { title: 'Detected' }, { title: 'Ticks', number: true }, { title: 'Ticks not watched' }], rows));
  }

  function perKey() {
    const number = title => ({ title, number: true });
    const rows = metrics.perKey.map(key => [key.key, plain(key.samples), reasons(key.ticksUnwatched), key.events === undefined ? '–' : `${key.eventsDetected} of ${key.events}`,
      plain(key.falseAlarms), plain(key.falseAlarmsPerDay), span(key.medianDelaySeconds), plain(key.vusPr), plain(key.baseRate), plain(key.rocAuc), plain(key.incidentsOpened)]);
    at('perkey').append(table('–: no figure, for want of labels or of one class.', [{ title: 'Key' }, number('Samples'), { title: 'Ticks not watched' }, number('Events'), number('False alarms'),
      number('a day'), number('Delay'), number('VUS-PR'), number('Base rate'), number('ROC-AUC'), number('Incidents')], rows));
  }

  function rules() {
    const words = {
      Events: protocol.eventSource + (metrics.eventsNotCounted ? `; ${plain(metrics.eventsNotCounted)} more are of keys or times that the table does not have, and are not counted` : ''),
      'Event recall': protocol.eventRecall,
      'Late rows': `${plain(metrics.lateRows)} rows came too late for their tick and were left out`,
      'Alarm sample': 'a window at which an incident is open',
      'Counting samples': protocol.samples,
      'False alarm episode': `alarms at most ${protocol.mergeSamples} samples apart; counted again every ${span(protocol.renotifySeconds)} while it lasts`,
      'After an event': `an alarm within ${span(protocol.graceSeconds)} of its end belongs to it`,
      Areas: `${protocol.areas}; VUS over buffers of 0 to ${protocol.vusBuffer} samples, ${protocol.vusThresholds} thresholds`,
      Counts: protocol.counts,
    };
    at('rules').append(element('dl', {}, ...Object.entries(words).flatMap(([term, text]) => [element('dt', {}, term), element('dd', {}, text)])));
  }

  subject(); figures(); curves(); charts(); events(); features(); worst(); incidents(); perKey(); learning(); rules();
})();
