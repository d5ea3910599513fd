package io.tidemark.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessSampleTest {

  @Test
  void compiledCodeIsCountedInOnePieceAndInThree() throws IOException {
    String one = "12:\nCodeCache: size=98304Kb used=2048Kb max_used=4096Kb free=1Kb";
    assertThat(ProcessSample.code(one)).isEqualTo(2);
    String three =
        """
        12:
        CodeHeap 'non-profiled nmethods': size=120036Kb used=1024Kb max_used=2048Kb free=1Kb
        CodeHeap 'profiled nmethods': size=120032Kb used=2048Kb max_used=4096Kb free=1Kb
        CodeHeap 'non-nmethods': size=5692Kb used=512Kb max_used=1024Kb free=1Kb
        """;
    assertThat(ProcessSample.code(three)).isEqualTo(3.5);
  }

  @Test
  void whatSaysNothingOfCodeIsNotNone() {
    assertThatThrownBy(() -> ProcessSample.code("12:\nCommand not found"))
        .isInstanceOf(IOException.class);
  }
}
