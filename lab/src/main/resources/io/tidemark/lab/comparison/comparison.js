'use strict';
(() => {
  const { data, at, color, element, plain, percent, table, chart, LINES } = page;
  const { contenders, hardest } = data;
  const networks = contenders.filter(one => one.fileBytes > 0);
  const baselines = contenders.filter(one => one.fileBytes === 0);
  const best = (all, figure) => all.reduce((top, one) => figure(one) !== null && (top === null || figure(one) > figure(top)) ? one : top, null);
  const vusPr = one => one.metrics.vusPr;

  function subject() {
    at('title').textContent = 'Comparison for ' + data.detector;
    document.title = 'Tidemark: comparison for ' + data.detector;
    const any = contenders[0].metrics;
    at('subject').textContent = `${any.protocol.data}: ${plain(any.rows)} rows of ${plain(any.keys)} keys; each network was trained with the same budget.`;
    const network = best(networks, vusPr), baseline = best(baselines, vusPr);
    const told = one => `${one.name} with VUS-PR ${plain(vusPr(one))} and ${plain(one.metrics.eventsDetected)} of ${plain(one.metrics.events)} events`;
    at('verdict').textContent = !network || vusPr(network) === null ? 'The table has no labels of both classes: only size and speed can be compared.'
      : !baseline ? `The best network is ${told(network)}.`
        : `The best network is ${told(network)}; the best baseline is ${told(baseline)}. `
          + (vusPr(network) > vusPr(baseline) ? 'Here the network earns its cost in ranking.' : 'Here no network ranks better than the baseline.');
  }

  const COLUMNS = [
    ['Parameters', one => plain(one.parameters), 'Numbers that were fitted; of a baseline those it keeps, of one key where it keeps them by key.'],
    ['File', one => one.fileBytes ? plain(one.fileBytes / 1000) + ' kB' : '–', 'Size of the ONNX file.'],
    ['Training', one => plain(one.trainingSeconds) + ' s', 'Time to fit.'],
    ['Val. loss', one => plain(one.validationLoss), 'Validation loss of the best epoch, on the latest windows, which did not train. Losses compare networks with each other only.'],
    ['ROC-AUC', one => plain(one.metrics.rocAuc), 'Probability that an anomalous sample scores above a normal one, mean over keys; a random score gets .5.'],
    ['VUS-PR', one => plain(one.metrics.vusPr), 'How well scores rank the labelled periods, forgiving small shifts in time, mean over keys; a random score gets about the base rate.'],
    ['Events', one => one.metrics.events === null ? '–' : `${plain(one.metrics.eventsDetected)}/${plain(one.metrics.events)}`, 'Labelled events in which an alarm began, at the threshold calibrated on normal data.'],
    ['False/day', one => plain(one.metrics.falseAlarmsPerDay), 'False alarms of one key watched through one day without events.'],
    ['Windows/s at 1', one => plain(one.windowsPerSecondAt1), 'Scored one at a time on one thread.'],
    ['at 64', one => plain(one.windowsPerSecondAt64), 'Scored 64 at a time on one thread.'],
    ['Session', one => one.sessionBytes ? plain(one.sessionBytes / 1e6) + ' MB' : '–', 'Memory that one more session adds to a process: model, plan and what a batch of 64 needs. Measured in a process of its own.'],
  ];

  function sideBySide() {
    const rate = contenders[0].metrics.baseRate;
    at('table').append(table((rate === null ? '' : `Base rate ${plain(rate)}: what a random score gets for VUS-PR. `)
      + 'Beside this page lies a folder for each network with its own evaluation.',
      [{ title: 'Name' }, ...COLUMNS.map(([title]) => ({ title, number: true }))],
      contenders.map(one => [one.name, ...COLUMNS.map(([, cell]) => cell(one))])));
    at('columns').append(...COLUMNS.flatMap(([title, , words]) => [element('dt', {}, title), element('dd', {}, words)]));
  }

  const names = contenders.map(one => one.name);
  const bar = (title, words, figure, options = {}) => chart(title, words, 270, host => page.bars(host, names, contenders.map(figure),
    { ...options, strokes: contenders.map(one => color(one.fileBytes ? 'score' : 'threshold')) }));

  function quality() {
    at('quality-words').append(element('span', { class: 'swatch', style: 'background:var(--score)' }), 'network', element('span', { class: 'swatch', style: 'background:var(--threshold)' }), 'baseline');
    at('quality').append(
      bar('VUS-PR', `base rate ${plain(contenders[0].metrics.baseRate)}; 1 is perfect`, vusPr, { top: 1.1 }),
      bar('ROC-AUC', 'a random score gets .5; 1 is perfect', one => one.metrics.rocAuc, { top: 1.1 }),
      bar('Share of events detected', 'at the calibrated threshold', one => one.metrics.eventRecall, { top: 1.1 }),
      bar('False alarms a day', 'of one key', one => one.metrics.falseAlarmsPerDay));
    at('cost').append(
      bar('Windows a second, 64 at a time', '', one => one.windowsPerSecondAt64),
      bar('Windows a second, one at a time', '', one => one.windowsPerSecondAt1),
      bar('Seconds of training', '', one => one.trainingSeconds),
      bar('Memory of a session, MB', '', one => one.sessionBytes ? one.sessionBytes / 1e6 : null));
  }

  function learning() {
    const longest = Math.max(0, ...networks.map(one => one.epochs.length));
    const epochs = [...Array(longest).keys()].map(i => i + 1);
    const curves = (title, loss) => chart(title, '', 340, host => page.lines(host, epochs,
      networks.map((one, i) => ({ label: one.name, values: epochs.map(n => n <= one.epochs.length ? one.epochs[n - 1][loss] : null), stroke: LINES[i % LINES.length] })),
      { xLabel: 'epoch', logarithmic: true, height: 300 }));
    if (longest) at('learning').append(curves('Validation loss', 'validationLoss'), curves('Training loss', 'trainingLoss'));
  }

  function scores() {
    page.scoreLegend(at('legend'));
    at('legend').append(' Each chart has a scale of its own. Shown are the keys on which VUS-PR was lowest over all contenders.');
    at('key').append(...hardest.map((one, i) => element('option', { value: i }, `${one.key} (mean VUS-PR ${plain(one.meanVusPr)})`)));
    const show = () => at('charts').replaceChildren(...hardest[Number(at('key').value)].charts.map((one, i) => {
      const figures = contenders[i].metrics.perKey.find(key => key.key === one.key);
      const words = none(figures.vusPr) ? '' : `VUS-PR ${plain(figures.vusPr)}, ${plain(figures.eventsDetected)} of ${plain(figures.events)} events`;
      return chart(contenders[i].name, words, 170, host => page.scores(host, one, at('log').checked, 160));
    }));
    at('key').addEventListener('change', show);
    at('log').addEventListener('change', page.again);
    if (hardest.length) show();
  }

  const none = value => value === null || value === undefined;
  subject(); sideBySide(); quality(); learning(); scores();
})();
