package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsASchemaThatAvroReads() {
    assertThat(schema("alert")).isZero();
    assertThat(new Schema.Parser().parse(out.toString())).isEqualTo(AnomalyAlert.getClassSchema());
    out.getBuffer().setLength(0);
    assertThat(schema("dead-letter")).isZero();
    assertThat(new Schema.Parser().parse(out.toString())).isEqualTo(DeadLetter.getClassSchema());
  }

  @Test
  void namesTheKindsThereAre() {
    assertThat(schema("alarm")).isEqualTo(2);
    assertThat(err.toString())
        .containsIgnoringCase("alert")
        .contains("dead-letter", "sensor-event");
  }

  private int schema(String kind) {
    return Tidemark.run(new PrintWriter(out, true), new PrintWriter(err, true), "schema", kind);
  }
}
