package io.tidemark.detector.tick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedNamesTest {

  @Test
  void equalNamesBecomeOneString() {
    String first = SharedNames.share(copy("pumps"));

    assertThat(SharedNames.share(copy("pumps"))).isSameAs(first);
  }

  @Test
  void everyNameComesBackAsItselfHoweverManyThereAre() {
    assertThat(IntStream.range(0, 10_000).mapToObj(i -> "detector-" + i))
        .allSatisfy(name -> assertThat(SharedNames.share(copy(name))).isEqualTo(name));
  }

  private static String copy(String name) {
    return new String(name.toCharArray());
  }
}
