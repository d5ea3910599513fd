'use strict';
/** What the pages share: their data, words for numbers, tables, and charts that are drawn when they come into view. */
const page = (() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const at = id => document.getElementById(id);
  const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const LINES = ['#2a7fc0', '#d6423c', '#2c9a4b', '#9267bd', '#e07b1a', '#8f5f52', '#d86bb5', '#17a2b4', '#a3a51f', '#7b8794'];

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children.map(child => child instanceof Node ? child : document.createTextNode(child)));
    return node;
  }

  const none = value => value === null || value === undefined;
  const plain = (value, digits = 3) => none(value) ? '–'
    : Number.isInteger(value) ? value.toLocaleString('en') : Number(value.toPrecision(digits)).toLocaleString('en', { maximumFractionDigits: 6 });
  const percent = value => none(value) ? '–' : (100 * value).toFixed(value > .0995 && value < .9995 ? 0 : 1) + ' %';
  const time = iso => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '');
  const span = seconds => none(seconds) ? '–' : seconds < 120 ? plain(seconds) + ' s'
    : seconds < 7200 ? plain(seconds / 60) + ' min' : seconds < 172800 ? plain(seconds / 3600) + ' h' : plain(seconds / 86400) + ' days';

  function table(caption, columns, rows) {
    const head = element('tr', {}, ...columns.map(c => element('th', { scope: 'col', class: c.number ? 'number' : '' }, c.title)));
    const body = rows.map(row => element('tr', {}, ...columns.map((c, i) => element('td', { class: c.number ? 'number' : '' }, row[i]))));
    return element('div', { class: 'scroll' }, element('table', {}, element('caption', { class: 'quiet', style: 'text-align:left' }, caption),
      element('thead', {}, head), element('tbody', {}, ...body)));
  }

  const drawn = new Map();
  const seen = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(({ target }) => {
    seen.unobserve(target);
    drawn.get(target).shown = true;
    draw(target);
  }), { rootMargin: '400px' });

  function draw(host) {
    host.replaceChildren();
    drawn.get(host).paint(host);
  }

  function again() {
    drawn.forEach((chart, host) => { if (chart.shown && host.isConnected) draw(host); });
  }

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  let resizing;
  addEventListener('resize', () => { clearTimeout(resizing); resizing = setTimeout(again, 150); });

  /** A panel with a title, words, and a chart that {@code paint} draws into its host. */
  function chart(title, words, height, paint) {
    const host = element('div', { class: 'plot', style: `min-height:${height}px`, role: 'img', 'aria-label': words ? `${title}: ${words}` : title });
    drawn.set(host, { paint, shown: false });
    seen.observe(host);
    const panel = element('div', { class: 'chart' }, element('h3', {}, title));
    if (words) panel.append(element('p', { class: 'quiet' }, words));
    panel.append(host);
    return panel;
  }

  const axis = more => ({ stroke: color('quiet'), grid: { stroke: color('rule'), width: 1 }, ticks: { stroke: color('rule') }, ...more });
  const values = (u, splits) => splits.map(v => v === null ? '' : plain(v));

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
  const utc = { tzDate: ts => uPlot.tzDate(new Date(ts * 1e3), 'Etc/UTC') };

  /** A key's scores over time with threshold, warm-up, labelled periods and alarms. */
  function scores(host, one, logarithmic, height = 190) {
    const positive = one.score.filter(v => v > 0);
    const floor = Math.max(positive.length ? Math.min(...positive) : 1e-6, 1e-9);
    const score = logarithmic ? one.score.map(v => v === null ? null : Math.max(v, floor)) : one.score;
    new uPlot({
      width: host.clientWidth, height, legend: { show: height > 170 }, ...utc,
      scales: { y: logarithmic ? { distr: 3 } : { range: (u, min, max) => [0, max > 0 ? max * 1.05 : 1] } },
      axes: [axis({ values: TIMES }), axis({ size: 60, values })],
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

  /** What the colours of {@link scores} mean. */
  function scoreLegend(host) {
    const legend = [['warm', 'warm-up'], ['event', 'labelled anomalous'], ['score', 'score'], ['threshold', 'threshold'], ['alarm', 'alarm']];
    host.append(...legend.flatMap(([name, words]) => [element('span', { class: 'swatch', style: `background:var(--${name})` }), words]),
      '. Drag over a chart to look closer, double-click to go back. Times are UTC.');
  }

  /**
   * Lines over a common x.
   * lines: of label, values and, where wanted, stroke, dash and points; options: xLabel, yLabel, height, xRange, yRange, logarithmic, overTime.
   */
  function lines(host, x, all, options = {}) {
    const scale = range => range ? { range: () => range } : {};
    new uPlot({
      width: host.clientWidth, height: options.height || 240, ...(options.overTime ? utc : {}),
      scales: { x: { time: Boolean(options.overTime), ...scale(options.xRange) }, y: options.logarithmic ? { distr: 3 } : scale(options.yRange) },
      axes: [axis(options.overTime ? { values: TIMES } : { label: options.xLabel, labelSize: 22, values }), axis({ size: 64, values, label: options.yLabel, labelSize: 22 })],
      series: [options.overTime ? { value: '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}' } : { label: options.xLabel, value: (u, v) => plain(v) },
        ...all.map((line, i) => ({ label: line.label, stroke: line.stroke || LINES[i % LINES.length], width: 1.6, dash: line.dash, paths: line.paths,
          points: line.points || { show: false }, value: (u, v) => plain(v) }))],
    }, [x, ...all.map(line => line.values)], host);
  }

  /** A bar for each name; options: height, top of the axis. */
  function bars(host, names, figures, options = {}) {
    const strokes = options.strokes || names.map(() => color('score'));
    const most = Math.max(...figures.filter(v => !none(v)), 0);
    const top = options.top || (most > 0 ? most * 1.08 : 1);
    new uPlot({
      width: host.clientWidth, height: options.height || 260, cursor: { drag: { x: false } }, legend: { show: false },
      scales: { x: { time: false, range: () => [-.6, names.length - .4] }, y: { range: () => [0, top] } },
      axes: [axis({ splits: () => names.map((_, i) => i), values: () => names, rotate: -55, size: 96, gap: 4, grid: { show: false }, ticks: { show: false } }), axis({ size: 64, values })],
      series: [{}, {
        fill: color('score'), stroke: color('score'),
        points: { show: false },
        paths: uPlot.paths.bars({ size: [.72, 60], disp: { fill: { unit: 3, values: () => strokes }, stroke: { unit: 3, values: () => strokes } } }),
      }],
      hooks: {
        draw: [u => {
          u.ctx.fillStyle = color('ink');
          u.ctx.textAlign = 'center';
          u.ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
          figures.forEach((v, i) => u.ctx.fillText(none(v) ? '–' : plain(v), u.valToPos(i, 'x', true), u.valToPos(none(v) ? 0 : v, 'y', true) - 4 * devicePixelRatio));
        }],
      },
    }, [names.map((_, i) => i), figures.map(v => none(v) ? null : v)], host);
  }

  return { data, at, color, LINES, element, plain, percent, time, span, table, chart, again, axis, values, shade, TIMES, utc, scores, scoreLegend, lines, bars };
})();
