package io.tidemark.pipeline.type;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.alert.Incident;
import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.health.KeyHealth;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.WindowScore;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Flink's name for each type that flows through the job or lies in its state. */
public final class Types {
  public static final TypeInformation<DetectorKey> KEY = new BinaryType<>(new DetectorKeyFormat());
  public static final TypeInformation<Observation> OBSERVATION =
      new BinaryType<>(new ObservationFormat());
  public static final TypeInformation<Window> WINDOW = new BinaryType<>(new WindowRecordFormat());
  public static final TypeInformation<ScoredWindow> SCORED_WINDOW =
      new BinaryType<>(new ScoredWindowFormat());
  public static final TypeInformation<Verdict> VERDICT = new BinaryType<>(new VerdictFormat());
  public static final TypeInformation<KeyCalibration> CALIBRATION =
      new BinaryType<>(new CalibrationFormat());
  public static final TypeInformation<KeyLevel> LEVEL = new BinaryType<>(new LevelFormat());
  public static final TypeInformation<AlertBudget.Saved> BUDGET =
      new BinaryType<>(new BudgetFormat());
  public static final TypeInformation<KeyHealth> HEALTH = new BinaryType<>(new HealthFormat());
  public static final TypeInformation<FleetDrift> DRIFT = new BinaryType<>(new FleetDriftFormat());
  public static final TypeInformation<FleetDrift.Change> DRIFT_CHANGE =
      new BinaryType<>(new DriftChangeFormat());
  public static final TypeInformation<Incident> INCIDENT = new BinaryType<>(new IncidentFormat());
  public static final TypeInformation<AnomalyAlert> ALERT = new BinaryType<>(new AlertFormat());
  public static final TypeInformation<DeadLetter> DEAD_LETTER =
      new BinaryType<>(new DeadLetterFormat());
  public static final TypeInformation<LateEvent> LATE_EVENT =
      new BinaryType<>(new LateEventFormat());
  public static final TypeInformation<WindowScore> SCORE = new BinaryType<>(new ScoreFormat());

  private Types() {}
}
