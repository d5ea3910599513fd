package io.tidemark.cli.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
  private static final Instant START = Instant.parse("2026-01-05T06:00:00Z");
  private static final Set<Site> BOTH = EnumSet.allOf(Site.class);

  @Test
  void theSameSeedGivesTheSameEventsAndAnotherSeedOthers() {
    Scenario scenario = new Scenario(7, START, Duration.ofMinutes(20), BOTH, true, true);

    assertThat(text(scenario)).isEqualTo(text(scenario));
    assertThat(text(new Scenario(8, START, Duration.ofMinutes(20), BOTH, true, true)))
        .isNotEqualTo(text(scenario));
  }

  @Test
  void everyKindOfFaultHappensAfterTheWarmUpAndNoKeyHasTwo() {
    Scenario scenario = new Scenario(3, START, Duration.ofHours(1), BOTH, true, true);
    List<Fault> faults = new Simulation(scenario).faults();

    assertThat(faults).hasSizeGreaterThanOrEqualTo(10);
    assertThat(faults).extracting(Fault::kind).contains(FaultKind.values());
    assertThat(faults).extracting(Fault::key).doesNotHaveDuplicates();
    assertThat(faults)
        .allSatisfy(
            fault -> {
              assertThat(fault.start()).isAfterOrEqualTo(START.plus(FaultPlan.QUIET_START));
              assertThat(fault.end())
                  .isBeforeOrEqualTo(START.plus(Duration.ofHours(1)).minus(FaultPlan.QUIET_END));
              assertThat(fault.kind().site().keys()).contains(fault.key());
            });
  }

  @Test
  void arrivesInOrderOfArrivalWithLateDisorderedMissingAndUndecodableEvents() {
    Scenario scenario =
        new Scenario(5, START, Duration.ofMinutes(30), Set.of(Site.PLANT), false, true);
    List<Delivery> deliveries = deliveries(scenario);
    List<Delivery> events =
        deliveries.stream().filter(delivery -> delivery.event() != null).toList();
    List<Instant> times = events.stream().map(SimulationTest::eventTime).toList();

    assertThat(deliveries).extracting(Delivery::at).isSorted();
    assertThat(times).isNotEqualTo(times.stream().sorted().toList());
    assertThat(events.size()).isBetween(12 * 1800 * 98 / 100, 12 * 1800 - 1);
    assertThat(events).anyMatch(delivery -> lag(delivery).compareTo(Duration.ofSeconds(30)) > 0);
    assertThat(events).allMatch(delivery -> !lag(delivery).isNegative());
    assertThat(deliveries.size() - events.size()).isBetween(1, 20);
    assertThat(events)
        .anyMatch(
            delivery ->
                ((SensorEvent) Objects.requireNonNull(delivery.event())).getReadings().size() == 5);
  }

  @Test
  void garbageDecodesInNoFormat() {
    Scenario scenario = new Scenario(5, START, Duration.ofHours(2), BOTH, false, true);
    deliveries(scenario).stream()
        .filter(delivery -> delivery.garbage() != null)
        .forEach(
            delivery -> {
              for (WireFormat format : WireFormat.values()) {
                assertThatThrownBy(
                        () -> format.decoder(SensorEvent.class).decode(delivery.garbage()))
                    .isInstanceOf(WireException.class);
              }
            });
  }

  @Test
  void withoutDefectsEverySecondOfEveryPumpIsThereInOrder() {
    List<Delivery> deliveries =
        deliveries(
            new Scenario(5, START, Duration.ofMinutes(10), Set.of(Site.PLANT), false, false));

    assertThat(deliveries).hasSize(12 * 600).noneMatch(delivery -> delivery.event() == null);
    assertThat(deliveries).extracting(SimulationTest::eventTime).isSorted();
  }

  @ParameterizedTest
  @EnumSource(names = {"STUCK", "DRIFT", "BEARING", "LEAK", "OVERHEATING"})
  void aFaultOfAPumpShowsInItsReadings(FaultKind kind) {
    Fault fault = new Fault("pump-01", kind, START.plusSeconds(100), START.plusSeconds(200));
    Pump sound = new Pump("pump-01", 9, null);
    Pump faulty = new Pump("pump-01", 9, fault);
    double before = 0;
    double during = 0;
    for (int second = 0; second < 200; second++) {
      double difference =
          difference(sound.next(START.plusSeconds(second)), faulty.next(START.plusSeconds(second)));
      if (second < 100) {
        before = Math.max(before, difference);
      } else {
        during = Math.max(during, difference);
      }
    }
    assertThat(before).isEqualTo(0, within(1e-9));
    assertThat(during).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @EnumSource(names = {"PORT_SCAN", "EXFILTRATION", "BRUTE_FORCE", "FLOOD", "SILENCE"})
  void aFaultOfAHostShowsInItsFlows(FaultKind kind) {
    Fault fault = new Fault("ws-01", kind, START, START.plusSeconds(60));
    List<NetworkEvent> sound = flows(new Host("ws-01", 1, 9, null));
    List<NetworkEvent> faulty = flows(new Host("ws-01", 1, 9, fault));

    boolean shows =
        switch (kind) {
          case PORT_SCAN -> ports(faulty) > 20 * ports(sound);
          case EXFILTRATION -> bytesOut(faulty) > 10 * bytesOut(sound);
          case BRUTE_FORCE ->
              faulty.stream().filter(flow -> flow.getDestinationPort() == 22).count() == 360;
          case FLOOD -> faulty.size() > 5 * sound.size();
          default ->
              faulty.stream().noneMatch(flow -> "monitor-1".equals(flow.getDestinationDevice()));
        };
    assertThat(shows).isTrue();
  }

  @Test
  void aScenarioTooShortForFaultsIsRefused() {
    assertThatThrownBy(() -> new Scenario(1, START, Duration.ofMinutes(10), BOTH, true, true))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith("simulated time: 10m is not accepted; it must be from ");
  }

  private static List<NetworkEvent> flows(Host host) {
    List<NetworkEvent> flows = new ArrayList<>();
    for (int second = 0; second < 60; second++) {
      flows.addAll(host.next(START.plusSeconds(second)));
    }
    return flows;
  }

  private static int ports(List<NetworkEvent> flows) {
    return flows.stream()
        .map(NetworkEvent::getDestinationPort)
        .collect(Collectors.toCollection(HashSet::new))
        .size();
  }

  private static long bytesOut(List<NetworkEvent> flows) {
    return flows.stream().mapToLong(NetworkEvent::getForwardBytes).sum();
  }

  /** Largest relative difference of a reading. */
  private static double difference(SensorEvent one, SensorEvent other) {
    double largest = 0;
    for (Map.Entry<String, Double> reading : one.getReadings().entrySet()) {
      double value = Objects.requireNonNull(other.getReadings().get(reading.getKey()));
      largest = Math.max(largest, Math.abs(value / reading.getValue() - 1));
    }
    return largest;
  }

  private static List<Delivery> deliveries(Scenario scenario) {
    List<Delivery> deliveries = new ArrayList<>();
    new Simulation(scenario).forEachRemaining(deliveries::add);
    return deliveries;
  }

  private static List<String> text(Scenario scenario) {
    return deliveries(scenario).stream()
        .map(delivery -> delivery.at() + " " + delivery.key() + " " + delivery.event())
        .toList();
  }

  private static Duration lag(Delivery delivery) {
    return Duration.between(eventTime(delivery), delivery.at());
  }

  private static Instant eventTime(Delivery delivery) {
    return delivery.event() instanceof SensorEvent sensor
        ? sensor.getEventTime()
        : ((NetworkEvent) Objects.requireNonNull(delivery.event())).getEventTime();
  }
}
