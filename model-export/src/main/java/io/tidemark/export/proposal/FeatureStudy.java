package io.tidemark.export.proposal;

import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.tick.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Decides by their values which candidates become features, and how they are aggregated. */
final class FeatureStudy {
  private static final int MOST = 40;

  /** Steps of a series from which its direction can be told. */
  private static final int ENOUGH_STEPS = 12;

  private static final double RARE = 0.05;
  private static final double ALIKE = 1e-6;
  private static final double SMOOTH = 0.3;
  private static final int VARIED = 10;

  /** Why a number of different values is left out. */
  static final String FEW_VALUES = "has fewer than " + VARIED + " different values";

  private final List<Candidate> candidates;
  private final KeyedSeries series;
  private final boolean irregular;
  private final List<LeftOut> leftOut;
  private final Map<Integer, FeatureChoice> chosen = new LinkedHashMap<>();

  private FeatureStudy(
      List<Candidate> candidates, KeyedSeries series, boolean irregular, List<LeftOut> leftOut) {
    this.candidates = candidates;
    this.series = series;
    this.irregular = irregular;
    this.leftOut = leftOut;
  }

  /**
   * @param candidates in the order of the observations' values
   * @param irregular whether events come by chance rather than on a schedule
   * @param leftOut takes what is left out
   */
  static List<FeatureChoice> of(
      List<Candidate> candidates, KeyedSeries series, boolean irregular, List<LeftOut> leftOut) {
    FeatureStudy study = new FeatureStudy(candidates, series, irregular, leftOut);
    for (int f = 0; f < candidates.size(); f++) {
      study.look(f);
    }
    study.leaveOutCopies();
    return study.most();
  }

  private void look(int f) {
    Candidate candidate = candidates.get(f);
    List<double[]> values = series.values(f).stream().filter(of -> of.length > 0).toList();
    if (values.isEmpty()) {
      leave(candidate, "no event of a key has it");
      return;
    }
    if (candidate.kind() == Candidate.Kind.TEXT) {
      text(f, values);
      return;
    }
    if (isConstant(values)) {
      constant(f, values);
      return;
    }
    if (!irregular && isCounter(values)) {
      counter(f, values);
      return;
    }
    if (candidate.kind() == Candidate.Kind.NUMBER
        && Words.isSerialNumber(Candidates.shown(candidate))
        && !isSmooth(values)) {
      leave(candidate, "numbers things and measures nothing");
      return;
    }
    if (candidate.kind() == Candidate.Kind.DECIMAL && !isSmooth(values) && spread(values) > 1) {
      leave(candidate, "bytes");
      return;
    }
    boolean sum =
        candidate.kind() == Candidate.Kind.NUMBER
            && irregular
            && Words.isSize(Candidates.shown(candidate));
    choose(f, sum ? Aggregate.SUM : Aggregate.MEAN, isStill(values), candidate.unit());
  }

  private void text(int f, List<double[]> values) {
    double share =
        values.stream()
            .mapToDouble(of -> (double) DoubleStream.of(of).distinct().count() / of.length)
            .average()
            .orElse(0);
    if (irregular && share < 0.9 && isVaried(values)) {
      choose(f, Aggregate.DISTINCT, false, null);
    } else {
      leave(candidates.get(f), share >= 0.9 ? "an id" : irregular ? FEW_VALUES : "a text");
    }
  }

  /**
   * Whether some key has enough different values that how many of them a tick has says something.
   * Of a few values nearly every tick has all, and one without a rare value would look wrong.
   */
  static boolean isVaried(List<double[]> values) {
    return values.stream().anyMatch(of -> DoubleStream.of(of).distinct().count() >= VARIED);
  }

  private void constant(int f, List<double[]> values) {
    Candidate candidate = candidates.get(f);
    Set<Double> all = new HashSet<>();
    values.forEach(of -> all.add(of[0]));
    if (all.size() > 1) {
      leave(candidate, "constant for each key");
    } else if (all.contains(0.0) && Words.isError(Candidates.shown(candidate))) {
      boolean counts = candidate.kind() == Candidate.Kind.NUMBER && !irregular;
      chosen.put(
          f,
          new FeatureChoice(
              candidate,
              counts ? Aggregate.MAX : Aggregate.SUM,
              true,
              candidate.unit(),
              "was 0 all the time"));
    } else {
      leave(candidate, "always " + shown(all.iterator().next()));
    }
  }

  private void counter(int f, List<double[]> values) {
    Candidate candidate = candidates.get(f);
    List<Double> rates = new ArrayList<>();
    long moved = 0;
    for (List<Observation> ofKey : series.all()) {
      double lastValue = Double.NaN;
      long lastTime = 0;
      for (Observation observation : ofKey) {
        double value = observation.values()[f];
        if (Double.isNaN(value)) {
          continue;
        }
        double seconds = (observation.eventTimeMicros() - lastTime) / 1e6;
        if (!Double.isNaN(lastValue) && seconds > 0 && value >= lastValue) {
          rates.add((value - lastValue) / seconds);
          moved += value > lastValue ? 1 : 0;
        }
        lastValue = value;
        lastTime = observation.eventTimeMicros();
      }
    }
    double[] all = rates.stream().mapToDouble(Double::doubleValue).toArray();
    double mean = all.length == 0 ? 0 : Statistics.mean(all);
    double low = Statistics.quantile(rates, 0.02);
    double high = Statistics.quantile(rates, 0.98);
    if (low > 0 && high - low < 0.02 * mean) {
      leave(candidate, "counts steadily, as a clock or a sequence number does");
      return;
    }
    if (mean > 0 && Words.isSerialNumber(Candidates.shown(candidate))) {
      leave(candidate, "a sequence number");
      return;
    }
    boolean rare = moved < RARE * rates.size();
    String unit = candidate.unit() == null ? "1/s" : candidate.unit() + "/s";
    chosen.put(
        f, new FeatureChoice(candidate, Aggregate.RATE, rare, unit, "a counter: it only rises"));
  }

  private void choose(int f, Aggregate aggregate, boolean still, @Nullable String unit) {
    Candidate candidate = candidates.get(f);
    chosen.put(f, new FeatureChoice(candidate, aggregate, still, unit, candidate.note()));
  }

  private void leave(Candidate candidate, String why) {
    leftOut.add(new LeftOut(Candidates.shown(candidate), why));
  }

  private static boolean isConstant(List<double[]> values) {
    return values.stream().allMatch(of -> DoubleStream.of(of).distinct().limit(2).count() == 1);
  }

  /** Whether the values of almost all keys only rise, but for resets. */
  private static boolean isCounter(List<double[]> values) {
    long up = 0;
    long down = 0;
    long steps = 0;
    int rising = 0;
    int known = 0;
    for (double[] of : values) {
      long ups = 0;
      long downs = 0;
      for (int i = 1; i < of.length; i++) {
        ups += of[i] > of[i - 1] ? 1 : 0;
        downs += of[i] < of[i - 1] ? 1 : 0;
      }
      if (ups + downs > 0) {
        known++;
        rising += ups > 0 && downs <= 0.02 * ups ? 1 : 0;
      }
      up += ups;
      down += downs;
      steps += Math.max(0, of.length - 1);
    }
    return steps >= ENOUGH_STEPS
        && up >= Math.min(ENOUGH_STEPS, known * 3L)
        && down <= 0.01 * steps
        && rising >= 0.9 * known;
  }

  private static boolean isStill(List<double[]> values) {
    long moves = 0;
    long steps = 0;
    for (double[] of : values) {
      for (int i = 1; i < of.length; i++) {
        steps++;
        moves += of[i] != of[i - 1] ? 1 : 0;
      }
    }
    return moves < 0.002 * steps;
  }

  private static boolean isSmooth(List<double[]> values) {
    List<Double> correlations = new ArrayList<>();
    for (double[] of : values) {
      double correlation = Statistics.autocorrelation(of, 1);
      if (!Double.isNaN(correlation)) {
        correlations.add(correlation);
      }
    }
    return correlations.isEmpty() || Statistics.median(correlations) > SMOOTH;
  }

  /** Relative spread of the values of a typical key. */
  private static double spread(List<double[]> values) {
    List<Double> spreads = new ArrayList<>();
    for (double[] of : values) {
      double mean = Math.abs(Statistics.mean(of));
      spreads.add(mean == 0 ? 0 : Statistics.deviation(of) / mean);
    }
    return Statistics.median(spreads);
  }

  /** Of features that move as one, up to unit and sign, the first stays. */
  private void leaveOutCopies() {
    List<Integer> order = new ArrayList<>(chosen.keySet());
    for (int i = 0; i < order.size(); i++) {
      for (int j = 0; j < i; j++) {
        FeatureChoice first = chosen.get(order.get(j));
        FeatureChoice second = chosen.get(order.get(i));
        if (first != null
            && second != null
            && first.aggregate() == second.aggregate()
            && first.aggregate() != Aggregate.DISTINCT
            && areCopies(order.get(j), order.get(i))) {
          chosen.remove(order.get(i));
          leave(second.candidate(), "moves as " + first.candidate().name() + " does");
        }
      }
    }
  }

  private boolean areCopies(int one, int other) {
    int together = 0;
    int still = 0;
    for (List<Observation> ofKey : series.all()) {
      double[][] pairs =
          ofKey.stream()
              .map(Observation::values)
              .filter(v -> !Double.isNaN(v[one]) && !Double.isNaN(v[other]))
              .map(v -> new double[] {v[one], v[other]})
              .toArray(double[][]::new);
      if (pairs.length == 0) {
        continue;
      }
      together += pairs.length;
      double[] a =
          DoubleStream.iterate(0, i -> i + 1)
              .limit(pairs.length)
              .map(i -> pairs[(int) i][0])
              .toArray();
      double[] b =
          DoubleStream.iterate(0, i -> i + 1)
              .limit(pairs.length)
              .map(i -> pairs[(int) i][1])
              .toArray();
      double deviationA = Statistics.deviation(a);
      double deviationB = Statistics.deviation(b);
      if (deviationA == 0 && deviationB == 0) {
        still++;
        continue;
      }
      double meanA = Statistics.mean(a);
      double meanB = Statistics.mean(b);
      double product = 0;
      for (int i = 0; i < a.length; i++) {
        product += (a[i] - meanA) * (b[i] - meanB) / a.length;
      }
      if (!(Math.abs(product) > (1 - ALIKE) * deviationA * deviationB)
          || deviationA == 0
          || deviationB == 0) {
        return false;
      }
    }
    return together >= ENOUGH_STEPS && still < series.size();
  }

  private List<FeatureChoice> most() {
    List<FeatureChoice> all = new ArrayList<>(chosen.values());
    if (all.size() <= MOST) {
      return all;
    }
    Map<FeatureChoice, Integer> counts = new LinkedHashMap<>();
    chosen.forEach(
        (f, choice) ->
            counts.put(choice, series.values(f).stream().mapToInt(of -> of.length).sum()));
    List<FeatureChoice> kept =
        all.stream()
            .sorted(
                Comparator.comparing(FeatureChoice::still)
                    .thenComparing(choice -> -counts.getOrDefault(choice, 0)))
            .limit(MOST)
            .toList();
    all.stream()
        .filter(choice -> !kept.contains(choice))
        .forEach(choice -> leave(choice.candidate(), "there are " + MOST + " features without it"));
    return all.stream().filter(kept::contains).toList();
  }

  private static String shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
