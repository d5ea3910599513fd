package io.tidemark.cli.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.export.inspection.Finding;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.schemas.PrintableText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An inspection, for people and for programs. */
public final class InspectionText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 100;

  private final OnnxFile file;
  private final List<Finding> findings;

  public InspectionText(OnnxFile file, List<Finding> findings) {
    this.file = file;
    this.findings = findings;
  }

  /** Whether everything fits. */
  public boolean fits() {
    return findings.stream().allMatch(Finding::fits);
  }

  /** What the file is, then a line a finding. */
  public String lines() {
    StringBuilder lines = new StringBuilder();
    lines.append(
        String.format(
            Locale.ROOT,
            "%s: %,d bytes, %,d constants, operator sets %s%n",
            PrintableText.of(file.name()),
            file.bytes().length,
            file.parameters(),
            PrintableText.of(file.operatorSets().toString())));
    lines
        .append("operators: ")
        .append(PrintableText.of(operators()))
        .append(System.lineSeparator());
    file.properties()
        .forEach(
            (name, value) ->
                lines.append(
                    "%s: %s%n".formatted(PrintableText.of(name, SHOWN), shortened(value))));
    lines.append(ModelHistory.lines(file.properties()));
    for (Finding finding : findings) {
      lines.append(
          "%-4s %s: %s%n"
              .formatted(
                  finding.fits() ? "ok" : "NO",
                  PrintableText.of(finding.subject()),
                  PrintableText.oneLine(finding.detail())));
    }
    return lines.append(fits() ? "It fits." : "It does not fit.").toString();
  }

  /** One JSON object. */
  public String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("file", file.name());
    all.put("bytes", file.bytes().length);
    all.put("constants", file.parameters());
    all.put("operators", file.operators());
    all.put("inputs", file.inputs());
    all.put("outputs", file.outputs());
    all.put("properties", file.properties());
    all.put("findings", findings);
    all.put("fits", fits());
    try {
      return PrintableText.json(JSON.writeValueAsString(all));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String operators() {
    return file.operators().entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String shortened(String value) {
    String shown = PrintableText.of(value, SHOWN);
    return value.length() <= SHOWN ? shown : shown + " (" + value.length() + " characters)";
  }
}
