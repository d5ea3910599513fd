package io.tidemark.pipeline.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.model.ModelException;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.Serialized;
import io.tidemark.schemas.ModelAction;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What commands have changed, as it travels and as it lies in state. */
class ControlFormatsTest {
  private static final TypeInformation<ModelChange> CHANGE =
      new BinaryType<>(new ModelChangeFormat());
  private static final TypeInformation<ModelRollout> ROLLOUT =
      new BinaryType<>(new ModelRolloutFormat());
  private static final TypeInformation<Redefinition> REDEFINITION =
      new BinaryType<>(new Redefinition.Format());
  private static final ModelFile FIRST = new ModelFile("aa", "1", new byte[] {1, 2, 3});
  private static final ModelFile SECOND = new ModelFile("bb", "2", new byte[] {4});

  /** Longer than what {@code writeUTF} takes. */
  private static final String LONG_YAML = "ä: 1\n".repeat(20_000);

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(CHANGE, new ModelChange("pump", ModelAction.OFFER, FIRST, null, 7)),
        Arguments.of(CHANGE, new ModelChange("pump", ModelAction.PROMOTE, null, null)),
        Arguments.of(
            CHANGE, new ModelChange("pump", ModelAction.ADD_DETECTOR, SECOND, LONG_YAML, 1L << 40)),
        Arguments.of(ROLLOUT, ModelRollout.DEFINED),
        Arguments.of(ROLLOUT, new ModelRollout(FIRST, SECOND, true, false, null)),
        Arguments.of(ROLLOUT, new ModelRollout(null, null, false, true, SECOND)),
        Arguments.of(REDEFINITION, new Redefinition(LONG_YAML, "name: pump", FIRST)),
        Arguments.of(REDEFINITION, new Redefinition(null, "name: pump", null)),
        Arguments.of(REDEFINITION, new Redefinition("name: pump", null, null)));
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void readsWhatItWrote(TypeInformation<T> type, T value) throws Exception {
    assertThat(Serialized.read(type, Serialized.write(type, value)))
        .usingRecursiveComparison()
        .isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void modelsOfMegabytesAreNotCopiedBetweenOperators(TypeInformation<T> type, T value) {
    assertThat(type.getTypeClass()).isEqualTo(value.getClass());
    assertThat(Serialized.serializer(type).copy(value)).isSameAs(value);
  }

  /** Each subtask reads all models from its own copy of the state. */
  @Test
  void theSameModelIsHeldOnceHoweverOftenItIsRead() throws Exception {
    byte[] bytes =
        Serialized.write(CHANGE, new ModelChange("pump", ModelAction.OFFER, FIRST, null));

    ModelFile first = Objects.requireNonNull(Serialized.read(CHANGE, bytes).model());
    ModelFile second = Objects.requireNonNull(Serialized.read(CHANGE, bytes).model());

    assertThat(second.bytes()).isSameAs(first.bytes());
  }

  @Test
  void filesThatDifferUnderOneNameAreKeptApart() {
    byte[] first = SharedBytes.of("cc", new byte[] {1});
    byte[] second = SharedBytes.of("cc", new byte[] {2});

    assertThat(first).containsExactly(1);
    assertThat(second).containsExactly(2);
  }

  /** In the middle of a checkpoint this would fail the job, and again after each restart. */
  @Test
  void aChangeThatCannotBeWrittenIsRefusedBeforeItIsTaken() {
    ModelFile file = new ModelFile("aa", "v".repeat(70_000), new byte[0]);
    ModelChange change = new ModelChange("pump", ModelAction.OFFER, file, null);
    assertThatThrownBy(() -> ModelChangeFormat.requireWritable(change))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("the change cannot be kept in state");
  }

  @Test
  void refusesStateThatALaterVersionWrote() throws Exception {
    byte[] rollout = Serialized.write(ROLLOUT, ModelRollout.DEFINED);
    rollout[0]++;
    byte[] redefinition = Serialized.write(REDEFINITION, new Redefinition("a: 1", null, null));
    redefinition[0]++;

    assertThatThrownBy(() -> Serialized.read(ROLLOUT, rollout))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 2");
    assertThatThrownBy(() -> Serialized.read(REDEFINITION, redefinition))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 2");
  }
}
