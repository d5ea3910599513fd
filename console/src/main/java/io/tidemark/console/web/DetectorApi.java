package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import io.tidemark.console.detector.DefinedDetector;
import io.tidemark.console.detector.Job;
import io.tidemark.console.detector.ModelName;
import io.tidemark.console.detector.Rollout;
import io.tidemark.console.detector.Rollouts;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.store.History;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Detectors over HTTP: what defines them, how they do, and which models serve. */
final class DetectorApi {
  private static final Logger LOG = LoggerFactory.getLogger(DetectorApi.class);
  private static final int DAYS = 7;
  private static final int LONGEST_DIGEST = 100;

  /** Detectors that are shown. */
  private static final int MOST = 1_000;

  private final History history;
  private final Fleet fleet;
  private final @Nullable Job job;
  private final Map<String, DefinedDetector> defined = new TreeMap<>();
  private final Rollouts rollouts;
  private final Clock clock;

  DetectorApi(History history, Fleet fleet, @Nullable Job job, Rollouts rollouts, Clock clock) {
    this.history = history;
    this.fleet = fleet;
    this.job = job;
    this.rollouts = rollouts;
    this.clock = clock;
    if (job != null) {
      job.detectors().forEach(detector -> defined.put(detector.name(), detector));
    }
  }

  /**
   * What is known of the detectors.
   *
   * @param job whether the configuration of the job is known
   * @param control whether the job takes commands
   * @param days when each of the days begins, in milliseconds since 1970
   */
  private record ListView(
      boolean job, boolean control, List<Long> days, List<DetectorView> detectors) {}

  /** What the page sends when a person promotes a model. */
  record Promotion(@Nullable String digest) {}

  void list(Context request) {
    List<Instant> bounds = days(zone(Parameters.text(request, "zone")));
    var opened = history.opened(bounds);
    var crossings = history.crossings();
    var coverage = fleet.coverage();
    Set<String> names = new TreeSet<>(defined.keySet());
    names.addAll(rollouts.defined());
    names.addAll(coverage.keySet());
    names.addAll(opened.keySet());
    names.addAll(crossings.keySet());
    List<DetectorView> views = new ArrayList<>();
    for (String name : names) {
      Rollout rollout = rollouts.now(name);
      if (!rollout.removed() && views.size() < MOST) {
        views.add(
            DetectorView.of(
                name,
                defined.get(name),
                rollout,
                coverage.getOrDefault(name, Map.of()),
                opened.getOrDefault(name, List.of()),
                crossings.get(name)));
      }
    }
    List<Long> starts = bounds.subList(0, DAYS).stream().map(Instant::toEpochMilli).toList();
    Json.answer(request, new ListView(job != null, control() != null, starts, views));
  }

  /** The last days, today included: when each begins, and when the last ends. */
  private List<Instant> days(ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
    List<Instant> bounds = new ArrayList<>();
    for (int day = DAYS - 1; day >= -1; day--) {
      bounds.add(today.minusDays(day).atStartOfDay(zone).toInstant());
    }
    return bounds;
  }

  private static ZoneId zone(@Nullable String name) {
    try {
      return name == null ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException("zone: not a time zone such as Europe/Berlin");
    }
  }

  private Job.@Nullable Control control() {
    return job == null ? null : job.control();
  }

  /** What the person saw is promoted, or nothing. */
  void promote(Context request) throws IOException {
    Bodies.require(request, Bodies.JSON);
    String digest =
        Parameters.text(
            "digest", Json.read(request.body(), Promotion.class).digest(), LONGEST_DIGEST);
    String detector = request.pathParam("name");
    ModelName candidate = rollouts.now(detector).candidate();
    Job.Control control = requireControl();
    if (digest == null || candidate == null || !candidate.digest().equals(digest)) {
      throw new IllegalArgumentException(
          "digest: "
              + (candidate == null
                  ? "the detector has no model that could be promoted"
                  : "the model that can be promoted is " + candidate.digest()));
    }
    send(() -> control.models().promote(detector, digest, request.attribute(AccessCheck.USER)));
    Json.answer(request, candidate);
  }

  /** Has the model serve that served before. */
  void rollBack(Context request) throws IOException {
    Bodies.require(request, Bodies.JSON);
    String detector = request.pathParam("name");
    Job.Control control = requireControl();
    if (!rollouts.now(detector).replaced()) {
      throw new IllegalArgumentException("name: no other model of the detector has served before");
    }
    send(() -> control.models().rollBack(detector, request.attribute(AccessCheck.USER)));
    Json.answer(request, Map.of());
  }

  private Job.Control requireControl() {
    Job.Control control = control();
    if (control == null) {
      throw new IllegalArgumentException(
          job == null
              ? "The console was started without --config, the configuration of the job"
              : "The job takes no commands: its configuration has no control");
    }
    return control;
  }

  /** A command on its way to Kafka. */
  private interface Sending {
    void send() throws IOException;
  }

  private static void send(Sending sending) {
    try {
      sending.send();
    } catch (IOException failed) {
      LOG.warn("A command to the job is lost", failed);
      throw new ServiceUnavailableResponse("Kafka did not take the command; try again later");
    }
  }
}
