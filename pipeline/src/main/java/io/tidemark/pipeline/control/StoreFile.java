package io.tidemark.pipeline.control;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Objects;
import java.util.Set;

/**
 * Reads a file below a folder while others may replace it or a folder on the way to it: each step
 * is taken from the folder that is open, no link is followed, and no more is read than is asked
 * for. A pipe that takes the file's place at the last moment can still hold up the opening ({@link
 * ReadingThread}).
 */
final class StoreFile {
  private StoreFile() {}

  /**
   * Reads a file from its beginning.
   *
   * @param below path of the file in the folder, without links
   * @param most bytes that are read; the file may have more
   * @throws IOException when it is no regular file, a step leads over a link, or it cannot be read
   */
  static byte[] read(Path folder, Path below, int most) throws IOException {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(folder)) {
      return read(open, below, most);
    }
  }

  private static byte[] read(DirectoryStream<Path> open, Path below, int most) throws IOException {
    if (!(open instanceof SecureDirectoryStream<Path> folder)) {
      throw new IOException("its file system cannot open a file without following links");
    }
    Path next = below.getName(0);
    if (below.getNameCount() > 1) {
      try (DirectoryStream<Path> inner =
          folder.newDirectoryStream(next, LinkOption.NOFOLLOW_LINKS)) {
        return read(inner, below.subpath(1, below.getNameCount()), most);
      }
    }
    BasicFileAttributeView view =
        folder.getFileAttributeView(next, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (!Objects.requireNonNull(view).readAttributes().isRegularFile()) {
      throw new IOException("it is not a regular file");
    }
    try (SeekableByteChannel channel =
            folder.newByteChannel(
                next, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        InputStream in = Channels.newInputStream(channel)) {
      return in.readNBytes(most);
    }
  }
}
