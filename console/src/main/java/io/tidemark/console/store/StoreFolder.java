package io.tidemark.console.store;

import io.tidemark.schemas.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of the history. Only its owner may enter it or read its files: the alerts tell of
 * people's devices and networks. File systems without POSIX permissions keep what they have.
 */
final class StoreFolder {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final String NAME = "console";

  private final Path folder;

  private StoreFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Creates the folder where there is none.
   *
   * @throws StoreException with one line, when the folder cannot be used
   */
  static StoreFolder create(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    // H2 reads what follows a semicolon in its URL as settings, and knows no way to escape one in
    // the part with the path.
    if (folder.toString().indexOf(';') >= 0) {
      throw new StoreException(folder + " is not accepted; it must be a path without ';'");
    }
    try {
      Files.createDirectories(folder, attributes(folder));
      StoreFolder store = new StoreFolder(folder);
      store.restrict();
      return store;
    } catch (IOException refused) {
      throw new StoreException(
          folder + " is not accepted; it must be a folder that this user owns: " + refused,
          refused);
    }
  }

  /** Takes the files from everyone but the owner; again after the database made new ones. */
  void restrict() throws IOException {
    if (!isPosix(folder)) {
      return;
    }
    Files.setPosixFilePermissions(folder, FOLDER);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(StoreFolder::isOurs).toList()) {
        Files.setPosixFilePermissions(file, FILE);
      }
    }
  }

  private static boolean isOurs(Path file) {
    return file.getFileName().toString().startsWith(NAME + ".")
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static FileAttribute<?>[] attributes(Path folder) {
    return isPosix(folder)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FOLDER)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** What H2 calls the database: the files' path without their endings. */
  Path database() {
    return folder.resolve(NAME);
  }

  /** Bytes that may still be written to the folder's file system. */
  long usableSpace() {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException unknown) {
      throw new StoreException(folder + " cannot be read: " + FileFailure.reason(unknown), unknown);
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
