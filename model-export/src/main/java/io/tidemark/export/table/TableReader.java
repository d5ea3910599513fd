package io.tidemark.export.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.tidemark.detector.definition.DefinitionException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table row by row: CSV or gzipped CSV, UTF-8, {@code timestamp,key,<features...>[,label]},
 * rows in time order. Never more than a buffer of the file is in memory. Every error is a {@link
 * DefinitionException} with file and line.
 */
public final class TableReader implements AutoCloseable {
  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();
  private static final String ACCEPTED_TIME =
      "an ISO-8601 time in UTC such as 2026-01-31T08:15:00Z";

  private final String file;
  private final SeekableByteChannel channel;
  private final MappingIterator<String[]> lines;
  private final TableHeader header;
  private final Duration disorder;
  private final int timestamp;
  private final int key;
  private final int label;
  private Instant newest = Instant.MIN;
  private long rows;

  private TableReader(Path path, Duration disorder) throws IOException {
    this.file = path.toString();
    this.disorder = disorder;
    channel = Files.newByteChannel(path);
    try {
      lines = CSV.readerFor(String[].class).readValues(decompressed(channel));
      Line first = nextLine();
      if (first == null) {
        throw new DefinitionException(
            file + ": is empty; a table is timestamp,key,<features...>[,label]");
      }
      header = new TableHeader(file, List.of(first.cells()));
    } catch (IOException | RuntimeException unusable) {
      channel.close();
      throw unusable;
    }
    timestamp = header.position(TableHeader.TIMESTAMP);
    key = header.position(TableHeader.KEY);
    label = header.position(TableHeader.LABEL);
  }

  /**
   * Opens a table and reads its header.
   *
   * @param disorder how far a row may lie behind the newest before it; a detector's lateness, so
   *     that no row comes too late for its tick
   */
  public static TableReader open(Path file, Duration disorder) {
    try {
      return new TableReader(file, disorder);
    } catch (NoSuchFileException missing) {
      throw new DefinitionException(file + ": there is no such file");
    } catch (IOException unreadable) {
      throw new DefinitionException(file + ": cannot be read: " + unreadable.getMessage());
    }
  }

  public TableHeader header() {
    return header;
  }

  /** The next row, or null at the end. */
  public @Nullable TableRow next() {
    Line line = nextLine();
    return line == null ? null : row(line.cells(), line.number());
  }

  /** Share of the file that is read, 0 to 1. */
  public double progress() {
    try {
      return channel.size() == 0 ? 1 : (double) channel.position() / channel.size();
    } catch (IOException closed) {
      return 1;
    }
  }

  @Override
  public void close() {
    try {
      lines.close();
      channel.close();
    } catch (IOException failed) {
      throw new DefinitionException(file + ": cannot be closed: " + failed.getMessage());
    }
  }

  private @Nullable Line nextLine() {
    try {
      if (!lines.hasNextValue()) {
        return null;
      }
      int number = lines.getParser().currentLocation().getLineNr();
      return new Line(number, lines.nextValue());
    } catch (JsonProcessingException malformed) {
      throw unusable(malformed.getCause() instanceof IOException cause ? cause : malformed);
    } catch (IOException unreadable) {
      throw unusable(unreadable);
    }
  }

  private DefinitionException unusable(IOException reason) {
    int line = lines.getCurrentLocation().getLineNr();
    return reason instanceof JsonProcessingException malformed
        ? new DefinitionException(
            "%s: line %d: is not CSV: %s"
                .formatted(file, line, firstLine(malformed.getOriginalMessage())))
        : new DefinitionException(
            "%s: line %d: cannot be read: %s".formatted(file, line, firstLine(reason.toString())));
  }

  private TableRow row(String[] cells, long line) {
    if (cells.length != header.columns().size()) {
      throw new DefinitionException(
          "%s: line %d: has %d cells; it must have %d, as the header"
              .formatted(file, line, cells.length, header.columns().size()));
    }
    if (cells[key].isBlank()) {
      throw TableRow.wrong(header, line, TableHeader.KEY, cells[key], "a name");
    }
    return new TableRow(
        header,
        line,
        rows++,
        cells[timestamp],
        time(cells[timestamp], line),
        cells[key],
        label >= 0 && label(cells[label], line),
        List.of(cells));
  }

  private Instant time(String text, long line) {
    Instant time;
    try {
      time = Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw TableRow.wrong(header, line, TableHeader.TIMESTAMP, text, ACCEPTED_TIME);
    }
    if (!newest.equals(Instant.MIN) && time.isBefore(newest.minus(disorder))) {
      throw TableRow.wrong(
          header,
          line,
          TableHeader.TIMESTAMP,
          text,
          "in time order, at most %s ms behind the newest row before it, %s"
              .formatted(disorder.toMillis(), newest));
    }
    newest = time.isAfter(newest) ? time : newest;
    return time;
  }

  private boolean label(String text, long line) {
    return switch (text) {
      case "0" -> false;
      case "1" -> true;
      default -> throw TableRow.wrong(header, line, TableHeader.LABEL, text, "0 or 1");
    };
  }

  private static InputStream decompressed(SeekableByteChannel channel) throws IOException {
    InputStream bytes = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    bytes.mark(2);
    boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return gzip ? new GZIPInputStream(bytes, 1 << 16) : bytes;
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private record Line(int number, String[] cells) {}
}
