package io.tidemark.cli.broker;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A {@link TestKafka} for all tests of a class. */
public final class SharedKafka implements BeforeAllCallback, AfterAllCallback {
  private @Nullable TestKafka kafka;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    kafka = TestKafka.start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (kafka != null) {
      kafka.close();
    }
  }

  public String bootstrapServers() {
    return Objects.requireNonNull(kafka, "started").bootstrapServers();
  }
}
