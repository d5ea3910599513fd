package io.tidemark.cli.init;

import io.tidemark.export.proposal.Questions;
import io.tidemark.schemas.PrintableText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the person at the terminal; an empty answer takes what is proposed. */
public final class TerminalQuestions implements Questions {
  private final PrintWriter out;
  private final BufferedReader in;

  /** Answers come from standard input. */
  public TerminalQuestions(PrintWriter out) {
    this(out, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
  }

  TerminalQuestions(PrintWriter out, BufferedReader in) {
    this.out = out;
    this.in = in;
  }

  @Override
  public String ask(String question, List<String> options) {
    if (options.size() == 1) {
      return options.get(0);
    }
    out.println(question);
    for (int i = 0; i < options.size(); i++) {
      out.printf(
          "  %d  %s%s%n", i + 1, PrintableText.of(options.get(i)), i == 0 ? " (proposed)" : "");
    }
    while (true) {
      out.printf("[1] ");
      out.flush();
      String answer = line();
      if (answer == null || answer.isBlank()) {
        return options.get(0);
      }
      if (options.contains(answer.strip())) {
        return answer.strip();
      }
      if (answer.strip().matches("[1-9]") && Integer.parseInt(answer.strip()) <= options.size()) {
        return options.get(Integer.parseInt(answer.strip()) - 1);
      }
      out.println("A number from 1 to " + options.size());
    }
  }

  private @Nullable String line() {
    try {
      return in.readLine();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
