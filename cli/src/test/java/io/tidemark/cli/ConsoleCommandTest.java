package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleCommandTest {
  private static final String TOKEN = "0123456789abcdef-secret";

  @TempDir Path folder;

  @Test
  void refusesToBeSeenFromElsewhereWithoutProtection() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");

    refused("--host: 0.0.0.0 is not loopback; give --token-file", "--host", "0.0.0.0");
    refused(
        "--host: 0.0.0.0 is not loopback; give --tls-keystore",
        "--host",
        "0.0.0.0",
        "--token-file",
        token.toString());
    refused(
        "--proxy-user-header and --proxy-address: only one of them is given",
        "--proxy-user-header",
        "X-User");
    refused("--proxy-host: needs --proxy-user-header", "--proxy-host", "console.example.org");
    refused(
        "--proxy-host: https://console.example.org is not accepted; it must be a name such as",
        "--proxy-user-header",
        "X-User",
        "--proxy-address",
        "127.0.0.1",
        "--proxy-host",
        "https://console.example.org");
    refused("--operators: needs --proxy-user-header", "--operators", "ada,grace");
    refused(
        "--reader-token-file: requires --token-file with another token",
        "--reader-token-file",
        token.toString());
    refused("--token-file: ", "--token-file", folder.resolve("none").toString());
    refused("--tls-password-file: is missing", "--tls-keystore", token.toString());
  }

  @Test
  void aLimitOfTheHistoryIsASizeWithItsUnit() {
    refused(
        "--store-limit: 8GB is not accepted; a size such as 512MiB or 8GiB, at least 256MiB",
        "--store-limit",
        "8GB");
  }

  @Test
  void aConfigurationOfTheJobThatCannotBeReadIsBadInput() {
    String file = folder.resolve("none.yaml").toString();

    refused(file, "--config", file);
  }

  @Test
  void aDeliveryThatCannotBeReadIsBadInput() {
    StringWriter err = new StringWriter();
    String file = folder.resolve("none.yaml").toString();

    int code =
        Tidemark.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "deliver",
            "--config",
            file);

    assertThat(code).isEqualTo(Tidemark.BAD_INPUT);
    assertThat(err.toString()).startsWith("--config: ").hasLineCount(1);
  }

  private static void refused(String told, String... options) {
    StringWriter err = new StringWriter();
    String[] arguments = new String[options.length + 1];
    arguments[0] = "console";
    System.arraycopy(options, 0, arguments, 1, options.length);

    int code =
        Tidemark.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);

    assertThat(code).as(err.toString()).isEqualTo(Tidemark.BAD_INPUT);
    assertThat(err.toString()).startsWith(told).hasLineCount(1).doesNotContain(TOKEN);
  }
}
