package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilenceCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--keys=a | --for, --until: one of them is needed",
        "--for=2h --until=2030-01-01T00:00 | --for, --until: one of them is needed",
        "--for=90s | --for: 90s is not accepted; it must be whole minutes",
        "--for=100d | silence: minutes: 144000 is not accepted",
        "--for=1h --every=FREQ=SECONDLY | silence: recurrence: FREQ=SECONDLY is not accepted",
        "--for=1h --every=nightly | silence: recurrence: nightly is not accepted",
        "--for=1h --every=FREQ=DAILY --zone=Mars/Base | silence: zone: Mars/Base is not accepted",
        "--for=1h --from=tonight | silence: from: tonight is not accepted",
        "--for=1h --from=2020-01-01T00:00 | silence: until: 2020-01-01T01:00:00Z is not accepted",
        "--until=2020-01-01T00:00 | silence: until: 2020-01-01T00:00:00Z is not accepted",
        "--for=1h --below=huge | silence: below: one of",
        "--list --end=a | --list: cannot go with --end"
      })
  void whatCannotBeIsRefusedInOneLineBeforeKafkaIsAsked(String options, String message) {
    StringWriter err = new StringWriter();

    int code =
        Tidemark.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            ("silence --bootstrap-servers=localhost:1 " + options).split(" "));

    assertThat(code).isEqualTo(Tidemark.BAD_INPUT);
    assertThat(err.toString()).startsWith(message).hasLineCount(1);
  }
}
