package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The chart under {@code deploy/helm}, linted and rendered by Helm's own library. */
class HelmChartTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path CHART = Queries.DEPLOY.resolve("helm/tidemark");
  private static final Path BASE = Queries.DEPLOY.resolve("kubernetes/base");

  @TempDir Path folder;
  private ObjectNode values = YAML.createObjectNode();

  /** What Kustomize's base installs. */
  @BeforeEach
  void watchesThePlantAndTheOffice() throws IOException {
    values = YAML.createObjectNode();
    values.putObject("pipeline").putObject("kafka").put("bootstrapServers", "kafka:9092");
    ObjectNode detectors = values.putObject("detectors");
    for (String name : List.of("plant.yaml", "office.yaml")) {
      detectors.put(name, Files.readString(BASE.resolve("config").resolve(name)));
    }
  }

  @Test
  void helmFindsNothingWrong() {
    LintResult result = new Helm(CHART).lint().strict().call();

    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    assertThat(result.getMessages()).noneMatch(message -> message.startsWith("[WARNING]"));
  }

  @Test
  void kubernetesAndTheOperatorAcceptWhatItInstalls() throws IOException {
    values.putObject("deliver").put("enabled", true);
    values.putArray("secrets").add("kafka-user");
    values.putObject("job").put("gpu", true);
    Map<String, JsonNode> installed = installed();

    installed.values().forEach(KubernetesSchema::assertValid);
    assertThat(installed)
        .containsKeys("Deployment tidemark-deliver", "NetworkPolicy tidemark-deliver");
    JsonNode job = Objects.requireNonNull(installed.get("FlinkDeployment tidemark"));
    assertThat(
            job.at("/spec/flinkConfiguration/external-resource.gpu.kubernetes.config-key").asText())
        .isEqualTo("nvidia.com/gpu");
    assertThat(
            job.at("/spec/podTemplate/spec/containers/0/volumeMounts")
                .findValuesAsText("mountPath"))
        .contains("/secrets/kafka-user");
    assertThat(
            Objects.requireNonNull(installed.get("Deployment tidemark-console"))
                .at("/spec/template/spec/containers/0/volumeMounts")
                .findValuesAsText("mountPath"))
        .contains("/secrets/kafka-user");
  }

  @Test
  void itInstallsWhatKustomizeInstalls() throws IOException {
    values.putObject("deliver").put("enabled", true);
    Map<String, JsonNode> base = new TreeMap<>();
    try (Stream<Path> files =
        Stream.concat(Files.list(BASE), Files.list(BASE.resolveSibling("deliver")))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
        for (JsonNode document : documents(Files.readString(file))) {
          base.put(name(document), comparable(document));
        }
      }
    }
    base.keySet()
        .removeIf(name -> name.startsWith("Namespace") || name.startsWith("Kustomization"));
    Map<String, JsonNode> installed = installed();
    installed.remove("ConfigMap tidemark-config");
    installed.replaceAll((name, resource) -> comparable(resource));

    assertThat(installed.keySet()).isEqualTo(base.keySet());
    base.forEach((name, resource) -> assertThat(installed.get(name)).as(name).isEqualTo(resource));
  }

  @Test
  void theJobReadsTheConfigurationAsKustomizeHasIt() throws IOException {
    JsonNode data =
        Objects.requireNonNull(installed().get("ConfigMap tidemark-config")).required("data");
    for (Iterator<String> names = data.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      Files.writeString(folder.resolve(name), data.required(name).asText());
    }

    PipelineConfig config = PipelineConfigReader.read(folder.resolve("pipeline.yaml"));
    assertThat(config.detectors())
        .hasSize(2)
        .allSatisfy(file -> assertThat(DefinitionReader.read(file)).isNotNull());
    ObjectNode own = (ObjectNode) YAML.readTree(data.required("pipeline.yaml").asText());
    ObjectNode base = (ObjectNode) YAML.readTree(BASE.resolve("config/pipeline.yaml").toFile());
    own.remove("detectors");
    base.remove("detectors");
    assertThat((JsonNode) own).isEqualTo(base);
  }

  @Test
  void aChangedConfigurationRestartsWhatReadsIt() throws IOException {
    values.putObject("deliver").put("enabled", true);
    Map<String, JsonNode> before = installed();
    ((ObjectNode) values.required("pipeline")).putObject("checkpoints").put("interval", "30s");
    Map<String, JsonNode> after = installed();

    for (String changed :
        List.of(
            "FlinkDeployment tidemark",
            "Deployment tidemark-console",
            "Deployment tidemark-trainer")) {
      assertThat(after.get(changed)).isNotEqualTo(before.get(changed));
    }
    assertThat(after.get("Deployment tidemark-deliver"))
        .isNotNull()
        .isEqualTo(before.get("Deployment tidemark-deliver"));
  }

  @Test
  void whatCannotRunIsRefusedWithTheFieldsName() throws IOException {
    assertRefused(YAML.createObjectNode(), "pipeline.kafka.bootstrapServers is missing");
    assertRefused(without("detectors"), "detectors is empty");
    assertRefused(with("/job", "parallelism", 0), "parallelism");
    assertRefused(with("/job", "slots", 2), "slots");
    assertRefused(with("/pipeline", "parallelism", 2), "pipeline.parallelism is not accepted");
    assertRefused(with("/images", "jobDigest", "latest"), "jobDigest");
  }

  private void assertRefused(ObjectNode wrong, String reason) {
    assertThatThrownBy(() -> rendered(wrong)).hasMessageContaining(reason);
  }

  private ObjectNode without(String field) {
    return values.deepCopy().without(field);
  }

  private ObjectNode with(String section, String field, Object value) {
    ObjectNode changed = values.deepCopy();
    changed.withObject(section).putPOJO(field, value);
    return changed;
  }

  private Map<String, JsonNode> installed() throws IOException {
    Map<String, JsonNode> resources = new TreeMap<>();
    for (JsonNode resource : documents(rendered(values))) {
      resources.put(name(resource), resource);
    }
    return resources;
  }

  private String rendered(ObjectNode given) throws IOException {
    Path file = folder.resolve("values.yaml");
    YAML.writeValue(file.toFile(), given);
    TemplateCommand template = new Helm(CHART).template();
    return template.withName("tidemark").withNamespace("tidemark").withValuesFile(file).call();
  }

  private static String name(JsonNode resource) {
    return resource.path("kind").asText() + " " + resource.at("/metadata/name").asText();
  }

  /** Without what only a chart has: labels of the release, and numbers that follow its values. */
  private static JsonNode comparable(JsonNode resource) {
    ObjectNode copy = resource.deepCopy();
    copy.withObject("/metadata").remove(List.of("labels", "annotations"));
    copy.findParents("app.kubernetes.io/instance")
        .forEach(labels -> ((ObjectNode) labels).remove("app.kubernetes.io/instance"));
    copy.findParents("restartNonce").forEach(spec -> ((ObjectNode) spec).remove("restartNonce"));
    for (JsonNode annotated : copy.findParents("tidemark/configuration")) {
      ((ObjectNode) annotated).remove("tidemark/configuration");
    }
    copy.findParents("annotations").stream()
        .filter(parent -> parent.required("annotations").isEmpty())
        .forEach(parent -> ((ObjectNode) parent).remove("annotations"));
    copy.findParents("image").forEach(HelmChartTest::withoutTag);
    return copy;
  }

  /** Kustomize sets the tag of the tools' image. */
  private static void withoutTag(JsonNode container) {
    String image = container.required("image").asText();
    ((ObjectNode) container).put("image", image.replaceFirst("^(tidemark-tools):.*", "$1"));
  }

  private static List<JsonNode> documents(String yaml) throws IOException {
    Iterable<Object> parsed = new Yaml().loadAll(yaml);
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : parsed) {
      if (document != null) {
        documents.add(YAML.valueToTree(document));
      }
    }
    return documents;
  }
}
