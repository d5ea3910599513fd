package io.tidemark.lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.mapping.RecordMapping;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Five features of a JSON record of 1 kB, beside what the parser takes to walk it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MappingBenchmark {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String DEFINITION =
      """
      name: machines
      events: {topic: t, key: machine.id, time: {from: at, format: unix_ms}}
      features:
        - {name: a, from: readings.r3}
        - {name: b, from: readings.r11}
        - {name: c, from: readings.r19}
        - {name: d, from: "axes[name=z].load"}
        - {name: e, from: state, values: {RUN: 1, STOP: 0}}
      window: {tick: 1s}
      model: {path: m.onnx}
      """;

  private final byte[] record = record();
  private final RecordMapping mapping =
      RecordMapping.of(
          DefinitionReader.parse(DEFINITION, Path.of(".")), JobFormats.of(WireFormat.JSON));
  private final TopicRecord topicRecord =
      new TopicRecord("t", new SourcePosition(0, 0), 0, null, record, Map.of());

  private static byte[] record() {
    StringBuilder json =
        new StringBuilder("{\"machine\":{\"id\":\"cnc-17\",\"line\":\"L2\"},\"at\":1767225600123,");
    json.append("\"readings\":{");
    for (int i = 0; i < 24; i++) {
      json.append(i == 0 ? "" : ",").append("\"r%d\":%d.%d".formatted(i, 100 + i, 12_345 + i));
    }
    json.append("},\"axes\":[");
    for (String axis : List.of("x", "y", "z")) {
      json.append(axis.equals("x") ? "" : ",");
      json.append("{\"name\":\"%s\",\"pos\":12.5,\"load\":0.25}".formatted(axis));
    }
    json.append("],\"state\":\"RUN\",\"notes\":\"");
    return json.append("n".repeat(1_000 - json.length()))
        .append("\"}")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** What nothing that reads the record can be faster than. */
  @Benchmark
  public int walk() throws IOException {
    int tokens = 0;
    try (JsonParser parser = JSON.createParser(record)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens++;
      }
    }
    return tokens;
  }

  @Benchmark
  public List<Observation> extract() throws WireException, InvalidEventException {
    return mapping.extract(topicRecord);
  }
}
