package io.tidemark.cli.init;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.definition.Durations;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.export.preview.Preview;
import io.tidemark.export.preview.SensitivityRate;
import io.tidemark.export.proposal.LeftOut;
import io.tidemark.export.proposal.Proposal;
import io.tidemark.schemas.PrintableText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What became of one detector.
 *
 * @param proposal what was proposed
 * @param file the definition's
 * @param preview what its history would have reported
 * @param page that shows the preview
 */
public record InitOutcome(Proposal proposal, Path file, Preview preview, Path page) {

  /** For people. */
  public void print(PrintWriter out) {
    int features = proposal.definition().features().size();
    out.printf(
        Locale.ROOT,
        "%s: %,d key%s, %,d feature%s, ticks of %s, from %,d records%n",
        file,
        preview.keys(),
        preview.keys() == 1 ? "" : "s",
        features,
        features == 1 ? "" : "s",
        Durations.format(proposal.definition().window().tick()),
        proposal.records());
    proposal.doubts().forEach(doubt -> out.println("  doubtful: " + PrintableText.of(doubt)));
    out.println(preview.text().indent(2).stripTrailing());
    out.println("  " + page + " shows it");
  }

  /** For programs. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("detector", proposal.definition().name());
    json.put("file", file.toString());
    json.put("preview", page.toString());
    json.put("records", proposal.records());
    json.put("keys", preview.keys());
    json.put("judgedKeys", preview.judgedKeys());
    ArrayNode features = json.putArray("features");
    proposal.definition().featureNames().forEach(features::add);
    ArrayNode leftOut = json.putArray("leftOut");
    for (LeftOut field : proposal.leftOut()) {
      leftOut.addObject().put("field", field.what()).put("reason", field.why());
    }
    proposal.doubts().forEach(json.putArray("doubts")::add);
    ArrayNode incidents = json.putArray("incidents");
    for (IncidentRecord incident : preview.incidents()) {
      incidents
          .addObject()
          .put("key", incident.key())
          .put("openedAt", incident.openedAt().toString())
          .put(
              "resolvedAt", incident.resolvedAt() == null ? null : incident.resolvedAt().toString())
          .put("severity", incident.severity().name())
          .put(
              "feature",
              incident.features().isEmpty() ? null : incident.features().get(0).getFeature());
    }
    ArrayNode sensitivities = json.putArray("sensitivities");
    for (SensitivityRate rate : preview.sensitivities()) {
      sensitivities
          .addObject()
          .put("sensitivity", rate.sensitivity().toString())
          .put("incidents", rate.incidents())
          .put("perDay", rate.perDay());
    }
    return json;
  }
}
