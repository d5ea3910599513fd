package io.tidemark.detector.definition;

import io.tidemark.schemas.option.OptionSchema;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads detector definitions from YAML. {@code detector.schema.json} declares the fields and their
 * defaults.
 */
public final class DefinitionReader {
  private static final OptionSchema SCHEMA =
      OptionSchema.load(DefinitionReader.class, "detector.schema.json");

  private DefinitionReader() {}

  /**
   * Reads a definition; a relative model path is taken from the definition's folder.
   *
   * @throws DefinitionException when the file cannot be read or a field is not accepted
   */
  public static DetectorDefinition read(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return YamlFile.read(
        file,
        SCHEMA,
        section -> definition(section, Objects.requireNonNull(folder), DefinitionFiles.in(folder)));
  }

  /** As {@link #read}, from a text; a relative model path is taken from {@code folder}. */
  public static DetectorDefinition parse(String yaml, Path folder) {
    return parse(yaml, folder, DefinitionFiles.in(folder));
  }

  /** As {@link #parse(String, Path)}, with the schemas that it names from elsewhere. */
  public static DetectorDefinition parse(String yaml, Path folder, DefinitionFiles files) {
    return YamlFile.parse(yaml, SCHEMA, section -> definition(section, folder, files));
  }

  private static DetectorDefinition definition(
      YamlSection top, Path folder, DefinitionFiles files) {
    Presets.apply(top.node());
    String name = top.text("name");
    EventsReader events = new EventsReader(top.section("events"), files);
    WindowSpec window = window(top.section("window"));
    Baseline baseline = baseline(top.section("baseline"));
    checkWarmup(window, baseline);
    return new DetectorDefinition(
        name,
        events.events(),
        top.sections("features", events::feature),
        window,
        baseline,
        model(top, folder),
        Score.COMBINED,
        ThresholdReader.read(top.section("threshold"), top.section("alerts")),
        alerts(top.section("alerts"), top.optionalText("runbook"), window),
        health(top),
        retrain(top));
  }

  /**
   * A warm-up in which no key could ever learn its calibration is a mistake. In tables, of which a
   * key's first share is its warm-up, it is a short key's fate, so definitions as such allow it.
   */
  private static void checkWarmup(WindowSpec window, Baseline baseline) {
    boolean learns = baseline.per() == Baseline.Per.KEY;
    int more = Baseline.FEWEST_WINDOWS - 1;
    int least = window.length() + more;
    if (learns && baseline.warmup() < least) {
      throw DefinitionException.of(
          "baseline.warmup",
          baseline.warmup(),
          "at least window.length + %d = %d with a baseline per key".formatted(more, least));
    }
  }

  private static WindowSpec window(YamlSection section) {
    WindowSpec window =
        new WindowSpec(
            section.duration("tick"),
            section.integer("length"),
            section.integer("stride"),
            section.duration("lateness"),
            section.integer("maxGap"));
    section.done();
    return window;
  }

  private static Baseline baseline(YamlSection section) {
    Baseline.Per per = section.oneOf("per", Baseline.Per.class);
    Baseline baseline =
        new Baseline(
            per,
            byModel(section, per, "warmup") ? 0 : section.integer("warmup"),
            section.bool("follow"),
            season(section, per));
    section.done();
    return baseline;
  }

  /** Whether a field has no say because the model scales raw values and keys learn nothing. */
  private static boolean byModel(YamlSection baseline, Baseline.Per per, String field) {
    return per == Baseline.Per.MODEL && !baseline.has(field);
  }

  private static Season season(YamlSection baseline, Baseline.Per per) {
    if (byModel(baseline, per, "season")) {
      return Season.OFF;
    }
    if (!baseline.isMapping("season")) {
      String text = baseline.text("season");
      return switch (text) {
        case "auto" -> Season.AUTO;
        case "off", "false" -> Season.OFF; // to YAML they are the same
        default ->
            throw DefinitionException.of(
                baseline.path("season"),
                text,
                "auto, off or a mapping with the fields zone and holidays");
      };
    }
    YamlSection section = baseline.section("season");
    ZoneId zone = zone(section);
    YamlSection days = section.section("holidays");
    Holidays holidays =
        new Holidays(
            days.optionalText("country"),
            days.optionalText("region"),
            days.texts("dates").stream()
                .map(text -> date(days.path("dates"), text))
                .collect(Collectors.toSet()));
    days.done();
    section.done();
    return new Season(true, zone, holidays);
  }

  private static ZoneId zone(YamlSection section) {
    String text = section.text("zone");
    try {
      return ZoneId.of(text);
    } catch (DateTimeException unknown) {
      throw DefinitionException.of(
          section.path("zone"), "'" + text + "'", "a time zone, such as UTC or Europe/Berlin");
    }
  }

  private static LocalDate date(String path, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException malformed) {
      throw DefinitionException.of(path, "'" + text + "'", "dates such as 2026-12-24");
    }
  }

  private static @Nullable ModelReference model(YamlSection top, Path folder) {
    if (!top.isMapping("model")) {
      String text = top.text("model");
      if (text.equals("none")) {
        return null;
      }
      throw DefinitionException.of(
          "model", text, "none or a mapping with the fields path and provider");
    }
    YamlSection section = top.section("model");
    ModelReference model =
        new ModelReference(
            file(section.text("path"), folder),
            section.oneOf("provider", ProviderPreference.class));
    section.done();
    return model;
  }

  private static Path file(String path, Path folder) {
    try {
      return folder.resolve(path).normalize();
    } catch (InvalidPathException malformed) {
      throw DefinitionException.of(
          "model.path", "'" + path.replace('\0', '?') + "'", "the path of a file");
    }
  }

  private static AlertPolicy alerts(
      YamlSection section, @Nullable String runbook, WindowSpec window) {
    section.has(ThresholdReader.PER_DAY); // read with the threshold
    AlertPolicy alerts =
        new AlertPolicy(
            updateEvery(section),
            orElse(
                section.optionalDuration("reopenWithin"),
                window.tick().multipliedBy(window.length())),
            section.numberMap("minDeviation"),
            section.numberMap("minRelativeDeviation"),
            directions(section.section("direction")),
            section.bool("duringWarmup"),
            section.optionalDuration("newNormalAfter"),
            section.optionalNumber("driftShare"),
            section.number("minCoverage"),
            runbook);
    section.done();
    return alerts;
  }

  private static @Nullable Duration updateEvery(YamlSection section) {
    String text = section.text("updateEvery");
    return switch (text) {
      case "off", "false" -> null; // to YAML they are the same
      default -> duration(section, "updateEvery", "off or " + Durations.ACCEPTED);
    };
  }

  private static Duration duration(YamlSection section, String field, String accepted) {
    try {
      return section.duration(field);
    } catch (DefinitionException wrong) {
      throw DefinitionException.of(section.path(field), "'" + section.text(field) + "'", accepted);
    }
  }

  private static Map<String, Direction> directions(YamlSection section) {
    Map<String, Direction> directions = new LinkedHashMap<>();
    for (String feature : section.names()) {
      directions.put(feature, section.oneOf(feature, Direction.class));
    }
    return directions;
  }

  private static Health health(YamlSection top) {
    if (!top.isMapping("health")) {
      String text = top.text("health");
      return switch (text) {
        case "auto" -> Health.AUTO;
        case "off", "false" -> Health.OFF; // to YAML they are the same
        default -> throw DefinitionException.of("health", text, "auto, off or a mapping");
      };
    }
    YamlSection section = top.section("health");
    Health health =
        new Health(
            limit(section, "flatLine"),
            limit(section, "gap"),
            late(section),
            section.bool("clockAhead"),
            section.bool("clockBehind"),
            section.bool("missingReading"));
    section.done();
    return health;
  }

  private static Health.Limit limit(YamlSection section, String field) {
    String text = section.text(field);
    if ("auto".equals(text)) {
      return Health.Limit.LEARNED;
    }
    if ("off".equals(text) || "false".equals(text)) {
      return Health.Limit.NONE;
    }
    return Health.Limit.of(duration(section, field, "auto, off or " + Durations.ACCEPTED));
  }

  private static Health.Late late(YamlSection section) {
    String text = section.text("late");
    return switch (text) {
      case "auto" -> Health.Late.LEARNED;
      case "true" -> Health.Late.ALWAYS;
      case "false" -> Health.Late.NEVER;
      default ->
          throw DefinitionException.of(
              section.path("late"), "'" + text + "'", "auto, true or false");
    };
  }

  private static @Nullable Retraining retrain(YamlSection top) {
    if (!top.has("retrain")) {
      return null;
    }
    YamlSection section = top.section("retrain");
    Retraining retrain =
        new Retraining(
            section.optionalDuration("every"),
            section.bool("onDrift"),
            history(section),
            section.duration("shadow"),
            section.oneOf("promotion", Promotion.class));
    section.done();
    return retrain;
  }

  private static @Nullable Duration history(YamlSection section) {
    return section.text("from").equals("topic")
        ? null
        : duration(section, "from", "topic or " + Durations.ACCEPTED);
  }

  private static <T> T orElse(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
