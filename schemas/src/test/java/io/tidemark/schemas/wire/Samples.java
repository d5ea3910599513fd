package io.tidemark.schemas.wire;

import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.FeatureSignal;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.ShadowReport;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import io.tidemark.schemas.SourceRange;
import io.tidemark.schemas.Verdict;
import io.tidemark.schemas.WindowScore;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** One record of every contract. */
final class Samples {
  static final Instant TIME = Instant.parse("2026-01-31T08:15:30.500001Z");

  private Samples() {}

  static List<SpecificRecord> all() {
    return List.of(
        sensor(),
        network(),
        alert(),
        silence(),
        action(),
        score(),
        late(),
        coverage(),
        deadLetter(),
        feedback(),
        command(),
        control());
  }

  static SensorEvent sensor() {
    return new SensorEvent(
        "pump-1", TIME, Map.of("current", 4.25, "flow", -0.5), Map.of("site", "Malmö"));
  }

  static NetworkEvent network() {
    return NetworkEvent.newBuilder()
        .setObserver("switch-2")
        .setEventTime(TIME)
        .setDuration(1.5)
        .setSourceDevice("host-7")
        .setSourcePort(65535)
        .setDestinationPort(443)
        .setProtocol("tcp")
        .setForwardBytes(Long.MAX_VALUE)
        .setForwardSynRate(0.25)
        .build();
  }

  static AnomalyAlert alert() {
    return AnomalyAlert.newBuilder()
        .setAlertId("b7a2f7ea-3d0f-5a61-9d8e-0f6d3c2d1f10")
        .setSequence(1)
        .setState(AlertState.UPDATE)
        .setDetector("plant")
        .setKey("pump-1")
        .setSeverity(Severity.HIGH)
        .setOpenedAt(TIME)
        .setUpdatedAt(TIME.plusSeconds(5))
        .setWindowStart(TIME.minusSeconds(25))
        .setWindowEnd(TIME.plusSeconds(5))
        .setScore(4.5)
        .setPeakScore(5.5)
        .setThreshold(1.125)
        .setPValue(0.0025)
        .setFeatures(
            List.of(
                new FeatureDeviation("vibration", "mm/s", 4.1, 1.2, 0.75, null, null, null),
                new FeatureDeviation("flow", null, 0.1, 0.2, 0.25, null, null, null)))
        .setImputedShare(0.125)
        .setModel(new ModelIdentity("plant", "1", "ab12", "CPU"))
        .setKind(AlertKind.ANOMALY)
        .setPhase(AlertPhase.WARM_UP)
        .setSources(List.of(new SourceRange("sensor-events", 3, 10L, 40L)))
        .setTags(Map.of("site", "hall-2"))
        .setChange(AlertChange.SEVERITY)
        .setPreviousSeverity(Severity.LOW)
        .setNormalSince(TIME)
        .setRunbook("https://wiki.example.org/pump")
        .build();
  }

  static Silence silence() {
    return Silence.newBuilder()
        .setId("s1")
        .setKeys("pump-*")
        .setDetector("plant")
        .setTags(Map.of("site", "hall-2"))
        .setBelow("CRITICAL")
        .setKind(SilenceKind.NEVER)
        .setFrom(TIME)
        .setUntil(TIME.plusSeconds(3600))
        .setComment("a new valve")
        .setCreatedBy("kim")
        .setCreatedAt(TIME)
        .setRecurrence("FREQ=WEEKLY;BYDAY=SU")
        .setZone("Europe/Berlin")
        .setLearn(false)
        .setEndedBy("lee")
        .setEndedAt(TIME.plusSeconds(60))
        .build();
  }

  static IncidentAction action() {
    return new IncidentAction(
        "c1",
        "b7a2",
        3,
        "plant",
        "pump-1",
        IncidentActionKind.ASSIGN,
        "kim",
        "the bearing",
        "lee",
        TIME);
  }

  static WindowScore score() {
    return new WindowScore(
        "plant",
        "pump-1",
        TIME,
        TIME.plusSeconds(30),
        0.5,
        null,
        null,
        null,
        null,
        false,
        0.0,
        "1",
        0.3,
        List.of(new FeatureSignal("current", "A", 9.5f, 9.25f, 8.5f, 10.5f)));
  }

  static LateEvent late() {
    return new LateEvent("plant", "pump-1", TIME, "sensor-events", 0, 12L, 1500L);
  }

  static Coverage coverage() {
    return new Coverage(
        "plant", "pump-1", CoverageState.BLIND, BlindReason.CALIBRATING, TIME, 12, 60, "a detail");
  }

  static ModelCommand command() {
    return new ModelCommand(
        "c1", TIME, ModelAction.OFFER, "plant", "ab12", "plant/2.onnx", null, "kim");
  }

  static ControlEvent control() {
    return ControlEvent.newBuilder()
        .setTime(TIME)
        .setDetector("plant")
        .setOutcome(ControlOutcome.SHADOW_REPORT)
        .setDigest("ab12")
        .setVersion("2")
        .setShadow(new ShadowReport(1, 200L, 3L, 2L, 5L, 0.97, 18.5, 21.25, null, null))
        .build();
  }

  static DeadLetter deadLetter() {
    return DeadLetter.newBuilder()
        .setPayload(ByteBuffer.wrap(new byte[] {(byte) 0xC3, 0, 7}))
        .setTopic("sensor-events")
        .setPartition(1)
        .setOffset(99L)
        .setReason(DeadLetterReason.UNDECODABLE)
        .setDetail("not JSON")
        .setTime(TIME)
        .build();
  }

  static AlertFeedback feedback() {
    return new AlertFeedback(
        "b7a2f7ea-3d0f-5a61-9d8e-0f6d3c2d1f10",
        2,
        "plant",
        "pump-1",
        Verdict.EXPECTED,
        "valve was being changed",
        null,
        TIME,
        List.of("pressure", "flow"),
        false);
  }
}
