#!/usr/bin/env python3
"""Makes random cases for MetricsReferenceTest with the reference metrics of tsad_eval.py.

    python3 metric_cases.py FOLDER_OF_TSAD_EVAL SEED COUNT > metric-cases.json

The committed metric-cases.json: SEED 2026, COUNT 24.
"""
import json
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
import tsad_eval as ref  # noqa: E402


def labels(rng, n):
    y = np.zeros(n, int)
    for _ in range(rng.integers(0, 5)):
        start = rng.integers(0, n)
        y[start:start + rng.integers(1, max(2, n // 5))] = 1
    return y


def scores(rng, y):
    s = rng.exponential(1, len(y)) + y * rng.uniform(0, 3)
    return np.round(s, 1) if rng.random() < .5 else np.float32(s).astype(float)      # with and without ties


def number(x):
    return None if x is None or np.isnan(x) else float(x)


def case(rng):
    n = int(rng.integers(5, 700))
    y = labels(rng, n)
    s = scores(rng, y)
    above = s > np.quantile(s, rng.uniform(.5, .98))
    ts = np.cumsum(rng.choice([1., 2., 2.5, 60.], n, p=[.7, .2, .09, .01]))
    k, merge, buffer = int(rng.integers(1, 4)), int(rng.integers(0, 6)), int(rng.integers(0, 40))
    grace, renotify = float(rng.choice([0, 5, 30])), float(rng.choice([20, 300, 1e6]))
    alarms = ref.consecutive(above, k)
    events = ref.event_stats(ts, y, above, k, merge, grace, renotify)
    counts = ref.confusion(y, alarms)
    vus = ref.vus(y, s, buffer)
    return dict(
        labels=[int(v) for v in y], scores=[float(v) for v in s], above=[int(v) for v in above], seconds=[float(v) for v in ts],
        k=k, merge=merge, grace=grace, renotify=renotify, buffer=buffer,
        rocAuc=number(ref.roc_auc(y, s)), averagePrecision=number(ref.average_precision(y, s)),
        vusPr=number(vus[0]), vusRoc=number(vus[1]), alarms=[int(v) for v in alarms],
        confusion=[int(v) for v in counts], prf={m: float(v) for m, v in ref.prf(counts).items()},
        events=events['events'], hit=events['hit'], delays=[float(v) for v in events['delays']],
        falseAlarms=events['false'], normalSeconds=events['normal_s'])


if __name__ == '__main__':
    generator = np.random.default_rng(int(sys.argv[2]))
    json.dump([case(generator) for _ in range(int(sys.argv[3]))], sys.stdout, separators=(',', ':'))
    print()
