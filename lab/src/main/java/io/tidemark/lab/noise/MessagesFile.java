package io.tidemark.lab.noise;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.incident.Sentence;
import io.tidemark.schemas.AnomalyAlert;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The messages behind the figures, one JSON object a line. */
final class MessagesFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MessagesFile() {}

  static void write(List<MeasuredNoise> measured, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (MeasuredNoise one : measured) {
        for (NoiseCount count : one.counts()) {
          for (NoiseCount.CountedMessage message : count.messages()) {
            out.write(line(one.name(), message));
            out.newLine();
          }
        }
      }
    }
  }

  private static String line(String of, NoiseCount.CountedMessage message) throws IOException {
    AnomalyAlert alert = message.alert();
    LabelledFault fault = message.fault();
    ObjectNode line = JSON.createObjectNode();
    line.put("of", of);
    line.put("alertId", alert.getAlertId());
    line.put("kind", alert.getKind().name());
    line.put("sequence", alert.getSequence());
    line.put("updatedAt", alert.getUpdatedAt().toString());
    line.put("severity", alert.getSeverity().name());
    line.put("state", alert.getState().name());
    line.put("change", alert.getChange() == null ? null : alert.getChange().name());
    line.put("sentence", Sentence.of(alert));
    line.put("faultStart", fault == null ? null : fault.start().toString());
    line.put("faultEnd", fault == null ? null : fault.end().toString());
    line.put("updateAfterFault", message.after());
    return JSON.writeValueAsString(line);
  }
}
