package io.tidemark.pipeline.type;

import io.tidemark.detector.alert.FleetCoverage;
import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.alert.PastAlerts;
import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.line.KeyModels;
import io.tidemark.detector.line.KeyState;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.WindowScore;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Flink's name for each type that flows through the job or lies in its state. */
public final class Types {
  public static final TypeInformation<DetectorKey> KEY = new BinaryType<>(new DetectorKeyFormat());
  public static final TypeInformation<Observation> OBSERVATION =
      new BinaryType<>(new ObservationFormat());
  public static final TypeInformation<KeyState> KEY_STATE = new BinaryType<>(new KeyStateFormat());
  public static final TypeInformation<KeyModels> KEY_MODELS =
      new BinaryType<>(new KeyModelsFormat());
  public static final TypeInformation<AlertBudget.Saved> BUDGET =
      new BinaryType<>(new BudgetFormat());
  public static final TypeInformation<FleetDrift> DRIFT = new BinaryType<>(new FleetDriftFormat());
  public static final TypeInformation<FleetDrift.Change> DRIFT_CHANGE =
      new BinaryType<>(new DriftChangeFormat());
  public static final TypeInformation<AnomalyAlert> ALERT = new BinaryType<>(new AlertFormat());
  public static final TypeInformation<PastAlerts> PAST_ALERTS =
      new BinaryType<>(new PastAlertsFormat());
  public static final TypeInformation<AlertFeedback> FEEDBACK =
      new BinaryType<>(new FeedbackFormat());
  public static final TypeInformation<DeadLetter> DEAD_LETTER =
      new BinaryType<>(new DeadLetterFormat());
  public static final TypeInformation<LateEvent> LATE_EVENT =
      new BinaryType<>(new LateEventFormat());
  public static final TypeInformation<WindowScore> SCORE = new BinaryType<>(new ScoreFormat());

  public static final TypeInformation<Coverage> COVERAGE = new BinaryType<>(new CoverageFormat());
  public static final TypeInformation<FleetCoverage> FLEET_COVERAGE =
      new BinaryType<>(new FleetCoverageFormat());
  public static final TypeInformation<FleetCoverage.Change> COVERAGE_CHANGE =
      new BinaryType<>(new CoverageChangeFormat());

  private Types() {}
}
