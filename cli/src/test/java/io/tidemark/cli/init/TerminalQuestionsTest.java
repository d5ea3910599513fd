package io.tidemark.cli.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalQuestionsTest {
  private final StringWriter out = new StringWriter();

  @ParameterizedTest
  @CsvSource({"'',host", "2,device", "device,device", "'7\nno\n2',device"})
  void takesANumberANameOrWhatIsProposed(String typed, String expected) {
    assertThat(ask(typed, List.of("host", "device"))).isEqualTo(expected);
  }

  @Test
  void asksNothingWhereThereIsOneAnswer() {
    assertThat(ask("", List.of("host"))).isEqualTo("host");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void showsNamesWithoutControlCharacters() {
    ask("", List.of("host\u001b[2J", "b"));

    assertThat(out.toString()).contains("1  host").doesNotContain("\u001b");
  }

  private String ask(String typed, List<String> options) {
    BufferedReader in = new BufferedReader(new StringReader(typed));
    return new TerminalQuestions(new PrintWriter(out, true), in).ask("Which?", options);
  }
}
