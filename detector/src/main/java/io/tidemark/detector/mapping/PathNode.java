package io.tidemark.detector.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A place in records that a definition reads, or that leads to one. All paths of a definition make
 * a tree; a reader goes down it with the record and skips what it does not name.
 */
final class PathNode {
  private static final int[] NONE = {};
  private static final int FEW = 8;

  private final int scope;
  private int slot = -1;
  private boolean exact;
  private final Map<String, PathNode> fields = new HashMap<>();

  /** The same, to be looked through where they are few. */
  private String[] names = {};

  private int[] hashes = NONE;
  private PathNode[] children = {};
  private final SortedMap<Integer, PathNode> positions = new TreeMap<>();
  private @Nullable PathNode element;
  private int outerScope = -1;
  private int list;
  private int[] matchSlots = NONE;
  private final List<Selection> selections = new ArrayList<>();

  /**
   * Of a list's element: takes what it has at one place to where the first such element's value
   * goes, if it has this text at another.
   */
  record Selection(int test, String value, int from, int to) {}

  PathNode(int scope) {
    this.scope = scope;
  }

  /** Scope whose element the value is of. */
  int scope() {
    return scope;
  }

  /** Place of the value in its scope; -1 where only what is within it is read. */
  int slot() {
    return slot;
  }

  void slot(int place) {
    slot = place;
  }

  /** Whether a number's text is needed, as its double would not do. */
  boolean exact() {
    return exact;
  }

  void requireExact() {
    exact = true;
  }

  /** Whether anything within the value is read. */
  boolean leadsOn() {
    return !fields.isEmpty() || isList();
  }

  boolean isList() {
    return element != null || !positions.isEmpty();
  }

  boolean isObject() {
    return !fields.isEmpty();
  }

  /** The field of this name; null where it is not read. */
  @Nullable PathNode field(String name) {
    if (names.length > FEW) {
      return fields.get(name);
    }
    // Most of a record's fields are not read: their hashes tell, which a parser's names keep.
    int hash = name.hashCode();
    for (int i = 0; i < names.length; i++) {
      if (hashes[i] == hash && names[i].equals(name)) {
        return children[i];
      }
    }
    return null;
  }

  /** All fields that are read. */
  Map<String, PathNode> fields() {
    return fields;
  }

  /** All elements of a list that are read. */
  List<PathNode> elements() {
    List<PathNode> elements = new ArrayList<>(positions.values());
    if (element != null) {
      elements.add(element);
    }
    return elements;
  }

  /** All nodes one step down. */
  List<PathNode> children() {
    List<PathNode> children = new ArrayList<>(fields.values());
    children.addAll(elements());
    return children;
  }

  PathNode addField(String name) {
    PathNode field = fields.computeIfAbsent(name, unseen -> new PathNode(scope));
    names = fields.keySet().toArray(new String[0]);
    hashes = Arrays.stream(names).mapToInt(String::hashCode).toArray();
    children = fields.values().toArray(new PathNode[0]);
    return field;
  }

  /** The element at a position; null where it is not read. */
  @Nullable PathNode element(int position) {
    PathNode there = positions.isEmpty() ? null : positions.get(position);
    return there == null ? element : there;
  }

  PathNode addPosition(int position) {
    return positions.computeIfAbsent(position, unseen -> new PathNode(scope));
  }

  /** Every element, in the same scope. */
  PathNode addElement() {
    if (element == null) {
      element = new PathNode(scope);
    }
    return element;
  }

  /** Every element, each with a scope's places of its own. */
  PathNode addElement(int ownScope, int number) {
    element = new PathNode(ownScope);
    element.outerScope = scope;
    element.list = number;
    return element;
  }

  /** Whether elements are read in any way. */
  boolean hasElement() {
    return element != null;
  }

  boolean hasPositions() {
    return !positions.isEmpty();
  }

  /** Whether each such element opens one of its scope. */
  boolean opens() {
    return outerScope >= 0;
  }

  int outerScope() {
    return outerScope;
  }

  /** Which of the alternative lists of its scope it is from. */
  int list() {
    return list;
  }

  /** Places that each element starts without. */
  int[] matchSlots() {
    return matchSlots;
  }

  void addMatchSlot(int place) {
    int[] more = Arrays.copyOf(matchSlots, matchSlots.length + 1);
    more[matchSlots.length] = place;
    matchSlots = more;
  }

  List<Selection> selections() {
    return selections;
  }

  void addSelection(Selection selection) {
    selections.add(selection);
  }
}
