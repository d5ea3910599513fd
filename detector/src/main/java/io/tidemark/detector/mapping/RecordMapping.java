package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventFormat;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.definition.FieldPath;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one detector's observations of records of any shape, as its definition maps them. Compiled
 * once; for one thread.
 */
public final class RecordMapping {
  private final String detector;
  private final PathNode root;
  private final RecordReader reader;
  private final boolean outlined;
  private final RecordValues values;
  private final List<PathPlan.Loop> loops;
  private final Map<FieldPath, PathNode> metadata;
  private final Row row;
  private final List<ConditionReader> where;
  private final KeyReader key;
  private final EventTimeReader time;
  private final TagReader tags;
  private final List<FeatureReader> features;
  private final PathsSeen seen;
  private final List<Observation> observations = new ArrayList<>();

  private RecordMapping(DetectorDefinition definition, JobFormats formats) {
    EventSelection events = definition.events();
    PathPlan plan = new PathPlan(events.each());
    detector = definition.name();
    where = ConditionReader.of(plan, "events.where", events.where());
    key = new KeyReader(plan, events.key());
    time = new EventTimeReader(plan, events.time());
    tags = new TagReader(plan, events.tags());
    features = new ArrayList<>();
    for (Feature feature : definition.features()) {
      features.add(new FeatureReader(plan, feature));
    }
    root = plan.root();
    reader = RecordReaders.of(root, events, formats);
    outlined = formats.mapped(events) == EventFormat.JSON;
    values = plan.values();
    loops = plan.loops();
    metadata = plan.metadata();
    row = new Row(values, loops.size() + 1);
    seen = new PathsSeen(plan.widths(), paths());
  }

  /**
   * Compiles a definition without event type.
   *
   * @param formats how records are written where the definition does not say so
   * @throws io.tidemark.detector.definition.DefinitionException when its paths do not go together
   */
  public static RecordMapping of(DetectorDefinition definition, JobFormats formats) {
    return new RecordMapping(definition, formats);
  }

  /**
   * Checks the paths against a schema.
   *
   * @throws io.tidemark.detector.definition.DefinitionException when one is not in it
   */
  void check(RecordShape shape) {
    ShapeCheck.check(root, shape);
  }

  private List<List<ValueRef>> paths() {
    List<List<ValueRef>> paths = new ArrayList<>();
    where.forEach(condition -> paths.add(List.of(condition.value())));
    paths.addAll(key.paths());
    paths.addAll(time.paths());
    paths.addAll(tags.paths());
    features.forEach(feature -> paths.addAll(feature.paths()));
    return paths;
  }

  /**
   * The observations of a record, in the order of what it holds; none where it is not for this
   * detector or a tombstone. The list is reused for the next record.
   *
   * @throws WireException when it is not of the format
   * @throws InvalidEventException when its key, its time or a value is unusable
   * @throws io.tidemark.schemas.registry.RegistryException when a schema registry is away
   */
  public List<Observation> extract(TopicRecord record) throws WireException, InvalidEventException {
    observations.clear();
    byte[] value = record.value();
    if (value == null) {
      return observations;
    }
    values.clear();
    reader.read(value, values);
    if (outlined) {
      seen.sample(value);
    }
    metadata.forEach((path, node) -> read(record, path, node));
    seen.add(values);
    row.start(record.source());
    rows(0);
    return observations;
  }

  private void read(TopicRecord record, FieldPath path, PathNode node) {
    switch (path.head()) {
      case "@topic" -> values.text(node, record.topic());
      case "@timestamp" -> {
        if (record.timestampMillis() >= 0) {
          values.time(node, record.timestampMillis() * 1000);
        }
      }
      case "@key" -> text(node, record.key());
      case "@value" -> text(node, record.value());
      default -> text(node, record.headers().get(path.header()));
    }
  }

  private void text(PathNode node, byte @Nullable [] bytes) {
    if (bytes != null) {
      values.text(node, new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** Goes through the elements of one list, with those of the outer ones at hand. */
  private void rows(int depth) throws WireException, InvalidEventException {
    if (depth == loops.size()) {
      row();
      return;
    }
    PathPlan.Loop loop = loops.get(depth);
    Slots elements = values.scope(loop.scope());
    int outer = row.element(loop.outer());
    int first = firstOf(elements, outer);
    int list = -1;
    for (int i = first; i < elements.count() && elements.parent(i) == outer; i++) {
      list = list < 0 ? elements.list(i) : Math.min(list, elements.list(i));
    }
    for (int i = first; i < elements.count() && elements.parent(i) == outer; i++) {
      if (elements.list(i) == list) {
        row.enter(loop.scope(), i);
        rows(depth + 1);
      }
    }
  }

  /** Elements lie in the order of those that they are in. */
  private static int firstOf(Slots elements, int outer) {
    int low = 0;
    int high = elements.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (elements.parent(middle) < outer) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void row() throws WireException, InvalidEventException {
    row.count(features.size());
    if (!ConditionReader.allHold(where, row)) {
      return;
    }
    String keyText = key.read(row);
    if (keyText == null) {
      return;
    }
    double[] numbers = new double[features.size()];
    boolean any = false;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = features.get(i).read(row);
      any |= !Double.isNaN(numbers[i]);
    }
    if (any) {
      observations.add(
          new Observation(
              detector, keyText, time.read(row), numbers, tags.read(row), row.source()));
    }
  }

  /** Which of the definition's paths have been in a record so far. */
  public PathsSeen seen() {
    return seen;
  }
}
