package io.tidemark.detector.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import io.tidemark.schemas.NetworkEvent;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservationExtractorTest {
  private static final SourcePosition SOURCE = new SourcePosition(0, 0);
  private static final String FLOWS =
      """
      name: hosts
      events: {topic: flows, type: NetworkEvent, key: sourceDevice}
      features:
        - {name: duration, from: duration}
        - {name: flows, from: observer, aggregate: count}
      window: {tick: 1s, length: 4, lateness: 1s, maxGap: 3}
      baseline: {per: key, warmup: 12}
      model: {path: hosts.onnx, provider: cpu}
      """;

  @Test
  void oneFlowFeedsTheDetectorOfHostsAndTheDetectorOfObservers() throws Exception {
    NetworkEvent flow = flow(1.5);
    var hosts = new ObservationExtractor(Definitions.parse(FLOWS));
    var observers =
        new ObservationExtractor(
            Definitions.parse(
                FLOWS
                    .replace("name: hosts", "name: observers")
                    .replace("sourceDevice", "observer")));
    assertThat(hosts.extract(flow, SOURCE)).extracting(Observation::key).isEqualTo("plc-1");
    assertThat(observers.extract(flow, SOURCE)).extracting(Observation::key).isEqualTo("router");
  }

  @Test
  void aNegativeDurationIsInvalid() {
    var hosts = new ObservationExtractor(Definitions.parse(FLOWS));
    assertThatThrownBy(() -> hosts.extract(flow(-1), SOURCE))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("duration: -1.0 is not accepted; it must be at least 0");
  }

  @Test
  void aFlowCountsWhereItBeganUnlessItsDurationIsAdded() throws Exception {
    var begun = new ObservationExtractor(Definitions.parse(FLOWS));
    String plus = FLOWS.replace("key: sourceDevice", "key: sourceDevice, time: {plus: duration}");
    var ended = new ObservationExtractor(Definitions.parse(plus));

    assertThat(begun.extract(flow(90.5), SOURCE))
        .extracting(Observation::eventTimeMicros)
        .isEqualTo(0L);
    assertThat(ended.extract(flow(90.5), SOURCE))
        .extracting(Observation::eventTimeMicros)
        .isEqualTo(90_500_000L);
    assertThatThrownBy(() -> Definitions.parse(plus.replace("plus: duration", "plus: protocol")))
        .hasMessageStartingWith("events.time.plus: protocol is not accepted; it must be a number");
  }

  @Test
  void tagsComeFromTextsAndNumbersThatTheEventHas() throws Exception {
    var hosts =
        new ObservationExtractor(
            Definitions.parse(
                FLOWS.replace(
                    "key: sourceDevice",
                    "key: sourceDevice, tags: {by: observer, port: [destinationPort, sourcePort],"
                        + " site: tags.site}")));
    NetworkEvent flow = flow(1);
    flow.setSourcePort(443);
    assertThat(hosts.extract(flow, SOURCE))
        .extracting(Observation::tags)
        .isEqualTo(Map.of("by", "router", "port", "443"));
  }

  private static NetworkEvent flow(double duration) {
    return NetworkEvent.newBuilder()
        .setObserver("router")
        .setEventTime(Instant.EPOCH)
        .setSourceDevice("plc-1")
        .setDuration(duration)
        .build();
  }
}
