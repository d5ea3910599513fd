package io.tidemark.export.table;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.schemas.NetworkEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Rows as {@link NetworkEvent}s; the key column is the observer unless another is mapped. */
final class NetworkTable extends TableEvents {
  private static final String TAGS = "tags.";

  private final List<Filled> fields = new ArrayList<>();
  private final List<Tag> tags = new ArrayList<>();

  NetworkTable(DetectorDefinition definition, TableHeader header) {
    EventSelection events = definition.events();
    Set<String> read = new LinkedHashSet<>(paths(definition));
    read.add("observer");
    for (Schema.Field field : NetworkEvent.getClassSchema().getFields()) {
      String name = field.name();
      if (name.equals("eventTime") || name.equals("tags")) {
        continue;
      }
      int column =
          name.equals("observer") && !events.columns().containsKey(name)
              ? header.position(TableHeader.KEY)
              : column(events, header, name, name);
      if (column >= 0) {
        fields.add(new Filled(field.pos(), type(field.schema()), name.endsWith("Port"), column));
      } else if (read.contains(name)) {
        throw missing(header, name, name);
      }
    }
    read.addAll(events.columns().keySet());
    for (String path : read) {
      if (path.startsWith(TAGS)) {
        String name = path.substring(TAGS.length());
        int column = column(events, header, path, name);
        if (column < 0) {
          throw missing(header, name, path);
        }
        tags.add(new Tag(name, column));
      }
    }
  }

  @Override
  public NetworkEvent event(TableRow row) {
    NetworkEvent event = new NetworkEvent();
    event.setEventTime(row.time());
    for (Filled field : fields) {
      event.put(field.position(), field.value(row));
    }
    Map<String, String> texts = new HashMap<>();
    for (Tag tag : tags) {
      String cell = row.cells().get(tag.column());
      if (!cell.isBlank()) {
        texts.put(tag.name(), cell);
      }
    }
    event.setTags(texts);
    return event;
  }

  private static Schema.Type type(Schema schema) {
    return schema.getType() == Schema.Type.UNION
        ? schema.getTypes().get(schema.getTypes().size() - 1).getType()
        : schema.getType();
  }

  private record Tag(String name, int column) {}

  /** A field of the event and the column that fills it. */
  private record Filled(int position, Schema.Type type, boolean port, int column) {

    @Nullable Object value(TableRow row) {
      return switch (type) {
        case DOUBLE -> Cells.number(row, column);
        case LONG -> Cells.whole(row, column, Long.MIN_VALUE, Long.MAX_VALUE);
        case INT -> {
          Long whole = Cells.whole(row, column, 0, port ? 65_535 : Integer.MAX_VALUE);
          yield whole == null ? null : Integer.valueOf(whole.intValue());
        }
        default -> {
          String cell = row.cells().get(column);
          yield cell.isBlank() ? null : cell;
        }
      };
    }
  }
}
