package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphRulesTest {
  private static final DetectorDefinition PUMP = Definitions.pump();
  private static final long HUGE = 1L << 40;

  /** All of them through the gate itself; without the rules some never come back. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLoopOfEndlessRoundsDoesNotHoldUpTheGate() {
    byte[] file =
        HostileModels.with(PUMP, graph -> HostileModels.loop(graph, HostileModels.ENDLESS));
    assertThatThrownBy(() -> OnnxModel.open("m", file, ProviderPreference.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("model.path: m: operator Loop is not accepted");
  }

  private static Stream<Arguments> unbounded() {
    return Stream.of(
        graph("If", graph -> HostileModels.branches(graph, branch -> {})),
        graph(
            "If",
            graph ->
                HostileModels.branches(
                    graph, branch -> HostileModels.loop(branch, HostileModels.ENDLESS))),
        graph("ConstantOfShape", graph -> HostileModels.sized(graph, "ConstantOfShape", HUGE)),
        graph(
            "ConstantOfShape",
            graph -> HostileModels.sized(graph, "ConstantOfShape", 1 << 20, 1 << 20)),
        graph("Expand", graph -> HostileModels.sized(graph, "Expand", HUGE)),
        graph("Tile", graph -> HostileModels.sized(graph, "Tile", HUGE)),
        graph("Range", graph -> HostileModels.sized(graph, "Range", HUGE)),
        graph("ConstantOfShape", graph -> HostileModels.sizedByANode(graph, HUGE)),
        graph("depends on the values of a window", HostileModels::sizedByTheWindow),
        graph("NonZero is not accepted", graph -> HostileModels.countsValues(graph)),
        graph("TopK is not accepted", graph -> HostileModels.shapedByTheWindow(graph, "TopK")),
        graph("Slice is not accepted", graph -> HostileModels.shapedByTheWindow(graph, "Slice")),
        graph(
            "Reshape is not accepted", graph -> HostileModels.shapedByTheWindow(graph, "Reshape")),
        graph("NonZero is not accepted", HostileModels::countsRandomValues),
        graph("tensor sparse", graph -> HostileModels.sparse(graph, HUGE)));
  }

  private static Arguments graph(String message, Consumer<GraphProto.Builder> more) {
    return Arguments.of(message, more);
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("unbounded")
  void whatMayGrowWithoutEndIsRefused(String message, Consumer<GraphProto.Builder> more) {
    byte[] file = HostileModels.with(PUMP, more);
    assertThatThrownBy(() -> GraphRules.require(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  /** Exporters write it where a mask is constant. */
  @Test
  void aCountOfConstantValuesIsAccepted() {
    byte[] file = HostileModels.with(PUMP, graph -> HostileModels.countsConstants(graph));
    assertThatCode(() -> GraphRules.require(file)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ConstantOfShape", "Expand", "Tile", "Range"})
  void aConstantSizeWithinTheBoundIsAccepted(String operator) {
    byte[] file = HostileModels.with(PUMP, graph -> HostileModels.sized(graph, operator, 8));
    assertThatCode(() -> GraphRules.require(file)).doesNotThrowAnyException();
  }

  @Test
  void functionsOfTheFileAreRefused() {
    byte[] file = HostileModels.changed(PUMP, model -> HostileModels.functions(model, 60));
    assertThatThrownBy(() -> GraphRules.require(file)).hasMessageContaining("functions");
  }

  @Test
  void onlyKnownOperatorsOfOtherDomainsAreAccepted() {
    for (String[] operator :
        new String[][] {
          {"com.microsoft", "BeamSearch"}, {"ai.onnx.ml", "TreeEnsemble"}, {"evil", "Add"}
        }) {
      byte[] file =
          HostileModels.changed(
              PUMP, model -> HostileModels.foreign(model, operator[0], operator[1]));
      assertThatThrownBy(() -> GraphRules.require(file))
          .hasMessageContaining(operator[0] + "." + operator[1] + " is not accepted");
    }
    byte[] known =
        HostileModels.changed(PUMP, model -> HostileModels.foreign(model, "com.microsoft", "Gelu"));
    assertThatCode(() -> GraphRules.require(known)).doesNotThrowAnyException();
  }

  /** ONNX Runtime would take one of the two, and the rules would have seen the other. */
  @Test
  void twoConstantsOfOneNameAreRefused() {
    byte[] file = HostileModels.with(PUMP, graph -> graph.addInitializer(graph.getInitializer(0)));
    assertThatThrownBy(() -> GraphRules.require(file)).hasMessageContaining("are named half");
  }

  @Test
  void aTensorThatGrowsWithThePowersOfTheBatchIsRefused() {
    for (int exponent : new int[] {2, 4}) {
      byte[] file = HostileModels.with(PUMP, graph -> HostileModels.power(graph, exponent));
      assertThatThrownBy(() -> GraphRules.require(file))
          .isInstanceOf(ModelException.class)
          .hasMessage(
              "operator ConstantOfShape is not accepted: the size of its result is a product of the"
                  + " batch size with itself");
    }
    byte[] linear = HostileModels.with(PUMP, graph -> HostileModels.power(graph, 1));
    assertThatCode(() -> GraphRules.require(linear)).doesNotThrowAnyException();
  }
}
