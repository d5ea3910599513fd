'use strict';
(() => {
  const { data: tuning, at, color, element, plain, table, chart } = page;

  const FIGURES = [
    ['alertsPerDay', 'Alerts a day', 'alarm', 'rate'], ['recall', 'Events found', 'score', 'share'], ['eventF1', 'Event F1', 'good', 'share'],
    ['falseAlarms', 'False alarms', 'threshold', 'rate'], ['medianDelaySeconds', 'Median delay, s', 'quiet', 'rate'],
  ].filter(([name]) => tuning.withEvents || name === 'alertsPerDay');
  const JUDGED = tuning.withFeedback
    ? [['realKept', `Real kept, of ${tuning.judgedReal}`], ['noiseRaised', `Noise raised, of ${tuning.judgedNoise}`]] : [];
  const TITLES = [...FIGURES, ...JUDGED].map(([, title]) => ({ title, number: true }));

  function plot(host) {
    const axis = { stroke: color('quiet'), grid: { stroke: color('rule'), width: 1 }, ticks: { stroke: color('rule') } };
    const points = tuning.points;
    const positive = v => v === null ? null : Math.max(v, .1);
    new uPlot({
      width: host.clientWidth, height: 260,
      scales: { x: { time: false, distr: 3 }, share: { range: [0, 1.02] }, rate: { distr: 3 } },
      axes: [{ ...axis, values: (u, splits) => splits.map(v => v === null ? '' : plain(v)) },
        { ...axis, scale: 'rate', size: 60, values: (u, splits) => splits.map(v => v === null ? '' : plain(v)) },
        { ...axis, scale: 'share', side: 1, grid: { show: false } }],
      series: [{ label: 'threshold', value: (u, v) => v === null ? '' : plain(v) }, ...FIGURES.map(([, label, stroke, scale]) => (
        { label, scale, stroke: color(stroke), width: 1.5, points: { show: false }, value: (u, v) => plain(v) }))],
      hooks: { draw: [mark] },
    }, [points.map(p => p.threshold), ...FIGURES.map(([name, , , scale]) => points.map(p => scale === 'rate' ? positive(p[name]) : p[name]))], host);
  }

  function mark(u) {
    const x = u.valToPos(tuning.suggestion.threshold, 'x', true);
    u.ctx.fillStyle = color('ink');
    u.ctx.fillRect(x, u.bbox.top, 1.5 * devicePixelRatio, u.bbox.height);
  }

  const cells = p => [...FIGURES, ...JUDGED].map(([name]) => plain(p[name]));

  function named() {
    return table('What each sensitivity would have done', [{ title: 'Sensitivity' }, { title: 'Evidence', number: true }, ...TITLES],
      tuning.sensitivities.map(p => [p.sensitivity, plain(p.threshold, 3), ...cells(p)]));
  }

  function figures() {
    const columns = [{ title: 'Threshold', number: true }, ...TITLES];
    const rows = tuning.points.map(p => [plain(p.threshold, 3), ...cells(p)]);
    return element('details', {}, element('summary', {}, 'Table'), table('Evidence that opens an incident', columns, rows));
  }

  document.title = 'Tidemark: thresholds';
  at('subject').textContent = `${tuning.keys} keys, ${plain(tuning.daysOfAKey)} days each.`;
  at('suggestion').textContent = [tuning.suggestion.words, ...tuning.notes].join(' ');
  at('thresholds').append(
    named(),
    chart('Evidence that opens an incident', 'Rates on the left, logarithmic; shares on the right. The suggestion is marked.', 260, plot), figures());
})();
