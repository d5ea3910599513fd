package io.tidemark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.BatchScorer;
import io.tidemark.detector.model.CarriedState;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.window.Window;
import io.tidemark.export.adoption.ModelAdopter;
import io.tidemark.export.adoption.StepTensors;
import io.tidemark.export.inspection.Finding;
import io.tidemark.export.inspection.ModelInspector;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.window.RowSelection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of other tools that carry their state. {@code step_models.py} writes the files. */
final class CarriedAdoptionTest {
  private static final DetectorDefinition PER_KEY = Waves.definition("key");
  private static final int FEATURES = 3;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "torch-lstm, 35, 16, 'reading -> forecast (the next tick), h0 -> hn, c0 -> cn'",
    "keras-gru, 11, 8, 'reading -> 98 (the next tick), state_in -> x1'"
  })
  void expectsWhatTheOriginalExpectsWithItsStateCarried(
      String name, int state, int latent, String tensors) throws IOException {
    ModelAdopter.Adopted adopted = adopt(resource(name + ".onnx"), StepTensors.UNNAMED);
    JsonNode original = new ObjectMapper().readTree(resource(name + ".json"));
    float[] ticks = floats(original.get("ticks"));
    float[] forecasts = floats(original.get("forecasts"));

    assertThat(adopted.tensors()).isEqualTo(tensors);
    try (OnnxModel model =
        OnnxModel.open("adopted", adopted.file().bytes(), ProviderPreference.CPU)) {
      ModelAdmission.admit(PER_KEY, model);
      assertThat(model.stateLength()).isEqualTo(state);
      assertThat(model.latentLength()).isEqualTo(latent);
      BatchScorer batch = model.batch(1, true);
      CarriedState carried = new CarriedState();
      for (int tick = Waves.WINDOW - 1; tick < ticks.length / FEATURES; tick++) {
        batch.add(window(ticks, tick), carried);
        batch.score();
        float[] errors = batch.scored(0).lastError();
        for (int f = 0; f < FEATURES; f++) {
          float expected = ticks[tick * FEATURES + f] - errors[f];
          assertThat(expected)
              .as("tick %d, feature %d", tick, f)
              .isCloseTo(forecasts[(tick - 1) * FEATURES + f], within(1e-5f));
        }
        batch.clear();
      }
    }
  }

  @Test
  void inspectionOfAnAdoptedFileFindsNothingWrong() throws IOException {
    ModelAdopter.Adopted adopted = adopt(resource("torch-lstm.onnx"), StepTensors.UNNAMED);
    Path path = Files.write(folder.resolve("adopted.onnx"), adopted.file().bytes());

    assertThat(ModelInspector.inspect(OnnxFile.read(path), PER_KEY)).allMatch(Finding::fits);
    assertThat(adopted.file().metadata().fleet().latent()).hasSize(16 * 17 / 2);
  }

  @Test
  void takesTensorsByTheirNamesWhereShapesDoNotTellThemApart() throws IOException {
    byte[] mean = mean(FEATURES, FEATURES);

    assertThatThrownBy(() -> adopt(mean, StepTensors.UNNAMED))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining(
            "inputs [x FLOAT [N,3], average FLOAT [N,3]] fit FLOAT [N,3], [N,1,3] or [1,N,3]"
                + " with N dynamic for the tick; name the one by --tick");
    assertThatThrownBy(() -> adopt(mean, named("x", Map.of(), null)))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining(
            "state average is FLOAT [N,3]; of the outputs [y FLOAT [N,3], next FLOAT [N,3]], 2 can be"
                + " the next value of such a state, of which there are 1; name it: --state"
                + " average=OUTPUT");
    assertThat(adopt(mean, named(null, Map.of("average", "next"), null)).tensors())
        .isEqualTo("x -> y (the next tick), average -> next");
    assertThat(adopt(mean, named("x", Map.of(), "y")).tensors())
        .isEqualTo("x -> y (the next tick), average -> next");
  }

  @Test
  void anExpectationOfTheSameTickIsHeldAgainstIt() throws IOException {
    StepTensors names = new StepTensors("x", Map.of("average", "next"), null, "y", null);
    ModelAdopter.Adopted adopted = adopt(mean(FEATURES, FEATURES), names);

    try (OnnxModel model =
        OnnxModel.open("adopted", adopted.file().bytes(), ProviderPreference.CPU)) {
      float[] window = new float[Waves.WINDOW * FEATURES];
      window[0] = 4;
      // Half of the tick and half of the average so far, on the tick itself and not one later.
      assertThat(model.reconstruct(window)).startsWith(2, 0, 0, 1, 0, 0, .5f);
    }
  }

  @Test
  void theLatentVectorIsTheFirstStateUnlessAnOutputIsNamed() throws IOException {
    StepTensors named = new StepTensors(null, Map.of(), "y", null, "y");

    assertThat(latentLength(adopt(mean(5, 5), StepTensors.UNNAMED))).isEqualTo(5);
    assertThat(latentLength(adopt(mean(5, 5), named))).isEqualTo(3);
  }

  private static int latentLength(ModelAdopter.Adopted adopted) {
    try (OnnxModel model =
        OnnxModel.open("adopted", adopted.file().bytes(), ProviderPreference.CPU)) {
      return model.latentLength();
    }
  }

  @Test
  void refusesAStateWhoseNextValueHasAnotherShape() throws IOException {
    byte[] shrinking = mean(5, 4);

    assertThatThrownBy(() -> adopt(shrinking, StepTensors.UNNAMED))
        .isInstanceOf(DefinitionException.class)
        .hasMessageEndingWith(
            "plain.onnx: state average is FLOAT [N,5]; of the outputs [y FLOAT [N,3], next FLOAT"
                + " [N,4]], 0 can be the next value of such a state, of which there are 1; name it:"
                + " --state average=OUTPUT");
    assertThatThrownBy(() -> adopt(shrinking, named(null, Map.of("average", "next"), null)))
        .isInstanceOf(DefinitionException.class)
        .hasMessageEndingWith(
            "plain.onnx: output next is FLOAT [N,4]; it must be FLOAT [N,5] as the input average");
  }

  @Test
  void refusesAStateWithoutADynamicAxis() throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(mean(5, 5)).toBuilder();
    model
        .getGraphBuilder()
        .getInputBuilder(1)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimValue(2);

    assertThatThrownBy(() -> adopt(model.build().toByteArray(), StepTensors.UNNAMED))
        .isInstanceOf(DefinitionException.class)
        .hasMessageEndingWith(
            "state average is FLOAT [2,5]; it must be FLOAT with one dynamic axis, N, and fixed"
                + " lengths beside it");
  }

  @Test
  void refusesNamesThatTheFileDoesNotHaveAndInputsThatAreNotNamed() throws IOException {
    byte[] torch = resource("torch-lstm.onnx");

    assertThatThrownBy(() -> adopt(torch, named("tick", Map.of(), null)))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith("--tick: tick is not accepted; it must be an input of ")
        .hasMessageContaining("[reading FLOAT [N,3], h0 FLOAT [2,N,8], c0 FLOAT [2,N,8]]");
    assertThatThrownBy(() -> adopt(torch, named(null, Map.of("h0", "hn"), null)))
        .isInstanceOf(DefinitionException.class)
        .hasMessageEndingWith(
            "input c0 FLOAT [2,N,8] is neither the tick nor a state; name the output that is its"
                + " next value: --state c0=OUTPUT");
  }

  @Test
  void refusesDetectorsWhoseKeysItCannotWatchAndTheMahalanobisScore() throws IOException {
    byte[] torch = resource("torch-lstm.onnx");

    assertThatThrownBy(
            () -> adopt(Waves.definition("model"), ErrorScore.MSE, torch, StepTensors.UNNAMED))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("baseline.per");
    assertThatThrownBy(() -> adopt(PER_KEY, ErrorScore.MAHALANOBIS, torch, StepTensors.UNNAMED))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "score: mahalanobis is not accepted; it must be mse with a model that carries its"
                + " state");
  }

  private static StepTensors named(
      @Nullable String tick, Map<String, String> states, @Nullable String forecast) {
    return new StepTensors(tick, states, forecast, null, null);
  }

  /** Half of the tick and half of the average so far is the next average, and the forecast. */
  private static byte[] mean(int state, int next) {
    GraphBuilder graph = new GraphBuilder("mean");
    Value tick = graph.input("x", FEATURES);
    Value average = graph.input("average", state);
    Value half = graph.scalar("half", 0.5f);
    Value padded = tick;
    if (state > FEATURES) {
      padded =
          graph.add("Pad", List.of(tick, graph.longs("pads", 0, 0, 0, (long) state - FEATURES)));
    }
    Value sum = graph.add("Add", List.of(padded, average));
    Value halved = graph.add("Mul", List.of(sum, half));
    graph.output("y", slice(graph, halved, FEATURES), FEATURES);
    graph.output("next", slice(graph, halved, next), next);
    return graph.build().toByteArray();
  }

  private static Value slice(GraphBuilder graph, Value value, long length) {
    return graph.add(
        "Slice",
        List.of(value, graph.longs("from", 0), graph.longs("to", length), graph.longs("axis", 1)));
  }

  private static Window window(float[] ticks, int last) {
    int first = last - Waves.WINDOW + 1;
    return new Window(
        "waves",
        "device",
        Window.Phase.LIVE,
        first * 1000L,
        (last + 1) * 1000L,
        Arrays.copyOfRange(ticks, first * FEATURES, (last + 1) * FEATURES),
        new double[FEATURES],
        null,
        0,
        List.of());
  }

  private static float[] floats(JsonNode rows) {
    float[] values = new float[rows.size() * FEATURES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows.get(i / FEATURES).get(i % FEATURES).asDouble();
    }
    return values;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = CarriedAdoptionTest.class.getResourceAsStream("adoption/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private ModelAdopter.Adopted adopt(byte[] model, StepTensors names) throws IOException {
    return adopt(PER_KEY, ErrorScore.MSE, model, names);
  }

  private ModelAdopter.Adopted adopt(
      DetectorDefinition definition, ErrorScore score, byte[] model, StepTensors names)
      throws IOException {
    OnnxFile file = OnnxFile.read(Files.write(folder.resolve("plain.onnx"), model));
    return new ModelAdopter(definition, score, null, Clock.systemUTC())
        .adopt(file, names, Waves.windows(definition, RowSelection.ALL));
  }
}
