'use strict';
(() => {
  const { data: preview, at, color, element, plain, table, chart, axis, shade, values, TIMES, utc } = page;
  const { features, judgements, charts } = preview;
  const FIRST_ROWS = 12;
  const plots = new Map();
  let judgement = judgements.find(one => one.defined) || judgements[0];
  let shown = 0;
  let allRows = false;

  const count = (number, noun) => `${plain(number)} ${noun}${number === 1 ? '' : 's'}`;
  const rate = value => plain(value, value < 10 ? 2 : 3) + ' a day';
  const capital = words => words.charAt(0).toUpperCase() + words.slice(1);
  const moment = seconds => new Date(1e3 * seconds).toISOString().replace('T', ' ').replace(preview.tickSeconds < 60 ? /\.\d+Z$/ : /:\d\d\.\d+Z$/, '');
  const clock = seconds => moment(seconds).slice(11);
  const until = (from, to) => to === null ? 'still open' : 'to ' + (moment(to).slice(0, 10) === moment(from).slice(0, 10) ? clock(to) : moment(to));
  const unit = feature => feature.unit ? ' ' + feature.unit : '';
  const reason = one => `${features[one.feature].name} ${plain(one.observed, 4)}${unit(features[one.feature])}, expected ${plain(one.expected, 4)}`;
  const severityColor = severity => color('severity-' + severity.toLowerCase());

  function subject() {
    document.title = 'Tidemark: preview of ' + preview.detector;
    at('title').textContent = `What ${preview.detector} would have reported`;
    const [from, to] = preview.span;
    at('subject').textContent = `History from ${moment(from)} to ${moment(to)} UTC; `
      + (preview.judged ? `${plain(preview.judgedKeys)} of ${count(preview.keys, 'key')} judged, the first from ${moment(preview.judged[0])}.` : `${count(preview.keys, 'key')}.`);
  }

  function sensitivity() {
    judgements.forEach(one => {
      const button = element('button', { type: 'button', 'aria-pressed': one === judgement }, element('strong', {}, capital(one.name)),
        element('span', {}, count(one.count, 'incident') + (one.perDay === null ? '' : ', ' + rate(one.perDay))),
        element('span', { class: 'quiet' }, one.defined ? 'as defined' : ''));
      button.addEventListener('click', () => choose(one));
      at('sensitivity').append(button);
    });
    const sensors = Object.entries(preview.sensorReports).map(([kind, reports]) => `${plain(reports)} ${kind}`).join(', ');
    at('notes').textContent = (preview.brief ? 'Less than a day was judged, so what a day would bring is a rough guess. ' : '')
      + (sensors ? `Beside these, the sensors themselves would have been reported at any sensitivity: ${sensors}.` : '');
  }

  function choose(one) {
    judgement = one;
    [...at('sensitivity').children].forEach((button, i) => button.setAttribute('aria-pressed', judgements[i] === one));
    verdict();
    incidents();
    keys();
    keyWords();
    [...at('charts').children].forEach((panel, i) => describe(panel, order(shown)[i]));
    plots.forEach(plot => plot.redraw());
  }

  function verdict() {
    at('verdict').textContent = preview.whyNoVerdict ? `No key has a verdict: ${preview.whyNoVerdict}.`
      : judgement.count === 0 ? 'Nothing would have been reported.'
        : `${count(judgement.count, 'incident')} on ${count(new Set(judgement.incidents.map(one => one.key)).size, 'key')} would have been reported, ${rate(judgement.perDay)} for the whole detector.`;
  }

  function incidents() {
    const host = at('incidents');
    host.replaceChildren();
    if (!judgement.count) {
      host.append(element('p', {}, 'None.'));
      return;
    }
    const rows = judgement.incidents.slice(0, allRows ? judgement.incidents.length : FIRST_ROWS).map(one => [
      element('span', { class: 'severity' }, element('span', { class: 'swatch', style: `background:var(--severity-${one.severity.toLowerCase()})` }), one.severity.toLowerCase()),
      keyButton(one), element('span', {}, moment(one.from), ' ', element('span', { class: 'quiet' }, until(one.from, one.to))),
      element('div', {}, ...one.reasons.filter((r, i) => i === 0 || r.share > .1).slice(0, 3).map(r => element('div', {}, reason(r))))]);
    host.append(table('The worst first; times are UTC. The explanation is that of the worst window: what was observed, and what was expected.'
      + (judgement.count > judgement.incidents.length ? ` Of ${plain(judgement.count)}, the worst ${plain(judgement.incidents.length)} are on this page.` : ''),
      [{ title: 'Severity' }, { title: 'Key' }, { title: 'Opened, ended' }, { title: 'Explained by' }], rows));
    const more = judgement.incidents.length - rows.length;
    if (more > 0) {
      const button = element('button', { type: 'button' }, `Show ${plain(more)} more`);
      button.addEventListener('click', () => { allRows = true; incidents(); });
      host.append(element('p', {}, button));
    }
  }

  function keyButton(one) {
    if (one.chart < 0) return one.key;
    const button = element('button', { type: 'button', class: 'link' }, one.key);
    button.addEventListener('click', () => {
      show(one.chart);
      at('h-signals').scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    });
    return button;
  }

  const of = index => judgement.incidents.filter(one => one.chart === index);

  function keys() {
    at('key').replaceChildren(...charts.map((one, i) => {
      const own = of(i).length;
      return element('option', { value: i }, one.key + (own ? ` (${count(own, 'incident')})` : one.judged ? '' : ' (no verdict)'));
    }));
    at('key').value = shown;
    at('selector').hidden = charts.length < 2;
  }

  function keyWords() {
    const own = of(shown), more = preview.keys - charts.length;
    at('key-words').textContent = `${charts[shown].key}: ` + (own.length ? own.slice(0, 5).map(one => `${one.severity.toLowerCase()} from ${moment(one.from)} ${until(one.from, one.to)}`).join('; ')
      + (own.length > 5 ? `; and ${plain(own.length - 5)} more` : '') : charts[shown].judged ? 'no incident' : 'no verdict') + '.'
      + (more > 0 ? ` ${count(more, 'key')} more, with fewer incidents or none, ${more === 1 ? 'is' : 'are'} not drawn.` : '');
  }

  /** Features of a key, those first that explain most of its incidents at any sensitivity. */
  function order(index) {
    const shares = features.map(() => 0);
    judgements.forEach(one => one.incidents.filter(incident => incident.chart === index).forEach(incident => incident.reasons.forEach(r => { shares[r.feature] += r.share; })));
    return features.map((_, f) => f).sort((a, b) => shares[b] - shares[a] || a - b);
  }

  const leads = (incident, feature) => incident.reasons.length > 0 && incident.reasons[0].feature === feature;

  function words(index, feature) {
    const own = of(index).filter(one => leads(one, feature));
    const steps = charts[index].normal[feature].filter(step => step[1] !== null);
    const last = steps[steps.length - 1];
    return [last ? `normal at the end: ${plain(last[1], 4)} to ${plain(last[2], 4)}${unit(features[feature])}` : '',
      own.length ? `explains ${count(own.length, 'incident')} first: ` + own.slice(0, 2).map(one => `${plain(one.reasons[0].observed, 4)}${unit(features[feature])} at ${moment(one.from)}`).join(', ') + (own.length > 2 ? ' and more' : '') : '']
      .filter(text => text).join('; ') || (charts[index].judged ? 'explains no incident first' : 'not judged');
  }

  function describe(panel, feature) {
    const text = words(shown, feature);
    panel.querySelector('p.quiet').textContent = text;
    panel.querySelector('.plot').setAttribute('aria-label', `${features[feature].name} of ${charts[shown].key}: ${text}`);
  }

  /** The normal range at each time of the signal; steps: from when on it is so, in time order. */
  function range(time, signal, steps) {
    const low = [], high = [];
    let next = 0;
    time.forEach((at, i) => {
      while (next < steps.length && steps[next][0] <= at) next++;
      const broken = next === 0 || signal[i] === null;
      low.push(broken ? null : steps[next - 1][1]);
      high.push(broken ? null : steps[next - 1][2]);
    });
    return [low, high];
  }

  function mark(u, one, feature) {
    const [start, end] = preview.span;
    if (one.warmedUp !== start) shade(u, start, one.warmedUp === null ? end : one.warmedUp, color('warm'));
    of(shown).forEach(incident => {
      u.ctx.save();
      u.ctx.globalAlpha = leads(incident, feature) ? .34 : .16;
      shade(u, incident.from, incident.to === null ? end : incident.to, severityColor(incident.severity));
      u.ctx.restore();
    });
  }

  function overlay(u, one, feature) {
    const { ctx, bbox } = u, strip = 5 * devicePixelRatio;
    of(shown).filter(incident => leads(incident, feature)).forEach(incident => {
      const left = Math.max(u.valToPos(incident.from, 'x', true), bbox.left);
      const right = Math.min(Math.max(u.valToPos(incident.to === null ? preview.span[1] : incident.to, 'x', true), left + 3 * devicePixelRatio), bbox.left + bbox.width);
      if (right <= left) return;
      ctx.fillStyle = severityColor(incident.severity);
      ctx.fillRect(left, bbox.top, right - left, strip);
    });
    if (one.warmedUp === null) return;
    const x = u.valToPos(one.warmedUp, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = color('quiet');
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    const late = x > bbox.left + bbox.width / 2;
    ctx.textAlign = late ? 'right' : 'left';
    ctx.textBaseline = 'bottom';
    ctx.fillText('warm-up ends', x + (late ? -5 : 5) * devicePixelRatio, bbox.top + bbox.height - 3 * devicePixelRatio);
    ctx.restore();
  }

  function paint(host, one, feature) {
    const signal = one.values[feature];
    const normal = preview.perKey ? range(one.time, signal, one.normal[feature]) : [];
    const line = { points: { show: false }, value: (u, v) => plain(v, 4) };
    const stroke = color('normal-edge');
    plots.set(feature, new uPlot({
      width: host.clientWidth, height: 210, ...utc,
      cursor: { sync: { key: 'preview', setSeries: false } },
      scales: { x: { range: (u, min, max) => [min, max] } },
      axes: [axis({ values: TIMES }), axis({ size: 64, values })],
      bands: preview.perKey ? [{ series: [2, 1], fill: color('normal') }] : [],
      series: [{ value: '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}' },
        ...(preview.perKey ? [{ label: 'Normal from', stroke, width: .7, ...line }, { label: 'to', stroke, width: .7, ...line }] : []),
        { label: features[feature].name + (features[feature].unit ? ', ' + features[feature].unit : ''), stroke: color('score'), width: 1.3, ...line, points: {} }],
      hooks: { drawClear: [u => mark(u, one, feature)], draw: [u => overlay(u, one, feature)] },
    }, [one.time, ...normal, signal], host));
  }

  function show(index) {
    shown = index;
    plots.clear();
    at('key').value = index;
    at('previous').disabled = index === 0;
    at('next').disabled = index === charts.length - 1;
    keyWords();
    const panels = order(index).map(feature => {
      const { name, unit: of } = features[feature];
      const panel = chart(name + (of ? ', ' + of : ''), ' ', 240, host => paint(host, charts[index], feature));
      describe(panel, feature);
      return panel;
    });
    at('charts').replaceChildren(...panels);
  }

  function legend() {
    const swatch = (name, text) => [element('span', { class: 'swatch', style: `background:var(--${name});outline:1px solid var(--rule)` }), text];
    at('legend').append(...swatch('score', 'signal by tick'), ...(preview.perKey ? swatch('normal', 'normal range') : []), ...swatch('warm', 'not judged yet'),
      ...['low', 'medium', 'high', 'critical'].flatMap(severity => swatch('severity-' + severity, severity)),
      '. A strip at the top marks the feature that explains an incident first. Drag over a chart to look closer, double-click to go back. Times are UTC.'
      + (charts.some(one => one.thinned) ? ' Long signals show the smallest and the largest value of each stretch.' : '')
      + (preview.perKey ? '' : ' This model judges raw values, so no key has a normal range of its own.'));
  }

  function unjudged() {
    at('without').hidden = preview.unjudgedCount === 0;
    if (!preview.unjudgedCount) return;
    at('unjudged').append(table(preview.unjudgedCount > preview.unjudged.length ? `The first ${preview.unjudged.length} of ${plain(preview.unjudgedCount)}.` : 'They are not watched.',
      [{ title: 'Key' }, { title: 'Why' }, { title: '' }], preview.unjudged.map(one => [one.key, one.reason, one.words])));
  }

  subject(); sensitivity(); verdict(); incidents(); legend(); keys(); unjudged();
  at('key').addEventListener('change', () => show(Number(at('key').value)));
  at('previous').addEventListener('click', () => show(shown - 1));
  at('next').addEventListener('click', () => show(shown + 1));
  show(0);
})();
