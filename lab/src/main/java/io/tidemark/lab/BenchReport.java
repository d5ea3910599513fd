package io.tidemark.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a benchmark found.
 *
 * @param machine what it ran on
 * @param ratios what the benchmark is for, by name
 * @param measurements what the ratios were made of: one row each, with the same columns
 */
public record BenchReport(
    Machine machine, Map<String, Double> ratios, List<Map<String, Object>> measurements) {

  /** Prints one line of JSON, or tables for people; the ratios come first. */
  public void print(PrintWriter out, boolean json) {
    if (json) {
      out.println(json());
      return;
    }
    out.println(machine);
    out.println();
    ratios.forEach((name, value) -> out.printf("%-24s %s%n", name, shown(value)));
    out.println();
    table(out);
  }

  private String json() {
    Map<String, Object> all = new LinkedHashMap<>(ratios);
    all.put("machine", machine);
    all.put("measurements", measurements);
    try {
      return new ObjectMapper().writeValueAsString(all);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void table(PrintWriter out) {
    Set<String> columns = new LinkedHashSet<>();
    measurements.forEach(row -> columns.addAll(row.keySet()));
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (String column : columns) {
      int widest = column.length();
      for (Map<String, Object> row : measurements) {
        widest = Math.max(widest, shown(row.getOrDefault(column, "")).length());
      }
      widths.put(column, widest);
    }
    StringBuilder head = new StringBuilder();
    widths.forEach((column, width) -> head.append(padded(column, width)));
    out.println(head.toString().stripTrailing());
    for (Map<String, Object> row : measurements) {
      StringBuilder line = new StringBuilder();
      widths.forEach(
          (column, width) -> line.append(padded(shown(row.getOrDefault(column, "")), width)));
      out.println(line.toString().stripTrailing());
    }
  }

  private static String padded(String text, int width) {
    return " ".repeat(width - text.length()) + text + "  ";
  }

  private static String shown(Object value) {
    if (!(value instanceof Double number)) {
      return String.valueOf(value);
    }
    double size = Math.abs(number);
    return (size >= 1000 ? "%,.0f" : size >= 10 ? "%.1f" : "%.3f").formatted(number);
  }
}
