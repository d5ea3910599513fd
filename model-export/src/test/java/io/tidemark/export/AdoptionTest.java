package io.tidemark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.FleetStatistics;
import io.tidemark.detector.model.HostileModels;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.export.adoption.ModelAdopter;
import io.tidemark.export.adoption.StepTensors;
import io.tidemark.export.contract.ModelFile;
import io.tidemark.export.inspection.Finding;
import io.tidemark.export.inspection.ModelInspector;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.Scaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AdoptionTest {
  private static final DetectorDefinition PER_KEY = Waves.definition("key");
  private static final DetectorDefinition PER_MODEL = Waves.definition("model");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(ErrorScore.class)
  void makesAnAdmittedModelOfAPlainNetwork(ErrorScore score) throws IOException {
    ModelFile adopted = adopt(PER_KEY, score, null, halving(Waves.WINDOW));

    try (OnnxModel model = OnnxModel.open("adopted", adopted.bytes(), ProviderPreference.CPU)) {
      ModelAdmission.admit(PER_KEY, model);
      float[] window = model.metadata().golden().get(3).values();
      assertThat(model.reconstruct(window)[5]).isEqualTo(window[5] / 2);
    }
  }

  @Test
  void scalesRawUnitsInFrontOfTheNetworkAndBackBehindIt() throws IOException {
    ModelFile adopted = adopt(PER_MODEL, ErrorScore.MSE, Scaling.STANDARD, halving(Waves.WINDOW));

    try (OnnxModel model = OnnxModel.open("adopted", adopted.bytes(), ProviderPreference.CPU)) {
      ModelAdmission.admit(PER_MODEL, model);
      // Half a standard score from the mean of all normal windows, not half of the level.
      float[] window = model.metadata().golden().get(1).values();
      assertThat(model.reconstruct(window)[0]).isBetween(0.8f * window[0], 1.2f * window[0]);
    }
  }

  @Test
  void inspectionSaysLineByLineWhatDoesNotFit() throws IOException {
    OnnxFile file = write(halving(Waves.WINDOW));

    List<Finding> findings = ModelInspector.inspect(file, PER_KEY);

    assertThat(findings)
        .filteredOn(finding -> !finding.fits())
        .extracting(finding -> finding.subject() + ": " + finding.detail())
        .contains(
            "metadata: metadata tidemark.contract is missing",
            "input window: missing; the file has x",
            "output score: missing; the file has y");
  }

  @Test
  void inspectionOfAnAdoptedFileFindsNothingWrong() throws IOException {
    ModelFile adopted = adopt(PER_KEY, ErrorScore.MSE, null, halving(Waves.WINDOW));
    Path path = Files.write(folder.resolve("adopted.onnx"), adopted.bytes());

    assertThat(ModelInspector.inspect(OnnxFile.read(path), PER_KEY)).allMatch(Finding::fits);
  }

  @Test
  void writesTheFleetsStatisticsOfKeysThatLearn() throws IOException {
    FleetStatistics fleet =
        adopt(PER_KEY, ErrorScore.MSE, null, halving(Waves.WINDOW)).metadata().fleet();

    assertThat(fleet.error()).as("of 3 features").hasSize(6);
    assertThat(fleet.latent()).as("of a network that tells no state").isEmpty();
    assertThat(fleet.recent()).as("of 3 features in 5 ticks").hasSize(15 * 16 / 2);
  }

  @Test
  void writesNoFleetWhereKeysLearnNothing() throws IOException {
    ModelFile adopted = adopt(PER_MODEL, ErrorScore.MSE, null, halving(Waves.WINDOW));

    assertThat(adopted.metadata().fleet()).isEqualTo(FleetStatistics.UNKNOWN);
    assertThat(fleetFindings(adopted, PER_MODEL)).isEmpty();
  }

  @Test
  void inspectionSaysWhetherAFileHasTheFleetThatTheDetectorWants() throws IOException {
    ModelFile adopted = adopt(PER_KEY, ErrorScore.MSE, null, halving(Waves.WINDOW));
    ModelProto.Builder bare = ModelProto.parseFrom(adopted.bytes()).toBuilder();
    List<StringStringEntryProto> others =
        bare.getMetadataPropsList().stream()
            .filter(property -> !property.getKey().startsWith("tidemark.fleet"))
            .toList();
    bare.clearMetadataProps().addAllMetadataProps(others);
    List<Finding> withoutFleet = ModelInspector.inspect(write(bare.build()), PER_KEY);

    assertThat(fleetFindings(adopted, PER_KEY)).containsExactly("there");
    assertThat(withoutFleet).allMatch(Finding::fits);
    assertThat(details(withoutFleet))
        .containsExactly("none, which is accepted; each key then has its own warm-up only");
  }

  private List<String> fleetFindings(ModelFile file, DetectorDefinition definition)
      throws IOException {
    Path path = Files.write(folder.resolve("inspected.onnx"), file.bytes());
    return details(ModelInspector.inspect(OnnxFile.read(path), definition));
  }

  private static List<String> details(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.subject().equals("fleet statistics"))
        .map(Finding::detail)
        .toList();
  }

  @Test
  void refusesAScalingOfStandardScores() {
    assertThatThrownBy(() -> adopt(PER_KEY, ErrorScore.MSE, Scaling.ROBUST, halving(Waves.WINDOW)))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "scaling: robust is not accepted; it must be left out with baseline.per: key, whose"
                + " windows are standard scores already");
  }

  @Test
  void refusesOtherWindows() {
    assertThatThrownBy(() -> adopt(PER_KEY, ErrorScore.MSE, null, halving(Waves.WINDOW + 1)))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining(
            "inputs: [x FLOAT [N,9,3]] is not accepted; it must be one, FLOAT [N,8,3]");
  }

  @Test
  void refusesANetworkWithALoop() throws IOException {
    ModelProto.Builder network = halving(Waves.WINDOW).toBuilder();
    HostileModels.loop(network.getGraphBuilder(), HostileModels.ENDLESS);
    assertThatThrownBy(() -> adopt(PER_KEY, ErrorScore.MSE, null, network.build()))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("operator Loop is not accepted");
  }

  @Test
  void refusesWeightsInAnotherFile() {
    ModelProto.Builder model = halving(Waves.WINDOW).toBuilder();
    model.getGraphBuilder().getInitializerBuilder(0).setDataLocation(DataLocation.EXTERNAL);

    assertThatThrownBy(() -> adopt(PER_KEY, ErrorScore.MSE, null, model.build()))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("its weights lie in another file");
  }

  @Test
  void refusesWhatIsNoOnnx() throws IOException {
    Path text = Files.writeString(folder.resolve("model.onnx"), "not a model");

    assertThatThrownBy(() -> OnnxFile.read(text))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(text + " is not accepted; it must be an ONNX model");
  }

  /** A network, if one may call it so, that halves its window. */
  private static ModelProto halving(int length) {
    GraphBuilder graph = new GraphBuilder("halving");
    Value window = graph.input("x", length, 3);
    graph.output("y", graph.add("Mul", List.of(window, graph.scalar("half", 0.5f))), length, 3);
    return graph.build();
  }

  private OnnxFile write(ModelProto model) throws IOException {
    return OnnxFile.read(Files.write(folder.resolve("plain.onnx"), model.toByteArray()));
  }

  private ModelFile adopt(
      DetectorDefinition definition,
      ErrorScore score,
      @org.jspecify.annotations.Nullable Scaling scaling,
      ModelProto model)
      throws IOException {
    return new ModelAdopter(definition, score, scaling, Clock.systemUTC())
        .adopt(write(model), StepTensors.UNNAMED, Waves.windows(definition, RowSelection.ALL))
        .file();
  }
}
