package io.tidemark.cli.demo;

import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.cli.replay.ReplayProgress;
import io.tidemark.detector.definition.DetectorDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a demonstration replays, and what is known about it. */
public interface DemoInput {
  /** For people, half a line. */
  String description();

  /** The detectors that watch it, by their files. */
  List<Path> files();

  /** The same detectors, read. */
  List<DetectorDefinition> detectors();

  /**
   * Partitions of each event topic. One partition keeps all events in the order in which they are
   * sent.
   */
  int partitions();

  /** Devices and hosts in it. */
  int keys();

  /** What is wrong in it; null when nobody knows. */
  @Nullable List<KnownFault> faults();

  /**
   * Sends everything at its speed, and returns when it has arrived or the thread is interrupted.
   *
   * @throws IOException when Kafka does not take an event
   */
  void send(EventPublisher publisher, ReplayProgress progress) throws IOException;
}
