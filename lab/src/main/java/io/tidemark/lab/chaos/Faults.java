package io.tidemark.lab.chaos;

import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.cli.cluster.DevelopmentCluster;
import io.tidemark.cli.control.ModelControl;
import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets one fault after another happen, each after the job has recovered from the one before. */
final class Faults {
  private static final Duration MOST_QUIET = Duration.ofSeconds(4);
  private static final int POISON = 50;

  /** An answer is committed with a checkpoint, which on a loaded machine may be long in coming. */
  private static final Duration ANSWER = Duration.ofMinutes(5);

  private final DevelopmentBroker broker;
  private final DevelopmentCluster cluster;
  private final ChaosJob job;
  private final SmallDisk disk;
  private final TaskNetworks networks;
  private final ChaosTopic topic;
  private final Path folder;
  private final ChaosOptions options;
  private final Consumer<String> progress;
  private final Random random;
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final Map<String, List<Double>> recoverySeconds = new LinkedHashMap<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();
  private long poison;

  Faults(TestBed bed, ChaosOptions options, Consumer<String> progress) {
    broker = bed.broker();
    cluster = bed.cluster();
    job = bed.job();
    disk = bed.disk();
    networks = bed.networks();
    topic = bed.topic();
    folder = bed.folder();
    this.options = options;
    this.progress = progress;
    random = new Random(options.seed());
  }

  /** Goes through all kinds in random order, again and again, until the time is over. */
  void run() throws IOException, InterruptedException {
    long end = System.nanoTime() + options.duration().toNanos();
    while (System.nanoTime() < end) {
      List<FaultKind> deck = new ArrayList<>(Arrays.asList(FaultKind.values()));
      deck.removeIf(kind -> !options.only().isEmpty() && !options.only().contains(kind.label()));
      Collections.shuffle(deck, random);
      for (FaultKind kind : deck) {
        if (System.nanoTime() < end) {
          happen(kind);
          TimeUnit.MILLISECONDS.sleep(random.nextInt((int) MOST_QUIET.toMillis()));
        }
      }
    }
  }

  private void happen(FaultKind kind) throws IOException, InterruptedException {
    String obstacle = obstacle(kind);
    if (obstacle != null) {
      if (skipped.put(kind.label(), obstacle) == null) {
        progress.accept("SKIPPED " + kind.label() + ": " + obstacle);
      }
      return;
    }
    long started = System.currentTimeMillis();
    progress.accept(kind.label());
    inject(kind);
    job.awaitCheckpointAfter(started);
    double seconds = (System.currentTimeMillis() - started) / 1000.0;
    counts.merge(kind.label(), 1, Integer::sum);
    recoverySeconds.computeIfAbsent(kind.label(), first -> new ArrayList<>()).add(seconds);
    progress.accept("  recovered after %.1f s".formatted(seconds));
  }

  private @Nullable String obstacle(FaultKind kind) {
    return switch (kind) {
      case FULL_DISK -> disk.obstacle();
      case PARTITION_NETWORK -> networks.obstacle();
      case ADD_PARTITION -> topic.obstacle();
      default -> null;
    };
  }

  private void inject(FaultKind kind) throws IOException, InterruptedException {
    switch (kind) {
      case KILL_TASK_MANAGER -> {
        cluster.killTaskManager();
        cluster.startTaskManager();
      }
      case KILL_JOB_MANAGER -> {
        cluster.killJobManager();
        cluster.startJobManager();
        cluster.awaitSlots();
        job.submit("latest");
      }
      case KILL_BROKER -> {
        broker.kill();
        broker.restart();
      }
      case FREEZE_TASK_MANAGER -> freeze();
      case PARTITION_NETWORK -> partitionNetwork();
      case FULL_DISK -> fillDisk();
      case BAD_MODEL -> offerBadModel();
      case POISON -> sendPoison();
      case RESCALE -> job.rescale();
      case ADD_PARTITION -> topic.addPartition();
    }
  }

  private void freeze() throws IOException, InterruptedException {
    long pid = cluster.taskManagerPids().get(0);
    signal("-STOP", pid);
    try {
      TimeUnit.MILLISECONDS.sleep(options.freeze().toMillis());
    } finally {
      signal("-CONT", pid);
    }
  }

  /** The job goes on with the others, and the one that is cut off does not know. */
  private void partitionNetwork() throws IOException, InterruptedException {
    networks.cut();
    try {
      TimeUnit.MILLISECONDS.sleep(options.freeze().toMillis());
    } finally {
      networks.heal();
    }
  }

  private static void signal(String signal, long pid) throws IOException, InterruptedException {
    if (new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor() != 0) {
      throw new IOException("kill " + signal + " " + pid + " failed");
    }
  }

  private void fillDisk() throws IOException, InterruptedException {
    long before = job.failedCheckpoints();
    disk.fill();
    try {
      TimeUnit.MILLISECONDS.sleep(options.disk().toMillis());
    } finally {
      disk.free();
    }
    progress.accept("  %d checkpoints failed".formatted(job.failedCheckpoints() - before));
  }

  /** A file whose golden windows do not reproduce must be refused. */
  private void offerBadModel() throws IOException, InterruptedException {
    byte[] model = Files.readAllBytes(folder.resolve("model.onnx"));
    int weights = model.length / 3;
    for (int i = 0; i < 400; i++) {
      model[weights + i] ^= (byte) (1 + random.nextInt(255));
    }
    Files.write(folder.resolve("store/bad.onnx"), model);
    ModelCommand offer =
        ModelCommand.newBuilder()
            .setCommandId(UUID.randomUUID().toString())
            .setTime(Instant.ofEpochMilli(System.currentTimeMillis()))
            .setAction(ModelAction.OFFER)
            .setDetector("plant")
            .setDigest(Digests.sha256(model))
            .setPath("bad.onnx")
            .build();
    ModelControl control = new ModelControl(job.config());
    control.send(offer);
    ControlEvent answer = control.answer(offer, ANSWER);
    if (answer == null) {
      throw new IOException("no answer to the offer of a bad model within " + ANSWER);
    }
    if (answer.getOutcome() != ControlOutcome.REFUSED) {
      throw new IOException("a bad model was not refused: " + answer);
    }
    progress.accept("  refused: " + answer.getReason());
  }

  private void sendPoison() throws IOException {
    try (EventPublisher publisher =
        new EventPublisher(job.config().kafka().client(), WireFormat.AVRO)) {
      for (int i = 0; i < POISON; i++) {
        byte[] noise = new byte[1 + random.nextInt(60)];
        random.nextBytes(noise);
        // an old timestamp, so that log time stays that of the simulation
        publisher.send(topic.name(), "poison-" + i, noise, ChaosLoad.START);
      }
      publisher.flush();
    }
    poison += POISON;
  }

  Map<String, Integer> counts() {
    return counts;
  }

  Map<String, List<Double>> recoverySeconds() {
    return recoverySeconds;
  }

  Map<String, String> skipped() {
    return skipped;
  }

  long poison() {
    return poison;
  }
}
