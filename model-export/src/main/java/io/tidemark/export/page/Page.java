package io.tidemark.export.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file without references to others, so that it can be sent around and read without a network.
 * Its script draws the data that stands in it.
 */
public final class Page {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z.]+)}}");

  private final Class<?> owner;
  private final String name;

  /**
   * A page whose sections are in the resource {@code name.html} beside a class, and drawn by {@code
   * name.js}.
   */
  public Page(Class<?> owner, String name) {
    this.owner = owner;
    this.name = name;
  }

  /**
   * Writes the page.
   *
   * @param data what its script gets
   * @throws IOException when the file cannot be written
   */
  public void write(ObjectNode data, Path file) throws IOException {
    Map<String, String> parts =
        Map.of(
            "uplot.css", resource(Page.class, UPLOT + "uPlot.min.css"),
            "uplot.js", resource(Page.class, UPLOT + "uPlot.iife.min.js"),
            "page.css", resource(Page.class, "page.css"),
            "page.js", resource(Page.class, "page.js"),
            "sections", resource(owner, name + ".html"),
            "script", resource(owner, name + ".js"),
            "data", safe(data));
    Files.writeString(file, filled(resource(Page.class, "page.html"), parts));
  }

  /** JSON that cannot end the script element it stands in. */
  private static String safe(ObjectNode data) {
    return data.toString().replace("<", "\\u003c");
  }

  private static String filled(String template, Map<String, String> parts) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    Objects.requireNonNull(parts.get(place.group(1)), place.group(1))));
  }

  private static String resource(Class<?> beside, String name) throws IOException {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
