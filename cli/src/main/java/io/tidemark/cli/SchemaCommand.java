package io.tidemark.cli;

import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.WindowScore;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what the product's topics hold, so that a subscriber needs no source tree. */
@Command(name = "schema", description = "Print the Avro schema of a kind of record.")
final class SchemaCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RECORD", description = "Kind of record: ${COMPLETION-CANDIDATES}.")
  private Kind kind;

  /** Kinds of record. */
  enum Kind {
    ALERT(AnomalyAlert.getClassSchema()),
    SCORE(WindowScore.getClassSchema()),
    COVERAGE(Coverage.getClassSchema()),
    DEAD_LETTER(DeadLetter.getClassSchema()),
    LATE_EVENT(LateEvent.getClassSchema()),
    CONTROL_EVENT(ControlEvent.getClassSchema()),
    MODEL_COMMAND(ModelCommand.getClassSchema()),
    FEEDBACK(AlertFeedback.getClassSchema()),
    INCIDENT_ACTION(IncidentAction.getClassSchema()),
    SILENCE(Silence.getClassSchema()),
    SENSOR_EVENT(SensorEvent.getClassSchema()),
    NETWORK_EVENT(NetworkEvent.getClassSchema());

    private final Schema schema;

    Kind(Schema schema) {
      this.schema = schema;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(kind.schema.toString(true));
    return Tidemark.DONE;
  }
}
