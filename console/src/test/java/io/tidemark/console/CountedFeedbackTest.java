package io.tidemark.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountedFeedbackTest {
  private final Metrics metrics = new Metrics();
  private final Topic topic = new Topic();
  private final CountedFeedback feedback =
      CountedFeedback.of(topic, () -> List.of("plant", "office"), metrics);

  private static final class Topic implements FeedbackSink {
    private boolean away;

    @Override
    public void send(AlertFeedback feedback) throws IOException {
      if (away) {
        throw new IOException("away");
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void verdictsCountByDetector() throws Exception {
    assertThat(count("plant", "noise")).isEqualTo("0.0");
    feedback.send(said("plant", Verdict.NOISE, false));
    feedback.send(said("plant", Verdict.NOISE, false));
    feedback.send(said("office", Verdict.REAL, false));
    feedback.send(said("office", Verdict.REAL, true));

    assertThat(count("plant", "noise")).isEqualTo("2.0");
    assertThat(count("office", "real")).isEqualTo("1.0");
    assertThat(count("office", "withdrawn")).isEqualTo("1.0");
    assertThat(count("office", "noise")).isEqualTo("0.0");
  }

  @Test
  void whatKafkaDoesNotTakeDoesNotCount() {
    topic.away = true;

    assertThatThrownBy(() -> feedback.send(said("plant", Verdict.REAL, false)))
        .isInstanceOf(IOException.class);

    assertThat(count("plant", "real")).isEqualTo("0.0");
  }

  @Test
  void labelsAreBounded() throws Exception {
    for (int i = 0; i < 200; i++) {
      feedback.send(said("detector-" + i, Verdict.REAL, false));
    }

    assertThat(count("(others)", "real")).isEqualTo("100.0");
    assertThat(page()).filteredOn(line -> line.contains("verdict=\"real\"")).hasSize(101);
  }

  private List<String> page() {
    return new String(metrics.page(), StandardCharsets.UTF_8).lines().toList();
  }

  private String count(String detector, String verdict) {
    String name =
        "tidemark_console_feedback_total{detector=\"%s\",verdict=\"%s\"} "
            .formatted(detector, verdict);
    return page().stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(name.length()))
        .orElse("none");
  }

  private static AlertFeedback said(String detector, Verdict verdict, boolean withdrawn) {
    AlertFeedback said = new AlertFeedback();
    said.setDetector(detector);
    said.setVerdict(verdict);
    said.setWithdrawn(withdrawn);
    return said;
  }
}
