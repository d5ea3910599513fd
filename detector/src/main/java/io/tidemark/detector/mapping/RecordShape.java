package io.tidemark.detector.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a schema says of a place in records. */
interface RecordShape {

  /** The field of this name, or the entry of a map; null where there is none. */
  @Nullable RecordShape field(String name);

  /** Names of all fields; none of a map, which may have any. */
  Collection<String> fields();

  /** What a list's elements are; null where it is no list. */
  @Nullable RecordShape element();

  /** Where more than one thing may be. */
  record AnyOf(List<RecordShape> shapes) implements RecordShape {
    @Override
    public @Nullable RecordShape field(String name) {
      return anyOf(shapes.stream().map(shape -> shape.field(name)).toList());
    }

    @Override
    public Collection<String> fields() {
      return shapes.stream().flatMap(shape -> shape.fields().stream()).toList();
    }

    @Override
    public @Nullable RecordShape element() {
      return anyOf(shapes.stream().map(RecordShape::element).toList());
    }

    private static @Nullable RecordShape anyOf(List<? extends @Nullable RecordShape> shapes) {
      List<RecordShape> some = new ArrayList<>();
      for (RecordShape shape : shapes) {
        if (shape != null) {
          some.add(shape);
        }
      }
      return some.isEmpty() ? null : some.size() == 1 ? some.get(0) : new AnyOf(some);
    }
  }
}
