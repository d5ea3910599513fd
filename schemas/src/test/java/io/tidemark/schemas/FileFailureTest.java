package io.tidemark.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailureTest {
  @TempDir Path folder;

  @Test
  void saysWhyAFileCannotBeReadWithoutTheNameOfAClass() throws IOException {
    Path file = Files.write(folder.resolve("data"), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThat(reasonFor(folder.resolve("none"))).isEqualTo("there is no such file");
    assertThat(reasonFor(file.resolve("below"))).isEqualTo("Not a directory");
    assertThat(reasonFor(file)).isEqualTo("it is not UTF-8 text");
    assertThat(reasonFor(folder)).isEqualTo("Is a directory");
    assertThat(FileFailure.reason(new AccessDeniedException("data")))
        .isEqualTo("permission denied");
  }

  @Test
  void keepsTheFirstLineOfOtherFailures() {
    assertThat(FileFailure.reason(new IOException("Unexpected end\nof stream")))
        .isEqualTo("Unexpected end");
    assertThat(FileFailure.reason(new IOException())).isEqualTo("input or output failed");
  }

  private static String reasonFor(Path file) {
    return FileFailure.reason(
        catchThrowableOfType(IOException.class, () -> Files.readString(file)));
  }
}
