package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.WindowScore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Devices whose clocks are wrong, partitions that are read at different speeds, and other trouble
 * with time, on a real broker. Each device is judged by its own clock (docs/adr/0011).
 */
class TimeCasesIT {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int WARM_UP = 20;

  /** Ticks of a second, windows of four, a warm-up of 20 ticks; wrong clocks are reported. */
  private static final String SECONDS =
      Definitions.PUMP.replace("warmup: 12", "warmup: " + WARM_UP)
          + "health: {gap: off, clockAhead: true, clockBehind: true}\n";

  /** The same with ticks that a live test can wait for. */
  private static final String TENTHS =
      SECONDS.replace("tick: 1s", "tick: 100ms").replace("lateness: 2s", "lateness: 300ms");

  private static final Duration TENTH = Duration.ofMillis(100);

  /** For long backlogs. */
  private static final String FIVE_SECONDS = SECONDS.replace("tick: 1s", "tick: 5s");

  private static final Duration FIVE = Duration.ofSeconds(5);

  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // each test prepares its own
  private PumpRun run;

  @Test
  void aLiveDeviceWithAFastClockTakesNothingFromTheOthers() throws Exception {
    prepare(TENTHS, 1);
    try (LocalJob job = start("events: {idleness: 200ms}")) {
      Instant start = wholeSecond(SECOND.negated());
      Device fast = Device.of("fast", TENTH, start).withClockError(Duration.ofMinutes(20));
      List<Device> all =
          Stream.concat(
                  Stream.of("a", "b", "c")
                      .map(name -> Device.of(name, TENTH, start))
                      .map(honest -> honest.underWayFor(Duration.ofSeconds(3))),
                  Stream.of(fast))
              .toList();
      Instant end = speakLive(all, start, 3 * WARM_UP);
      for (Device device : all) {
        Instant last = end.minus(device.underWay()).plus(device.clockError());
        PumpRun.await(() -> isJudgedUntil(device, last));
      }
      job.drain(folder.resolve("savepoints"));
    }
    assertThat(late()).isEmpty();
    assertThat(opened(AlertKind.CLOCK_AHEAD)).containsExactly("fast");
  }

  /** Sends the devices' events as time goes on. */
  private Instant speakLive(List<Device> devices, Instant start, int ticks) {
    try (KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
      for (int tick = 0; tick < ticks; tick++) {
        Instant written = start.plus(TENTH.multipliedBy(tick));
        while (Instant.now().isBefore(written)) {
          LockSupport.parkNanos(1_000_000);
        }
        run.send(producer, sends(devices, written, written.plus(TENTH)));
      }
    }
    return start.plus(TENTH.multipliedBy(ticks));
  }

  @Test
  void aFastClockInABacklogChangesNoAlertOfTheOthers() throws Exception {
    prepare(SECONDS, 1);
    Instant end = wholeSecond(Duration.ofMinutes(20));
    Instant start = end.minusSeconds(1000);
    List<Device> honest = withFaults(List.of("a", "b", "c"), SECOND, start);
    Device fast = Device.of("fast", SECOND, start).withClockError(Duration.ofSeconds(600));
    List<Device> all = Stream.concat(honest.stream(), Stream.of(fast)).toList();
    run.send(sends(all, start, end));

    runToTheEnd();

    assertThat(late()).isEmpty();
    assertSameAlertsAsAlone(honest, start, end);
    assertThat(judgedUntil("fast")).isEqualTo(end.plusSeconds(600));
    assertThat(opened(AlertKind.CLOCK_AHEAD)).containsExactly("fast");
  }

  @Test
  void aClockThatWasResetTo1970ConcernsItsDeviceAlone() throws Exception {
    prepare(TENTHS, 2);
    Instant end = wholeSecond(SECOND);
    Instant start = end.minus(TENTH.multipliedBy(3 * WARM_UP));
    List<Device> honest = List.of(Device.of("a", TENTH, start), Device.of("b", TENTH, start));
    Device reset = Device.of("reset", TENTH, start).inPartition(1);
    Device in1970 = reset.withClockError(Duration.between(end, Instant.EPOCH));
    run.send(sends(honest, start, end));
    run.send(reset.sends(start, end));
    int told = 0;
    try (LocalJob job = start("events: {idleness: 200ms}");
        KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
      Instant next = end;
      // The device goes on speaking; the others have ended and their last ticks must close.
      for (Device device : List.of(honest.get(0), honest.get(1), reset)) {
        while (told < 10 || !isJudgedUntil(device, end)) {
          assertThat(told).isLessThan(500);
          run.send(producer, in1970.sends(next, next.plus(TENTH)));
          next = next.plus(TENTH);
          told++;
        }
      }
      job.drain(folder.resolve("savepoints"));
    }
    assertThat(run.read("dead", DeadLetter.class))
        .hasSize(told)
        .allSatisfy(
            letter -> {
              assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID);
              assertThat(letter.getDetail()).startsWith("eventTime: 1970-").contains("before 2000");
            });
    assertThat(late()).isEmpty();
  }

  @Test
  void devicesThatStepBackOrAreSlowByAnHourAreJudgedAndTheirClocksReported() throws Exception {
    prepare(SECONDS, 1);
    Instant end = wholeSecond(Duration.ofMinutes(1));
    Instant step = end.minusSeconds(100);
    Instant start = step.minusSeconds(100);
    Device right = Device.of("right", SECOND, start);
    Device slow = Device.of("slow", SECOND, start).withClockError(HOUR.negated());
    Device back = Device.of("back", SECOND, start);
    List<Device.Sent> sent = sends(List.of(right, slow), start, end);
    sent.addAll(back.sends(start, step));
    sent.addAll(back.withClockError(HOUR.negated()).sends(step, end));
    run.send(sent);

    runToTheEnd();

    assertThat(judgedUntil("right")).isEqualTo(end);
    assertThat(judgedUntil("slow")).isEqualTo(end.minus(HOUR));
    assertThat(judgedUntil("back")).isEqualTo(end.minus(HOUR));
    assertThat(judged("slow")).hasSameSizeAs(judged("right"));
    // A window, two ticks and the lateness pass before the step is believed, then a window fills.
    assertThat(late()).hasSize(8).allMatch(key -> key.equals("back"));
    assertThat(judged("back")).hasSize(judged("right").size() - 8 - 3);
    assertThat(opened(AlertKind.CLOCK_BEHIND)).containsExactlyInAnyOrder("slow", "back");
    assertThat(opened(AlertKind.CLOCK_AHEAD)).isEmpty();
  }

  @Test
  void devicesThatMoveToAnAddedPartitionGoOnBeingJudged() throws Exception {
    prepare(TENTHS, 1);
    Instant end = wholeSecond(SECOND);
    Instant move = end.minus(TENTH.multipliedBy(2 * WARM_UP));
    Instant start = move.minus(TENTH.multipliedBy(2 * WARM_UP));
    Device stays = Device.of("stays", TENTH, start);
    List<Device> movers = List.of(Device.of("b", TENTH, start), Device.of("c", TENTH, start));
    List<Device> moved = movers.stream().map(device -> device.inPartition(1)).toList();
    try (LocalJob job =
        start("events: {idleness: 1d}", run.kafka("partition.discovery.interval.ms", "500"))) {
      run.send(sends(movers, start, move));
      run.send(stays.sends(start, move));
      PumpRun.await(() -> observed(job) == 3 * 2 * WARM_UP);
      // The job has read all of the old partition by the time that it finds the new one.
      run.send(stays.sends(move, end));
      PumpRun.await(() -> observed(job) == 4 * 2 * WARM_UP);
      addPartition();
      run.send(sends(moved, move, end));
      PumpRun.await(() -> observed(job) == 6 * 2 * WARM_UP);
      job.drain(folder.resolve("savepoints"));
    }
    assertThat(late()).isEmpty();
    for (String device : List.of("stays", "b", "c")) {
      assertThat(judgedUntil(device)).as(device).isEqualTo(end);
      assertThat(judged(device)).as(device).hasSameSizeAs(judged("stays"));
    }
  }

  private void addPartition() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createPartitions(Map.of(run.prefix() + "-events", NewPartitions.increaseTo(2)))
          .all()
          .get();
    }
  }

  @Test
  void aPartitionThatIsReadLongAfterAnotherIsNotLate() throws Exception {
    prepare(FIVE_SECONDS, 2);
    Instant end = wholeSecond(Duration.ofMinutes(1));
    Instant start = end.minus(HOUR.multipliedBy(2));
    List<Device> first = withFaults(List.of("first"), FIVE, start);
    List<Device> second = inPartition(1, withFaults(List.of("d", "e"), FIVE, start));
    int ticks = (int) (HOUR.multipliedBy(2).toSeconds() / 5);
    run.send(sends(first, start, end));
    try (LocalJob job = start("events: {idleness: 100ms}")) {
      PumpRun.await(() -> observed(job) == ticks);
      run.send(sends(second, start, end));
      PumpRun.await(() -> observed(job) == 3 * ticks);
      job.drain(folder.resolve("savepoints"));
    }
    assertThat(late()).isEmpty();
    assertSameAlertsAsAlone(Stream.of(first, second).flatMap(List::stream).toList(), start, end);
  }

  @Test
  void aSmallAndALargePartitionAreCaughtUpWithWithoutLateEvents() throws Exception {
    prepare(FIVE_SECONDS, 2);
    Instant end = wholeSecond(Duration.ofMinutes(1));
    Instant start = end.minus(HOUR.multipliedBy(2));
    List<Device> large =
        withFaults(IntStream.range(0, 8).mapToObj(i -> "large" + i).toList(), FIVE, start);
    List<Device> small = inPartition(1, withFaults(List.of("small"), FIVE, start));
    List<Device> all = Stream.of(large, small).flatMap(List::stream).toList();
    run.send(sends(all, start, end));

    runToTheEnd(run.kafka("max.partition.fetch.bytes", "4096"), "parallelism: 1");

    assertThat(late()).isEmpty();
    assertSameAlertsAsAlone(all, start, end);
  }

  @Test
  void aStuckReadingIsFoundThoughItsEventsShareTheirTimesWithOthers() throws Exception {
    String flatLine = SECONDS.replace("clockAhead: true, clockBehind: true", "flatLine: 10s");
    prepare(flatLine, 1);
    Instant end = wholeSecond(Duration.ofMinutes(1));
    Instant start = end.minusSeconds(100);
    List<Device.Sent> sent = new ArrayList<>();
    for (Device.Sent one :
        sends(List.of(Device.of("a", SECOND, start), Device.of("b", SECOND, start)), start, end)) {
      boolean stuck = one.event().key().equals("b");
      double[] values = one.event().values();
      List<Device.Sent> pair =
          new ArrayList<>(
              List.of(
                  with(one, values[0], Double.NaN), with(one, Double.NaN, stuck ? 3 : values[1])));
      if (one.event().eventTimeMillis() % 2000 == 0) {
        Collections.reverse(pair);
      }
      sent.addAll(pair);
    }
    run.send(sent);

    runToTheEnd();

    assertThat(alerts(AlertKind.FLAT_LINE))
        .filteredOn(alert -> alert.getState() != AlertState.UPDATE)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.getKey()).isEqualTo("b");
              assertThat(alert.getState()).isEqualTo(AlertState.OPEN);
              assertThat(alert.getNote()).startsWith("pressure: no change");
            });
    assertThat(late()).isEmpty();
    assertThat(judgedUntil("a")).isEqualTo(end);
  }

  private static Device.Sent with(Device.Sent sent, double current, double pressure) {
    Observation event = sent.event();
    return new Device.Sent(
        sent.partition(),
        sent.writtenMillis(),
        SensorStream.at(
            event.key(), event.eventTimeMillis(), event.source().offset(), current, pressure));
  }

  @Test
  void eventsOfAbortedTransactionsAreNotRead() throws Exception {
    prepare(SECONDS.replace("warmup: " + WARM_UP, "warmup: 60"), 1);
    Instant end = wholeSecond(Duration.ofMinutes(1));
    Instant middle = end.minusSeconds(50);
    Instant start = middle.minusSeconds(100);
    Device good = Device.of("a", SECOND, start);
    Device faulty = good.withFaultsAt(List.of(middle));
    try (KafkaProducer<byte[], byte[]> producer =
        run.producer(Map.of("transactional.id", run.prefix() + "-devices"))) {
      producer.initTransactions();
      producer.beginTransaction();
      run.send(producer, good.sends(start, middle));
      producer.commitTransaction();
      producer.beginTransaction();
      run.send(producer, faulty.sends(middle, middle.plusSeconds(10)));
      producer.abortTransaction();
      producer.beginTransaction();
      run.send(producer, good.sends(middle, end));
      producer.commitTransaction();
    }

    assertThat(runToTheEnd()).containsEntry("observations", 150L);
    assertThat(alerts(AlertKind.ANOMALY)).isEmpty();
    assertThat(late()).isEmpty();
    assertThat(judgedUntil("a")).isEqualTo(end);

    // Without read_committed, what was aborted would have raised an alert.
    String again = "events: {bounded: true, startFrom: earliest}";
    assertThat(runToTheEnd(run.kafka("isolation.level", "read_uncommitted"), again))
        .containsEntry("observations", 160L);
    assertThat(opened(AlertKind.ANOMALY)).containsExactly("a");
  }

  @Test
  void numbersInJsonAreDeadLettersWhereNothingSaysTheirUnit() throws Exception {
    prepare(SECONDS, 1);
    Instant end = wholeSecond(Duration.ofMinutes(1));
    sendInEveryUnit(end.minusSeconds(3 * WARM_UP), end);

    runToTheEnd("events: {bounded: true, format: json}");

    assertThat(judgedUntil("iso")).isEqualTo(end);
    assertThat(run.read("dead", DeadLetter.class))
        .hasSize(4 * 3 * WARM_UP)
        .allSatisfy(
            letter -> {
              assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
              assertThat(letter.getDetail())
                  .startsWith("field 'eventTime': 1")
                  .contains("events.time.format: unix, unix_ms, unix_us or unix_ns");
            });
    assertThat(late()).isEmpty();
  }

  @Test
  void numbersInJsonAreReadInTheUnitThatTheDefinitionSaysAndOthersAreDeadLetters()
      throws Exception {
    prepare(SECONDS.replace("key: deviceId", "key: deviceId, time: {format: unix_ms}"), 1);
    Instant end = wholeSecond(Duration.ofMinutes(1));
    sendInEveryUnit(end.minusSeconds(3 * WARM_UP), end);

    runToTheEnd("events: {bounded: true, format: json}");

    assertThat(judgedUntil("millis")).isEqualTo(end);
    List<DeadLetter> letters = run.read("dead", DeadLetter.class);
    assertThat(letters).hasSize(4 * 3 * WARM_UP);
    // Nanoseconds are too large to be milliseconds of any time.
    assertThat(reasons(letters, DeadLetterReason.UNDECODABLE, "milliseconds since 1970"))
        .isEqualTo(2);
    assertThat(reasons(letters, DeadLetterReason.INVALID, "is before 2000")).isEqualTo(1);
    assertThat(reasons(letters, DeadLetterReason.TOO_FAR_AHEAD, "events.maxLead")).isEqualTo(1);
    assertThat(late()).isEmpty();
  }

  /** Of how many devices all events are dead letters with this reason and detail. */
  private static long reasons(List<DeadLetter> letters, DeadLetterReason reason, String detail) {
    long found =
        letters.stream()
            .filter(letter -> letter.getReason() == reason && letter.getDetail().contains(detail))
            .count();
    assertThat(found % (3 * WARM_UP)).isZero();
    return found / (3 * WARM_UP);
  }

  private void sendInEveryUnit(Instant start, Instant end) {
    List<String> units = List.of("iso", "micros", "millis", "seconds", "nanos");
    List<Device> devices = units.stream().map(unit -> Device.of(unit, SECOND, start)).toList();
    try (KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
      run.send(producer, sends(devices, start, end), TimeCasesIT::json);
    }
  }

  /** An event whose device writes its time in the unit that it is named after. */
  private static byte[] json(Observation event) {
    long millis = event.eventTimeMillis();
    String time =
        switch (event.key()) {
          case "iso" -> "\"" + Instant.ofEpochMilli(millis) + "\"";
          case "micros" -> Long.toString(millis * 1000);
          case "millis" -> Long.toString(millis);
          case "seconds" -> Long.toString(millis / 1000);
          default -> Long.toString(millis * 1_000_000);
        };
    return """
    {"deviceId": "%s", "eventTime": %s, "readings": {"Current": %s, "Pressure": %s}}"""
        .formatted(event.key(), time, event.values()[0], event.values()[1])
        .getBytes(StandardCharsets.UTF_8);
  }

  private void prepare(String definition, int partitions) throws Exception {
    run = PumpRun.in(folder, kafka.bootstrapServers(), definition, partitions, Map.of());
  }

  private LocalJob start(String... more) throws Exception {
    String outputs = "lateEvents: {topic: %1$s-late}\nscores: {topic: %1$s-scores}";
    PipelineConfig config =
        run.config(
            Stream.concat(Stream.of(more), Stream.of(outputs.formatted(run.prefix())))
                .toArray(String[]::new));
    return LocalJob.start(TidemarkJob.checked(config), "none");
  }

  private Map<String, Object> runToTheEnd(String... more) throws Exception {
    Stream<String> bounded =
        Stream.of(more).anyMatch(line -> line.startsWith("events:"))
            ? Stream.of()
            : Stream.of("events: {bounded: true}");
    try (LocalJob job = start(Stream.concat(bounded, Stream.of(more)).toArray(String[]::new))) {
      return job.join();
    }
  }

  private static Instant wholeSecond(Duration ago) {
    return Instant.now().minus(ago).truncatedTo(ChronoUnit.SECONDS);
  }

  private static List<Device.Sent> sends(List<Device> devices, Instant from, Instant to) {
    List<Device.Sent> sent = new ArrayList<>();
    devices.forEach(device -> sent.addAll(device.sends(from, to)));
    return sent;
  }

  /** Devices with a fault every hundred intervals for the first thousand, each at its own times. */
  private static List<Device> withFaults(List<String> names, Duration interval, Instant start) {
    List<Device> devices = new ArrayList<>();
    for (String name : names) {
      int shift = 50 + 7 * devices.size();
      List<Instant> faults =
          IntStream.range(0, 9)
              .mapToObj(i -> start.plus(interval.multipliedBy(100L * i + shift)))
              .toList();
      devices.add(Device.of(name, interval, start).withFaultsAt(faults));
    }
    return devices;
  }

  private static List<Device> inPartition(int partition, List<Device> devices) {
    return devices.stream().map(device -> device.inPartition(partition)).toList();
  }

  private void assertSameAlertsAsAlone(List<Device> devices, Instant from, Instant to)
      throws Exception {
    List<String> names = devices.stream().map(Device::name).toList();
    List<AnomalyAlert> expected = new ArrayList<>();
    for (Device device : devices) {
      List<Observation> own = device.sends(from, to).stream().map(Device.Sent::event).toList();
      List<AnomalyAlert> alone = run.alertsOfTheCore(own);
      assertThat(alone).as(device.name()).isNotEmpty();
      expected.addAll(alone);
    }
    List<AnomalyAlert> found = run.read("alerts", AnomalyAlert.class);
    found.removeIf(alert -> !names.contains(alert.getKey()));
    PumpRun.assertSameAlerts(found, expected);
  }

  /** Keys of the late events. */
  private List<String> late() throws Exception {
    return run.read("late", LateEvent.class).stream().map(LateEvent::getKey).toList();
  }

  private List<AnomalyAlert> alerts(AlertKind kind) throws Exception {
    return run.read("alerts", AnomalyAlert.class).stream()
        .filter(alert -> alert.getKind() == kind)
        .toList();
  }

  /** Keys for which something was reported. */
  private List<String> opened(AlertKind kind) throws Exception {
    return alerts(kind).stream()
        .filter(alert -> alert.getState() == AlertState.OPEN)
        .map(AnomalyAlert::getKey)
        .toList();
  }

  /** Ends of the windows in which a key was judged by what is normal for it. */
  private List<Instant> judged(String key) throws Exception {
    return run.read("scores", WindowScore.class).stream()
        .filter(score -> score.getKey().equals(key) && score.getThreshold() != null)
        .map(WindowScore::getWindowEnd)
        .toList();
  }

  /** End of the window that was judged last. */
  private Instant judgedUntil(String key) throws Exception {
    List<Instant> ends = judged(key);
    assertThat(ends).as("windows of " + key).isNotEmpty();
    return ends.get(ends.size() - 1);
  }

  private boolean isJudgedUntil(Device device, Instant end) throws Exception {
    return judged(device.name()).contains(end);
  }

  private static long observed(LocalJob job) throws InterruptedException {
    return job.totals().getOrDefault("observations", 0L) instanceof Long count ? count : 0;
  }
}
