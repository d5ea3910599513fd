package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tidemark.detector.definition.FieldPath;
import io.tidemark.detector.definition.Unnesting;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the list of a record whose elements are devices, each with values of its own, as gateways
 * send them. A list whose elements are metrics of one device is none.
 */
final class DeviceLists {
  private static final int DEEPEST = 3;
  private static final String ELEMENT = "element";

  /** What the elements of the lists at one path are like. */
  private static final class Found {
    private int records;
    private int elements;
    private int named;
    private int measuring;
    private final Set<String> names = new HashSet<>();
  }

  private final Map<String, Found> lists = new TreeMap<>();

  private DeviceLists() {}

  /** The list as {@code events.each} has it; empty where there is none. */
  static List<Unnesting> of(List<SampledRecord> records) {
    DeviceLists found = new DeviceLists();
    records.forEach(record -> found.walk("", record.tree(), 0));
    return found.lists.entrySet().stream()
        .filter(list -> isOfDevices(list.getValue(), records.size()))
        .map(list -> new Unnesting(ELEMENT, List.of(list.getKey() + "[*]")))
        .limit(1)
        .toList();
  }

  private static boolean isOfDevices(Found list, int records) {
    return list.records > records / 2
        && list.elements > list.records
        && list.named == list.elements
        && list.measuring > list.elements / 2
        && list.names.size() > 1
        && list.names.size() <= list.elements / 2;
  }

  private void walk(String path, JsonNode node, int depth) {
    if (depth > DEEPEST) {
      return;
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              field -> {
                String step = FieldPath.step(field.getKey());
                walk(path.isEmpty() ? step : path + "." + step, field.getValue(), depth + 1);
              });
    } else if (node instanceof ArrayNode list && !path.isEmpty() && !list.isEmpty()) {
      Found found = lists.computeIfAbsent(path, unseen -> new Found());
      found.records++;
      list.forEach(element -> look(element, found));
    }
  }

  private static void look(JsonNode element, Found found) {
    found.elements++;
    boolean named = false;
    boolean measures = false;
    for (Map.Entry<String, JsonNode> field : element.properties()) {
      JsonNode value = field.getValue();
      if (value.isTextual() && Words.identity(field.getKey()) >= 1 && !isMetric(field.getKey())) {
        named = true;
        found.names.add(value.asText());
      } else if (value.isNumber() && !Words.isPlainValue(field.getKey())) {
        measures |= !Words.isSerialNumber(field.getKey()) && Words.time(field.getKey()) <= 0;
      }
    }
    found.named += named ? 1 : 0;
    found.measuring += measures ? 1 : 0;
  }

  private static boolean isMetric(String name) {
    return name.equals("name") || name.equals("key") || name.equals("metric");
  }
}
