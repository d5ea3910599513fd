package io.tidemark.export.proposal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Names of features, in camel case. */
final class Names {
  private static final int LONGEST = 60;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,59}");

  private Names() {}

  /** From the last step of a path, or from the values that tell its series apart. */
  static String of(String path, Map<String, String> where) {
    if (where.isEmpty()) {
      List<String> steps = steps(path);
      String last = named(steps.get(steps.size() - 1));
      boolean says = !Words.isPlainValue(path) || steps.size() == 1;
      return says ? last : joined(camel(steps.get(steps.size() - 2)), last);
    }
    String values = "";
    for (String value : where.values()) {
      values = joined(values, value.replaceAll(".*/", ""));
    }
    return Words.isPlainValue(path) ? values : joined(of(path, Map.of()), values);
  }

  private static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    for (String step :
        path.replaceAll("\\[\\w+=([^]]*)]", ".$1")
            .replaceAll("\\[(\\d+)]", "$1")
            .split("(?<!\\\\)\\.", -1)) {
      if (!camel(step).isEmpty()) {
        steps.add(step.replace("\\", ""));
      }
    }
    return steps.isEmpty() ? List.of("value") : steps;
  }

  static String joined(String one, String other) {
    String second = camel(other);
    if (one.isEmpty() || second.isEmpty()) {
      return one + second;
    }
    return cut(one + Character.toUpperCase(second.charAt(0)) + second.substring(1));
  }

  /** A step as it is, where it can be a name. */
  private static String named(String step) {
    return PLAIN.matcher(step).matches() ? step : camel(step);
  }

  private static String camel(String text) {
    StringBuilder name = new StringBuilder();
    for (String word : text.split("[^A-Za-z0-9]+", -1)) {
      if (word.isEmpty()) {
        continue;
      }
      boolean shout =
          word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT)) && word.matches("[A-Z]+");
      String soft = shout ? word.toLowerCase(Locale.ROOT) : word;
      name.append(
          name.isEmpty()
              ? Character.toLowerCase(soft.charAt(0)) + soft.substring(1)
              : Character.toUpperCase(soft.charAt(0)) + soft.substring(1));
    }
    String found = name.toString();
    return cut(found.isEmpty() || Character.isLetter(found.charAt(0)) ? found : "f" + found);
  }

  private static String cut(String name) {
    return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
  }

  /** With parents' names, then numbers, for those of the same name. */
  static List<Candidate> unique(List<Candidate> candidates) {
    Map<String, Integer> counts = new HashMap<>();
    candidates.forEach(c -> counts.merge(c.name(), 1, Integer::sum));
    Map<String, Integer> used = new HashMap<>();
    List<Candidate> named = new ArrayList<>();
    for (Candidate candidate : candidates) {
      String name = candidate.name();
      List<String> steps = steps(candidate.from().get(0));
      if (counts.getOrDefault(name, 0) > 1 && steps.size() > 1) {
        name = joined(camel(steps.get(steps.size() - 2)), name);
      }
      int before = used.merge(name, 1, Integer::sum);
      named.add(candidate.named(before == 1 ? name : name + before));
    }
    return named;
  }
}
