package io.tidemark.export.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.schemas.FileFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a CSV file, UTF-8, plain or gzipped, read as they are asked for. Every error is a {@link
 * DefinitionException} with file and line.
 */
public final class CsvLines implements AutoCloseable {
  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();

  private final String file;
  private final SeekableByteChannel channel;
  private final MappingIterator<String[]> lines;

  private CsvLines(Path path) throws IOException {
    file = path.toString();
    channel = Files.newByteChannel(path);
    try {
      lines = CSV.readerFor(String[].class).readValues(decompressed(channel));
    } catch (IOException | RuntimeException unusable) {
      channel.close();
      throw unusable;
    }
  }

  /** Opens a file. */
  public static CsvLines open(Path file) {
    try {
      return new CsvLines(file);
    } catch (IOException unreadable) {
      throw new DefinitionException(file + ": cannot be read: " + FileFailure.reason(unreadable));
    }
  }

  /** The next line that is not empty, or null at the end. */
  public @Nullable CsvLine next() {
    try {
      if (!lines.hasNextValue()) {
        return null;
      }
      int number = lines.getParser().currentLocation().getLineNr();
      return new CsvLine(number, lines.nextValue());
    } catch (JsonProcessingException malformed) {
      throw unusable(malformed.getCause() instanceof IOException cause ? cause : malformed);
    } catch (IOException unreadable) {
      throw unusable(unreadable);
    }
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
      throw new DefinitionException(file + ": cannot be closed: " + FileFailure.reason(failed));
    }
  }

  private DefinitionException unusable(IOException reason) {
    int line = lines.getCurrentLocation().getLineNr();
    return reason instanceof JsonProcessingException malformed
        ? new DefinitionException(
            "%s: line %d: is not CSV: %s"
                .formatted(file, line, firstLine(malformed.getOriginalMessage())))
        : new DefinitionException(
            "%s: line %d: cannot be read: %s".formatted(file, line, FileFailure.reason(reason)));
  }

  private static InputStream decompressed(SeekableByteChannel channel) throws IOException {
    InputStream bytes = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    bytes.mark(2);
    boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return gzip ? new GZIPInputStream(bytes, 1 << 16) : bytes;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
