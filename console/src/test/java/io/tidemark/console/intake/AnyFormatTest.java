package io.tidemark.console.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.Alerts;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnyFormatTest {
  private final AnyFormat<AnomalyAlert> format = new AnyFormat<>(AnomalyAlert.class, null);

  @ParameterizedTest
  @CsvSource({"detector, 100", "key, 1024", "alertId, 200"})
  void whatAReaderKeepsOfEachAlertIsAsShortAsTheJobWritesIt(String field, int most)
      throws WireException {
    AnomalyAlert alert = Alerts.opened("id", "pump");
    for (WireFormat wire : new WireFormat[] {WireFormat.AVRO, WireFormat.JSON}) {
      alert.put(field, "x".repeat(most));
      byte[] longest = wire.encoder(AnomalyAlert.class).encode(alert);
      alert.put(field, "x".repeat(most + 1));
      byte[] longer = wire.encoder(AnomalyAlert.class).encode(alert);

      assertThat(format.decode(longest).get(field)).isEqualTo("x".repeat(most));
      assertThatThrownBy(() -> format.decode(longer))
          .isInstanceOf(WireException.class)
          .hasMessage("%s has %d characters; no more than %d are accepted", field, most + 1, most);
    }
  }
}
