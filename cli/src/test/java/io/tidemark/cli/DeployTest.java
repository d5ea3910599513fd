package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tidemark.cli.control.ConsoleJob;
import io.tidemark.console.detector.DefinedDetector;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What lies under {@code deploy/}, as far as it can be judged without an engine. */
class DeployTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path KUBERNETES = Queries.DEPLOY.resolve("kubernetes");
  private static final Path BASE = KUBERNETES.resolve("base");
  private static final Path DELIVER = KUBERNETES.resolve("deliver");

  @Test
  void promtoolAcceptsRulesAndConfiguration() throws Exception {
    PrometheusProcess.assumeInstalled();
    Path folder = Queries.DEPLOY.resolve("prometheus");
    assertThat(PrometheusProcess.check("rules", folder.resolve("alerts.yml"))).contains("SUCCESS");
    assertThat(PrometheusProcess.check("config", folder.resolve("prometheus.yml")))
        .contains("SUCCESS");
  }

  @Test
  void theAlertRulesFireWhenTheyShouldAndOtherwiseDoNot() throws Exception {
    PrometheusProcess.assumeInstalled();
    Path tests = Queries.DEPLOY.resolve("prometheus/tests/alerts-test.yml");
    assertThat(PrometheusProcess.testRules(tests)).contains("SUCCESS");
  }

  @Test
  void dashboardsHaveNamesAndPlacesOfTheirOwn() throws IOException {
    List<JsonNode> dashboards = Queries.dashboards();
    assertThat(dashboards).hasSize(3);
    assertThat(dashboards).extracting(it -> it.required("uid")).doesNotHaveDuplicates();
    assertThat(dashboards).extracting(it -> it.required("title")).doesNotHaveDuplicates();
    for (JsonNode dashboard : dashboards) {
      assertThat(dashboard.required("panels"))
          .extracting(panel -> panel.required("id").asInt())
          .doesNotHaveDuplicates();
      assertThat(dashboard.required("panels"))
          .extracting(panel -> panel.required("gridPos"))
          .doesNotHaveDuplicates();
      assertThat(dashboard.findValues("datasource"))
          .allSatisfy(source -> assertThat(source.path("uid").asText()).isEqualTo("prometheus"));
    }
  }

  /** Prometheus must reach the ports at which console and delivery listen. */
  @Test
  void prometheusScrapesConsoleAndDelivery() throws IOException {
    JsonNode scrapes =
        documents(Queries.DEPLOY.resolve("prometheus/prometheus.yml"))
            .get(0)
            .required("scrape_configs");
    assertThat(scrapes.findValuesAsText("job_name"))
        .containsExactly("tidemark", "tidemark-console", "tidemark-deliver");
    assertThat(words(scrapes.at("/1/static_configs/0/targets"))).containsExactly("console:8090");
    assertThat(scrapes.at("/1/scheme").asText()).isEqualTo("https");
    JsonNode deliver = composed().at("/services/deliver");
    assertThat(words(deliver.required("command"))).containsSequence("--health-port", "8091");
    assertThat(scrapes.at("/2/dns_sd_configs/0/port").asInt()).isEqualTo(8091);

    for (Path pod : List.of(BASE.resolve("console.yaml"), DELIVER.resolve("deliver.yaml"))) {
      JsonNode template = documents(pod).get(0).at("/spec/template");
      JsonNode container = template.at("/spec/containers/0");
      JsonNode annotations = template.at("/metadata/annotations");
      assertThat(annotations.required("prometheus.io/port").asInt())
          .isEqualTo(container.at("/ports/0/containerPort").asInt());
      assertThat(annotations.path("prometheus.io/scheme").asText("http"))
          .isEqualToIgnoringCase(container.at("/readinessProbe/httpGet/scheme").asText("http"));
    }
    assertThat(words(documents(DELIVER.resolve("deliver.yaml")).get(0).findValue("args")))
        .contains("--health-port=8091");
  }

  @Test
  void everyYamlFileCanBeParsed() throws IOException {
    try (Stream<Path> files = Files.walk(Queries.DEPLOY)) {
      for (Path file : files.filter(DeployTest::isYaml).toList()) {
        assertThat(documents(file)).as(file.toString()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "deliver", "overlays/cpu", "overlays/gpu", "overlays/local"})
  void whatAKustomizationNamesIsThere(String name) throws IOException {
    Path folder = KUBERNETES.resolve(name);
    JsonNode kustomization = documents(folder.resolve("kustomization.yaml")).get(0);
    List<Path> named = new ArrayList<>();
    kustomization.required("resources").forEach(path -> named.add(folder.resolve(path.asText())));
    kustomization
        .path("patches")
        .forEach(patch -> named.add(folder.resolve(patch.required("path").asText())));
    kustomization
        .path("configMapGenerator")
        .forEach(
            map -> map.required("files").forEach(file -> named.add(folder.resolve(file.asText()))));
    assertThat(named).hasSizeGreaterThan(1).allSatisfy(path -> assertThat(path).exists());
  }

  @Test
  void theJobAcceptsItsArgumentsAndItsConfiguration() throws IOException {
    JsonNode spec = flinkDeployment(BASE).required("spec");
    JsonNode job = spec.required("job");
    assertThat(job.required("entryClass").asText()).isEqualTo(TidemarkJob.class.getName());
    assertThat(job.required("args").get(0).asText()).isEqualTo("--config");
    JsonNode container =
        spec.required("podTemplate").required("spec").required("containers").get(0);
    String mounted =
        container.required("volumeMounts").get(0).required("mountPath").asText() + "/pipeline.yaml";
    assertThat(job.required("args").get(1).asText()).isEqualTo(mounted);
    PipelineConfig config = PipelineConfigReader.read(BASE.resolve("config/pipeline.yaml"));
    for (Path detector : config.detectors()) {
      assertThat(DefinitionReader.read(detector).modelFile()).hasParentRaw(Path.of("/models"));
      String example =
          Files.readString(Path.of("..", "examples", String.valueOf(detector.getFileName())))
              .replace("../models/", "/models/");
      assertThat(detector).hasContent(example);
    }
    PipelineConfig compose =
        PipelineConfigReader.read(Queries.DEPLOY.resolve("compose/pipeline.yaml"));
    assertThat(compose.detectors()).allSatisfy(DefinitionReader::read);
  }

  /**
   * The configuration's parallelism wins over the FlinkDeployment's: a smaller one leaves slots
   * idle.
   */
  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/cpu", "overlays/gpu", "overlays/local"})
  void theConfigurationFillsTheSlots(String name) throws IOException {
    Path folder = KUBERNETES.resolve(name);
    Path own = folder.resolve("config/pipeline.yaml");
    Path common = BASE.resolve("config/pipeline.yaml");
    int parallelism = PipelineConfigReader.read(Files.exists(own) ? own : common).parallelism();
    assertThat(patched(folder, "/spec/job/parallelism").asInt()).isEqualTo(parallelism);
    assertThat(patched(folder, "/spec/flinkConfiguration/taskmanager.numberOfTaskSlots").asInt())
        .isEqualTo(parallelism);
    if (Files.exists(own)) {
      assertThat(withoutParallelism(own)).isEqualTo(withoutParallelism(common));
    }
  }

  /** A value of the FlinkDeployment: the overlay's where it has one, else the base's. */
  private static JsonNode patched(Path overlay, String pointer) throws IOException {
    JsonNode own = flinkDeployment(overlay).at(pointer);
    return own.isMissingNode() ? flinkDeployment(BASE).at(pointer) : own;
  }

  private static JsonNode withoutParallelism(Path config) throws IOException {
    return ((ObjectNode) documents(config).get(0)).without("parallelism");
  }

  @Test
  void nothingRunsAsRootOrWritesToItsImage() throws IOException {
    List<JsonNode> pods =
        List.of(
            flinkDeployment(BASE).required("spec").required("podTemplate").required("spec"),
            podOf("console.yaml"),
            podOf("trainer.yaml"),
            documents(DELIVER.resolve("deliver.yaml")).get(0).at("/spec/template/spec"));
    for (JsonNode pod : pods) {
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      JsonNode container = pod.at("/containers/0/securityContext");
      assertThat(container.required("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(container.required("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    }
  }

  private static JsonNode podOf(String deployment) throws IOException {
    return documents(BASE.resolve(deployment))
        .get(0)
        .required("spec")
        .required("template")
        .required("spec");
  }

  /** Where the job reads models that commands name, the trainer writes them. */
  @Test
  void theTrainerWritesToTheStoreThatTheJobReads() throws IOException {
    PipelineConfig kubernetes = PipelineConfigReader.read(BASE.resolve("config/pipeline.yaml"));
    PipelineConfig compose =
        PipelineConfigReader.read(Queries.DEPLOY.resolve("compose/pipeline.yaml"));
    for (PipelineConfig config : List.of(kubernetes, compose)) {
      assertThat(config.control()).isNotNull().extracting(c -> c.store()).hasToString("/models");
      assertThat(config.detectors())
          .allSatisfy(file -> assertThat(DefinitionReader.read(file).retrain()).isNotNull());
    }
    JsonNode job = flinkDeployment(BASE).at("/spec/podTemplate/spec");
    JsonNode trainer = podOf("trainer.yaml");
    for (JsonNode pod : List.of(job, trainer)) {
      assertThat(pod.required("containers").get(0).required("volumeMounts"))
          .filteredOn(mount -> mount.required("mountPath").asText().equals("/models"))
          .singleElement()
          .satisfies(mount -> assertThat(mount.path("readOnly").asBoolean()).isEqualTo(pod == job));
      assertThat(pod.required("volumes").findValuesAsText("claimName")).contains("tidemark-models");
    }
    assertThat(words(composed().at("/services/trainer/volumes"))).contains("models:/models");
    for (String service : List.of("jobmanager", "taskmanager")) {
      assertThat(words(composed().at("/services/" + service + "/volumes")))
          .contains("models:/models:ro");
    }
  }

  /** Its page shows the detectors, and it has the broker and the topics of the job. */
  @Test
  void theConsoleReadsTheConfigurationAndTheModelsOfTheJob() throws IOException {
    JsonNode pod = podOf("console.yaml");
    JsonNode container = pod.required("containers").get(0);
    assertThat(words(container.required("args")))
        .contains("--config=/etc/tidemark/pipeline.yaml")
        .noneMatch(argument -> argument.contains("-topic=") || argument.contains("bootstrap"));
    assertThat(container.required("volumeMounts"))
        .filteredOn(mount -> mount.path("readOnly").asBoolean())
        .extracting(mount -> mount.required("mountPath").asText())
        .contains("/etc/tidemark", "/models");
    assertThat(pod.required("volumes").findValuesAsText("claimName")).contains("tidemark-models");
    assertThat(pod.at("/securityContext/fsGroup"))
        .isEqualTo(podOf("trainer.yaml").at("/securityContext/fsGroup"));
    JsonNode composed = composed().at("/services/console");
    assertThat(words(composed.required("command")))
        .containsExactly("--config", "/opt/tidemark/deploy/compose/pipeline.yaml");
    assertThat(words(composed.required("volumes"))).contains("models:/models:ro");
    for (Path config :
        List.of(
            BASE.resolve("config/pipeline.yaml"),
            Queries.DEPLOY.resolve("compose/pipeline.yaml"))) {
      PipelineConfig job = PipelineConfigReader.read(config);
      assertThat(ConsoleJob.of(job).detectors())
          .extracting(DefinedDetector::name)
          .containsExactlyInAnyOrder("plant", "office");
      assertThat(ConsoleJob.of(job).control()).isNotNull();
    }
  }

  @Test
  void theConsoleIsProbedOverHttpAndPeopleReachItWhileItIsNotReady() throws IOException {
    List<JsonNode> console = documents(BASE.resolve("console.yaml"));
    JsonNode container = console.get(0).at("/spec/template/spec/containers/0");
    JsonNode ready = container.at("/readinessProbe/httpGet");
    assertThat(ready.required("path").asText()).isEqualTo("/ready");
    assertThat(ready.required("scheme").asText()).isEqualTo("HTTPS");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health");
    assertThat(console.get(1).at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
    assertThat(words(composed().at("/services/console/healthcheck/test")))
        .contains("https://127.0.0.1:8090/ready");
  }

  @Test
  void noTemporaryFolderCanFillTheDiskOfItsNode() throws IOException {
    List<JsonNode> folders = new ArrayList<>();
    try (Stream<Path> files = Files.walk(KUBERNETES)) {
      for (Path file : files.filter(DeployTest::isYaml).toList()) {
        documents(file).forEach(document -> folders.addAll(document.findValues("emptyDir")));
      }
    }
    assertThat(folders)
        .isNotEmpty()
        .allSatisfy(folder -> assertThat(folder.path("sizeLimit").asText()).matches("\\d+[MG]i"));
  }

  @Test
  void aTaskManagerMayOnlyReadConfigMaps() throws IOException {
    List<JsonNode> accounts = documents(BASE.resolve("service-account.yaml"));
    String account =
        flinkDeployment(BASE)
            .at("/spec/flinkConfiguration/kubernetes.taskmanager.service-account")
            .asText();
    assertThat(account).isNotEqualTo(flinkDeployment(BASE).at("/spec/serviceAccount").asText());
    assertThat(accounts)
        .filteredOn(it -> it.required("kind").asText().equals("ServiceAccount"))
        .extracting(it -> it.at("/metadata/name").asText())
        .contains(account);
    List<String> roles =
        accounts.stream()
            .filter(it -> it.required("kind").asText().equals("RoleBinding"))
            .filter(it -> it.at("/subjects").findValuesAsText("name").contains(account))
            .map(it -> it.at("/roleRef/name").asText())
            .toList();
    assertThat(roles).hasSize(1);
    JsonNode rules =
        accounts.stream()
            .filter(it -> it.required("kind").asText().equals("Role"))
            .filter(it -> it.at("/metadata/name").asText().equals(roles.get(0)))
            .findFirst()
            .orElseThrow()
            .required("rules");
    assertThat(rules).hasSize(1);
    assertThat(words(rules.at("/0/resources"))).containsExactly("configmaps");
    assertThat(words(rules.at("/0/verbs"))).containsExactlyInAnyOrder("get", "list", "watch");
  }

  @Test
  void noWebPageMayReadFromFlinkOrSubmitToIt() throws IOException {
    JsonNode compose =
        documents(composed().at("/services/jobmanager/environment/FLINK_PROPERTIES").asText())
            .get(0);
    for (JsonNode flink : List.of(compose, flinkDeployment(BASE).at("/spec/flinkConfiguration"))) {
      assertThat(flink.required("web.submit.enable").asText()).isEqualTo("false");
      assertThat(flink.required("web.cancel.enable").asText()).isEqualTo("false");
      assertThat(flink.required("web.access-control-allow-origin").asText())
          .startsWith("http://")
          .endsWith(":8081");
    }
  }

  @Test
  void everyContainerIsConfined() throws IOException {
    composed()
        .required("services")
        .properties()
        .forEach(
            service -> {
              JsonNode it = service.getValue();
              assertThat(words(it.path("cap_drop"))).as(service.getKey()).containsExactly("ALL");
              assertThat(it.has("cap_add")).as(service.getKey()).isFalse();
              assertThat(it.has("privileged")).as(service.getKey()).isFalse();
              assertThat(words(it.path("security_opt")))
                  .as(service.getKey())
                  .containsExactly("no-new-privileges:true");
              assertThat(it.path("mem_limit").asText()).as(service.getKey()).matches("\\d+[mg]");
            });
  }

  /** Flink's and the registry's take commands from any caller, so they are not among them. */
  @Test
  void publishedPortsAreOnLoopbackAndTakeNoCommandsWithoutALogin() throws IOException {
    Map<String, List<String>> published = new TreeMap<>();
    composed()
        .required("services")
        .properties()
        .forEach(
            service -> {
              if (service.getValue().has("ports")) {
                published.put(service.getKey(), words(service.getValue().required("ports")));
              }
            });
    assertThat(published.keySet()).containsExactly("console", "grafana", "prometheus");
    assertThat(published.values())
        .allSatisfy(ports -> assertThat(ports).allMatch(port -> port.startsWith("127.0.0.1:")));
    JsonNode grafana = composed().at("/services/grafana/environment");
    assertThat(grafana.required("GF_AUTH_BASIC_ENABLED").asText()).isEqualTo("false");
    assertThat(grafana.required("GF_AUTH_DISABLE_LOGIN_FORM").asText()).isEqualTo("true");
    assertThat(grafana.required("GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION").asText())
        .isEqualTo("true");
    assertThat(grafana.required("GF_AUTH_ANONYMOUS_ORG_ROLE").asText()).isEqualTo("Viewer");
    assertThat(words(composed().at("/services/prometheus/command")))
        .contains("--web.cors.origin=http://localhost:9090")
        .noneMatch(flag -> flag.startsWith("--web.enable"));
  }

  @Test
  void everyForeignImageIsNamedByItsFullVersion() throws IOException {
    List<String> images = new ArrayList<>(composed().findValuesAsText("image"));
    Matcher from =
        Pattern.compile("(?m)^FROM (\\S+:\\S+)")
            .matcher(Files.readString(Queries.DEPLOY.resolve("docker/Dockerfile")));
    while (from.find()) {
      images.add(from.group(1));
    }
    images.removeIf(image -> image.startsWith("tidemark-"));
    assertThat(images)
        .hasSizeGreaterThan(8)
        .allMatch(image -> image.matches("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+([-_@].*)?"));
  }

  /** docker-compose.yml with its anchors resolved. */
  private static JsonNode composed() throws IOException {
    Object resolved = new Yaml().load(Files.readString(Path.of("..", "docker-compose.yml")));
    return YAML.valueToTree(resolved);
  }

  private static List<String> words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(word -> words.add(word.asText()));
    return words;
  }

  @Test
  void kubernetesAndTheOperatorAcceptTheManifests() throws IOException {
    for (Path folder : List.of(BASE, DELIVER)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(DeployTest::isYaml).toList()) {
          if (!file.endsWith("kustomization.yaml")) {
            documents(file).forEach(KubernetesSchema::assertValid);
          }
        }
      }
    }
  }

  @Test
  void manifestsThatKubernetesOrTheOperatorWouldRefuseAreFound() throws IOException {
    String console = Files.readString(BASE.resolve("console.yaml"));
    String flink = Files.readString(BASE.resolve("flink-deployment.yaml"));
    assertRefused(console.replace("imagePullPolicy:", "imagePulPolicy:"), "imagePulPolicy");
    assertRefused(console.replace("replicas: 1", "replicas: one"), "one");
    assertRefused(console.replace("- name: console\n", "- tty: true\n"), "name");
    assertRefused(flink.replace("v2_2", "v2.2"), "flinkVersion");
    assertRefused(flink.replace("upgradeMode: savepoint", "upgradeMode: safe"), "upgradeMode");
    assertRefused(flink.replace("memory: 4g", "memroy: 4g"), "memroy");
    assertRefused(flink.replace("mountPath:", "mountpath:"), "mountpath");
  }

  private static void assertRefused(String yaml, String reason) throws IOException {
    JsonNode first = documents(yaml).get(0);
    assertThatThrownBy(() -> KubernetesSchema.assertValid(first))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(reason);
  }

  @Test
  void everyPlaceNamesTheFlinkThatTheJobIsBuiltWith() throws IOException {
    Matcher version =
        Pattern.compile("<flink.version>((\\d+)\\.(\\d+)\\.\\d+)<")
            .matcher(Files.readString(Path.of("..", "pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(Files.readString(Queries.DEPLOY.resolve("docker/Dockerfile")))
        .contains("FROM flink:" + version.group(1) + "-java17");
    assertThat(flinkDeployment(BASE).at("/spec/flinkVersion").asText())
        .isEqualTo("v" + version.group(2) + "_" + version.group(3));
  }

  private static String built(Path kustomization) throws Exception {
    List<String> tool =
        isInstalled("kustomize") ? List.of("kustomize", "build") : List.of("kubectl", "kustomize");
    List<String> command = new ArrayList<>(tool);
    command.add(kustomization.toString());
    return said(command);
  }

  @Test
  void kustomizeBuildsDelivery() throws Exception {
    List<JsonNode> resources = documents(built(DELIVER));
    resources.forEach(KubernetesSchema::assertValid);
    assertThat(resources)
        .extracting(resource -> resource.required("kind").asText())
        .containsExactlyInAnyOrder("Deployment", "NetworkPolicy");
    assertThat(only("Deployment", resources).at("/spec/template/spec/containers/0/image").asText())
        .isEqualTo(
            only("Deployment", documents(built(BASE)), "tidemark-console")
                .at("/spec/template/spec/containers/0/image")
                .asText());
  }

  private static JsonNode only(String kind, List<JsonNode> resources, String name) {
    return only(
        kind,
        resources.stream()
            .filter(resource -> resource.at("/metadata/name").asText().equals(name))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu", "local"})
  void kustomizeBuildsTheOverlay(String overlay) throws Exception {
    String built = built(KUBERNETES.resolve("overlays/" + overlay));
    List<JsonNode> resources = documents(built);
    resources.forEach(KubernetesSchema::assertValid);
    assertThat(resources)
        .extracting(resource -> resource.required("kind").asText())
        .contains("FlinkDeployment", "ConfigMap", "Deployment", "Service", "NetworkPolicy");
    assertThat(built.contains("nvidia.com/gpu")).isEqualTo(overlay.equals("gpu"));
    String config = only("ConfigMap", resources).at("/data/pipeline.yaml").asText();
    assertThat(documents(config).get(0).required("parallelism"))
        .isEqualTo(only("FlinkDeployment", resources).at("/spec/job/parallelism"));
  }

  private static JsonNode only(String kind, List<JsonNode> resources) {
    List<JsonNode> found =
        resources.stream()
            .filter(resource -> resource.required("kind").asText().equals(kind))
            .toList();
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  @Test
  void composeAcceptsItsFiles() throws Exception {
    String all =
        said(
            List.of(
                "docker-compose",
                "-f",
                "../docker-compose.yml",
                "-f",
                "../docker-compose.gpu.yml",
                "config"));
    assertThat(documents(all).get(0).required("services").fieldNames())
        .toIterable()
        .contains("kafka", "jobmanager", "taskmanager", "console", "prometheus", "grafana");
  }

  /** Templates of the Helm chart are not YAML. */
  private static boolean isYaml(Path file) {
    String name = file.toString();
    return (name.endsWith(".yaml") || name.endsWith(".yml")) && !name.contains("/templates/");
  }

  private static JsonNode flinkDeployment(Path folder) throws IOException {
    return documents(folder.resolve("flink-deployment.yaml")).get(0);
  }

  private static List<JsonNode> documents(Path file) throws IOException {
    return documents(Files.readString(file));
  }

  private static List<JsonNode> documents(String yaml) throws IOException {
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return values.readAll();
    }
  }

  private static boolean isInstalled(String tool) {
    return Stream.of(String.valueOf(System.getenv("PATH")).split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /** What a tool prints; skips where it is not installed. */
  private static String said(List<String> command) throws Exception {
    boolean installed = isInstalled(command.get(0));
    if (!installed) {
      System.err.println("SKIPPED: there is no " + command.get(0) + " here");
    }
    Assumptions.assumeTrue(installed, command.get(0) + " is installed");
    Process tool =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (InputStream out = tool.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(tool.waitFor()).isZero();
      return text;
    }
  }
}
