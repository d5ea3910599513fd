package io.tidemark.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.adoption.StepTensors;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class StepFlagsTest {
  private static StepTensors tensors(String... arguments) {
    return CommandLine.populateCommand(new StepFlags(), arguments).tensors();
  }

  @Test
  void namesTensorsInTheOrderThatTheyAreGivenIn() {
    StepTensors named =
        tensors("--tick=x", "--state=h0=hn", "--state=c0=cn", "--forecast=y", "--latent=encoded");

    assertThat(named)
        .isEqualTo(new StepTensors("x", Map.of("h0", "hn", "c0", "cn"), "y", null, "encoded"));
    assertThat(named.states().keySet()).containsExactly("h0", "c0");
    assertThat(tensors()).isEqualTo(StepTensors.UNNAMED);
  }

  @Test
  void refusesTwoNamesForWhatIsExpected() {
    assertThatThrownBy(() -> tensors("--forecast=y", "--expected=z"))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "--expected: z is not accepted; it must be left out with --forecast, which names the"
                + " same thing");
  }
}
