package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.FieldPath;
import io.tidemark.detector.definition.FieldPath.Element;
import io.tidemark.detector.definition.FieldPath.Every;
import io.tidemark.detector.definition.FieldPath.Field;
import io.tidemark.detector.definition.FieldPath.Match;
import io.tidemark.detector.definition.FieldPath.Step;
import io.tidemark.detector.definition.Unnesting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles the paths of one definition into a tree, and gives each path its place among the values
 * of a record.
 */
final class PathPlan {
  private static final int MOST_PATHS = 1_000;

  private final PathNode root = new PathNode(0);
  private final List<Integer> widths = new ArrayList<>(List.of(0));
  private final Map<String, Integer> names = new LinkedHashMap<>();
  private final List<Loop> loops = new ArrayList<>();

  /** Nodes from which paths of a scope start: one a list that its elements may come from. */
  private final List<List<PathNode>> starts = new ArrayList<>(List.of(List.of(root)));

  private final Map<String, ValueRef> known = new HashMap<>();

  /** Places of metadata, by their paths. */
  private final Map<FieldPath, PathNode> metadata = new LinkedHashMap<>();

  /** A list whose elements make rows: its scope, and that in which it is. */
  record Loop(int scope, int outer) {}

  /**
   * @param each from the outermost
   */
  PathPlan(List<Unnesting> each) {
    each.forEach(this::unnest);
  }

  private void unnest(Unnesting list) {
    String field = "events.each." + list.name();
    int scope = widths.size();
    widths.add(0);
    List<PathNode> elements = new ArrayList<>();
    int outer = -1;
    for (int i = 0; i < list.from().size(); i++) {
      FieldPath path = FieldPath.parse(field, list.from().get(i));
      int from = names.getOrDefault(path.head(), 0);
      if (outer >= 0 && from != outer) {
        throw DefinitionException.of(field, list.from(), "paths that start from the same element");
      }
      outer = from;
      List<PathNode> at = starts.get(from);
      List<Step> steps = path.steps().subList(from > 0 ? 1 : 0, path.steps().size());
      for (int s = 0; s < steps.size() - 1; s++) {
        at = step(field, path, at, steps.get(s));
      }
      for (PathNode node : at) {
        if (node.isList()) {
          throw readTwice(field, path);
        }
        elements.add(node.addElement(scope, i));
      }
    }
    names.put(list.name(), scope);
    starts.add(elements);
    loops.add(new Loop(scope, outer));
  }

  /**
   * The place of the value at a path.
   *
   * @param field of the definition, for messages
   * @param exact whether a number's text is needed
   */
  ValueRef value(String field, String text, boolean exact) {
    FieldPath path = FieldPath.parse(field, text);
    if (path.metadata()) {
      return metadata(path);
    }
    int scope = names.getOrDefault(path.head(), 0);
    List<Step> steps = path.steps().subList(scope > 0 ? 1 : 0, path.steps().size());
    String id = scope + "/" + steps;
    ValueRef found = known.get(id);
    if (found == null) {
      if (known.size() == MOST_PATHS) {
        throw DefinitionException.of(field, text, "one of at most " + MOST_PATHS + " paths");
      }
      found = new ValueRef(scope, place(field, path, starts.get(scope), steps, scope), text);
      known.put(id, found);
    }
    if (exact) {
      requireExact(root, found);
    }
    return found;
  }

  private ValueRef metadata(FieldPath path) {
    PathNode node =
        metadata.computeIfAbsent(
            path,
            unseen -> {
              PathNode place = new PathNode(0);
              place.slot(newSlot(0));
              return place;
            });
    return new ValueRef(0, node.slot(), path.text());
  }

  private int place(
      String field, FieldPath path, List<PathNode> from, List<Step> steps, int scope) {
    List<PathNode> at = from;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Match match) {
        return match(field, path, elements(field, path, at), match, steps, i + 1, scope);
      }
      at = step(field, path, at, steps.get(i));
    }
    return slot(at, scope);
  }

  private int match(
      String field,
      FieldPath path,
      List<PathNode> elements,
      Match match,
      List<Step> steps,
      int next,
      int scope) {
    int before = widths.get(scope);
    int test = place(field, path, elements, match.field().steps(), scope);
    int from = place(field, path, elements, steps.subList(next, steps.size()), scope);
    for (int slot = before; slot < widths.get(scope); slot++) {
      for (PathNode element : elements) {
        element.addMatchSlot(slot);
      }
    }
    int to = newSlot(scope);
    for (PathNode element : elements) {
      element.addSelection(new PathNode.Selection(test, match.value(), from, to));
    }
    return to;
  }

  private List<PathNode> elements(String field, FieldPath path, List<PathNode> at) {
    List<PathNode> elements = new ArrayList<>();
    for (PathNode node : at) {
      if (node.hasPositions() || (node.hasElement() && node.addElement().opens())) {
        throw readTwice(field, path);
      }
      elements.add(node.addElement());
    }
    return elements;
  }

  private List<PathNode> step(String field, FieldPath path, List<PathNode> at, Step step) {
    List<PathNode> next = new ArrayList<>();
    for (PathNode node : at) {
      if (step instanceof Field name) {
        next.add(node.addField(name.name()));
      } else if (step instanceof Element element) {
        if (node.hasElement()) {
          throw readTwice(field, path);
        }
        next.add(node.addPosition(element.index()));
      } else if (step instanceof Every) {
        next.addAll(elements(field, path, List.of(node)));
      } else {
        throw DefinitionException.of(field, path, "a path without [name=value] there");
      }
    }
    return next;
  }

  /** One place for all nodes, since a scope's elements come from one list or another. */
  private int slot(List<PathNode> nodes, int scope) {
    int place = nodes.get(0).slot();
    if (place < 0) {
      place = newSlot(scope);
      for (PathNode node : nodes) {
        node.slot(place);
      }
    }
    return place;
  }

  private int newSlot(int scope) {
    int slot = widths.get(scope);
    widths.set(scope, slot + 1);
    return slot;
  }

  private static void requireExact(PathNode node, ValueRef value) {
    // Where a selection takes the value from another place, that place is not known here.
    if (node.scope() == value.scope()) {
      if (node.slot() == value.slot()) {
        node.requireExact();
      }
      for (PathNode.Selection selection : node.selections()) {
        if (selection.to() == value.slot()) {
          requireExact(node, new ValueRef(value.scope(), selection.from(), value.path()));
        }
      }
    }
    node.children().forEach(child -> requireExact(child, value));
  }

  private static DefinitionException readTwice(String field, FieldPath path) {
    return DefinitionException.of(
        field,
        path,
        "a path through a list that no other path reads in another way: by position, by"
            + " [name=value] or by events.each");
  }

  PathNode root() {
    return root;
  }

  List<Loop> loops() {
    return loops;
  }

  Map<FieldPath, PathNode> metadata() {
    return metadata;
  }

  RecordValues values() {
    return new RecordValues(widths);
  }

  /** Places of each scope. */
  List<Integer> widths() {
    return widths;
  }
}
