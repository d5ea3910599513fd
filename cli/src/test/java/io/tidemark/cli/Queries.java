package io.tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** For tests: the queries under {@code deploy/}. */
final class Queries {
  static final Path DEPLOY = Path.of("..", "deploy");
  private static final Pattern METRIC = Pattern.compile("\\b(flink|tidemark|jvm|process)_\\w+");

  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), \\w+\\)");

  /** The detector that is looked at: that of {@link PumpRun}. */
  private static final String DETECTOR = "pump";

  private Queries() {}

  /** The dashboards' panels, by dashboard, panel and letter. */
  static Map<String, String> ofTheDashboards() throws IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    for (JsonNode dashboard : dashboards()) {
      String title = dashboard.required("title").asText();
      for (JsonNode panel : dashboard.required("panels")) {
        for (JsonNode target : panel.path("targets")) {
          String name = "%s: %s %s".formatted(title, panel.path("title"), target.path("refId"));
          queries.put(name, expression(target));
        }
      }
    }
    return queries;
  }

  /** The dashboards' annotations and variables, by dashboard and name. */
  static Map<String, String> besideThePanels() throws IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    for (JsonNode dashboard : dashboards()) {
      String title = dashboard.required("title").asText();
      for (JsonNode annotation : dashboard.at("/annotations/list")) {
        queries.put(title + ": " + annotation.required("name"), expression(annotation));
      }
      for (JsonNode variable : dashboard.at("/templating/list")) {
        Matcher values = LABEL_VALUES.matcher(variable.at("/query/query").asText());
        if (!values.matches()) {
          throw new IllegalStateException(variable + " asks for no label");
        }
        queries.put(title + ": " + variable.required("name"), values.group(1));
      }
    }
    return queries;
  }

  /** All that Grafana is given. */
  static List<JsonNode> dashboards() throws IOException {
    List<JsonNode> dashboards = new ArrayList<>();
    try (Stream<Path> files = Files.list(DEPLOY.resolve("grafana/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        dashboards.add(new ObjectMapper().readTree(file.toFile()));
      }
    }
    return dashboards;
  }

  private static String expression(JsonNode query) {
    return query.required("expr").asText().replace("$detector", DETECTOR);
  }

  /** The rules', by alert. */
  static Map<String, String> ofTheAlerts() throws IOException {
    JsonNode rules =
        new ObjectMapper(new YAMLFactory())
            .readTree(DEPLOY.resolve("prometheus/alerts.yml").toFile());
    Map<String, String> queries = new LinkedHashMap<>();
    for (JsonNode group : rules.required("groups")) {
      for (JsonNode rule : group.required("rules")) {
        queries.put(rule.required("alert").asText(), rule.required("expr").asText());
      }
    }
    return queries;
  }

  /** The metrics that a query names. */
  static Set<String> metrics(String query) {
    return METRIC
        .matcher(query)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
