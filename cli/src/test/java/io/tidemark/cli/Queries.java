package io.tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** For tests: the queries under {@code deploy/}. */
final class Queries {
  static final Path DEPLOY = Path.of("..", "deploy");
  private static final Pattern METRIC = Pattern.compile("flink_\\w+");

  private Queries() {}

  /** The dashboard's, by panel and letter. */
  static Map<String, String> ofTheDashboard() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(DEPLOY.resolve("grafana/dashboards/tidemark.json").toFile());
    Map<String, String> queries = new LinkedHashMap<>();
    for (JsonNode panel : dashboard.required("panels")) {
      for (JsonNode target : panel.required("targets")) {
        queries.put(
            panel.required("title").asText() + " " + target.required("refId").asText(),
            target.required("expr").asText());
      }
    }
    return queries;
  }

  /** The rules', by alert. */
  static Map<String, String> ofTheAlerts() throws IOException {
    JsonNode rules =
        new ObjectMapper(new YAMLFactory())
            .readTree(DEPLOY.resolve("prometheus/alerts.yml").toFile());
    Map<String, String> queries = new LinkedHashMap<>();
    for (JsonNode rule : rules.required("groups").get(0).required("rules")) {
      queries.put(rule.required("alert").asText(), rule.required("expr").asText());
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
