package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TidemarkTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpListsTheCommandsAndExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("broker", "bad arguments or bad input");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void versionIsTheBuilds() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("tidemark \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "swim", "broker --port high", "broker --depth 3"})
  void badArgumentsAreOneLineAndAHint(String arguments) {
    assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(2).last().asString().startsWith("Try 'tidemark");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker --port 70000", "broker --topics a:0", "broker --topics a/b:1"})
  void badInputIsOneLineThatNamesTheOptionAndWhatIsAccepted(String arguments) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith(arguments.split(" ")[1])
        .contains("is not accepted; it must be");
  }

  private int run(String... args) {
    return Tidemark.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}
