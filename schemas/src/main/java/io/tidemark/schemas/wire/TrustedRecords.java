package io.tidemark.schemas.wire;

import io.tidemark.schemas.SensorEvent;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro that this project's generated classes may be created while decoding. From 1.12.2 on
 * Avro refuses every class that is not on its list ({@code SecurityException: Forbidden
 * io.tidemark...}). The decoders of this package see to it themselves; whoever reads records by
 * Avro's own means calls {@link #register()} first.
 */
public final class TrustedRecords {
  private static final String PACKAGE = SensorEvent.class.getPackageName();

  private TrustedRecords() {}

  /**
   * Adds this project's records to those that are trusted already. Further calls change nothing.
   */
  public static synchronized void register() {
    ClassSecurityPredicate present = ClassSecurityValidator.getGlobal();
    if (!present.isTrusted(SensorEvent.class)) {
      ClassSecurityValidator.setGlobal(
          type -> type.getPackageName().equals(PACKAGE) || present.isTrusted(type));
    }
  }
}
