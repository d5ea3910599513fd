package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.tidemark.detector.calibration.LevelTail;
import io.tidemark.detector.window.Unwatched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code
 * timestamp,key,score,pvalue,evidence,threshold,open,level,average,edge,scale,matters,unwatched}: a
 * line for each tick of a key that had input, in the order of the table. The score is that of the
 * window that ends with the tick, empty where none does; what a verdict tells is empty where there
 * is none, and then {@code unwatched} has the reason, the name of an {@link
 * io.tidemark.detector.window.Unwatched}.
 */
final class ScoresFile {
  private static final CsvSchema SCHEMA =
      CsvSchema.builder()
          .addColumns(
              List.of(
                  "timestamp",
                  "key",
                  "score",
                  "pvalue",
                  "evidence",
                  "threshold",
                  "open",
                  "level",
                  "average",
                  "edge",
                  "scale",
                  "matters",
                  "unwatched"),
              CsvSchema.ColumnType.STRING)
          .setUseHeader(true)
          .build();

  private ScoresFile() {}

  static void write(Collection<KeySeries> keys, Path file) throws IOException {
    Stream<Line> lines =
        keys.stream()
            .flatMap(
                series ->
                    series.ticks().stream()
                        .map(tick -> new Line(series.key(), tick, series.unwatched(tick))))
            .sorted(Comparator.comparingLong(line -> line.tick().row()));
    try (SequenceWriter out =
        new CsvMapper().writer(SCHEMA).writeValues(Files.newBufferedWriter(file))) {
      for (Line line : (Iterable<Line>) lines::iterator) {
        out.write(line.cells());
      }
    }
  }

  private record Line(String key, ScoredTick tick, @Nullable Unwatched reason) {

    String[] cells() {
      LevelTail tail = tick.tail();
      return new String[] {
        tick.timestamp(),
        key,
        Double.isNaN(tick.score()) ? "" : Float.toString((float) tick.score()),
        cell(tick.pValue()),
        cell(tick.evidence()),
        cell(tick.threshold()),
        tick.open() ? "1" : "0",
        cell(tick.level()),
        tail == null ? "" : cell(tail.average()),
        tail == null ? "" : cell(tail.edge()),
        tail == null ? "" : cell(tail.scale()),
        tail == null ? "" : tick.matters() ? "1" : "0",
        reason == null ? "" : reason.name()
      };
    }

    private static String cell(double value) {
      return Double.isNaN(value) ? "" : Double.toString(value);
    }
  }
}
