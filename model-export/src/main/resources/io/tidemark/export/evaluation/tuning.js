'use strict';
(() => {
  const { data: tuning, at, color, element, plain, table, chart } = page;

  const FIGURES = [
    ['alertsPerDay', 'Alerts a day', 'alarm', 'rate'], ['recall', 'Events found', 'score', 'share'], ['eventF1', 'Event F1', 'good', 'share'],
    ['falseAlarms', 'False alarms', 'threshold', 'rate'], ['medianDelaySeconds', 'Median delay, s', 'quiet', 'rate'],
  ].filter(([name]) => tuning.withEvents || name === 'alertsPerDay');

  /** The quantile's interesting end is near 1: its distance from 1 is drawn. */
  const place = (method, value) => method.method === 'quantile' ? Math.max(1 - value, 1e-9) : value;

  /** Fewer alerts stand on the right, so some methods' values fall to the right. */
  const falls = method => place(method, method.points[0].value) > place(method, method.points.at(-1).value);

  function plot(host, method) {
    const axis = { stroke: color('quiet'), grid: { stroke: color('rule'), width: 1 }, ticks: { stroke: color('rule') } };
    const points = falls(method) ? [...method.points].reverse() : method.points;
    const text = v => method.method === 'quantile' ? plain(1 - v) : plain(v);
    const positive = v => v === null ? null : Math.max(v, .1);
    new uPlot({
      width: host.clientWidth, height: 260,
      scales: { x: { time: false, distr: 3, dir: falls(method) ? -1 : 1 }, share: { range: [0, 1.02] }, rate: { distr: 3 } },
      axes: [{ ...axis, values: (u, splits) => splits.map(v => v === null ? '' : text(v)) },
        { ...axis, scale: 'rate', size: 60, values: (u, splits) => splits.map(v => v === null ? '' : plain(v)) },
        { ...axis, scale: 'share', side: 1, grid: { show: false } }],
      series: [{ label: method.method, value: (u, v) => v === null ? '' : text(v) }, ...FIGURES.map(([, label, stroke, scale]) => (
        { label, scale, stroke: color(stroke), width: 1.5, points: { show: false }, value: (u, v) => plain(v) }))],
      hooks: { draw: [u => mark(u, method)] },
    }, [points.map(p => place(method, p.value)), ...FIGURES.map(([name, , , scale]) => points.map(p => scale === 'rate' ? positive(p[name]) : p[name]))], host);
  }

  function mark(u, method) {
    if (tuning.suggestion.method !== method.method) return;
    const x = u.valToPos(place(method, tuning.suggestion.value), 'x', true);
    u.ctx.fillStyle = color('ink');
    u.ctx.fillRect(x, u.bbox.top, 1.5 * devicePixelRatio, u.bbox.height);
  }

  function figures(method) {
    const columns = [{ title: method.method, number: true }, ...FIGURES.map(([, title]) => ({ title, number: true }))];
    const rows = method.points.map(p => [plain(p.value, 5), ...FIGURES.map(([name]) => plain(p[name]))]);
    return element('details', {}, element('summary', {}, 'Table'), table(method.meaning, columns, rows));
  }

  document.title = 'Tidemark: thresholds';
  at('subject').textContent = `${tuning.keys} keys, ${plain(tuning.daysOfAKey)} days each; an alert opens after ${tuning.openAfter} anomalous ticks in a row.`;
  at('suggestion').textContent = [tuning.suggestion.words, ...tuning.notes].join(' ');
  for (const method of tuning.methods) {
    at('methods').append(element('section', {}, element('h2', {}, method.method),
      chart(method.meaning, 'Rates on the left, logarithmic; shares on the right. The suggestion is marked.', 260, host => plot(host, method)), figures(method)));
  }
})();
