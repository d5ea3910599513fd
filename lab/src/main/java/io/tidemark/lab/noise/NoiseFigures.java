package io.tidemark.lab.noise;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much people hear of faults that are known.
 *
 * @param faults those that there were
 * @param found those in which an incident opened or came back, or within a window's length after
 * @param incidents of the faults found; one that comes back in another fault counts for both
 * @param openings messages of these incidents that open them
 * @param updates messages of these incidents between
 * @param ends messages that resolve them, or call what lasts the new normal
 * @param updatesAfter updates about windows that end more than a tick after the fault, while no
 *     other fault acts
 * @param allOpenings openings of any incident
 * @param contradictions openings that print a value which the range printed beside it holds
 * @param withoutValue openings that print no value
 * @param resolvedOver resolutions whose score is not under the threshold
 * @param endedEarly faults whose last incident ended before them
 * @param leftOpen faults found whose incident was open when another fault began, or the data ended
 * @param closedAfter of each fault whose last incident ended when the fault was over, by how many
 *     ticks more than the rule's own count of normal windows, ascending
 * @param falseIncidents incidents that opened without a fault
 * @param falseMessages messages of incidents that opened or came back without a fault
 */
record NoiseFigures(
    int faults,
    int found,
    int incidents,
    int openings,
    int updates,
    int ends,
    int updatesAfter,
    int allOpenings,
    int contradictions,
    int withoutValue,
    int resolvedOver,
    int endedEarly,
    int leftOpen,
    List<Double> closedAfter,
    int falseIncidents,
    int falseMessages) {
  /** Ticks beyond the rule's own count that are soon enough. */
  static final int SOON = 2;

  static final NoiseFigures NONE =
      new NoiseFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), 0, 0);

  NoiseFigures {
    closedAfter = closedAfter.stream().sorted().toList();
  }

  /** Of both together. */
  NoiseFigures plus(NoiseFigures other) {
    return new NoiseFigures(
        faults + other.faults,
        found + other.found,
        incidents + other.incidents,
        openings + other.openings,
        updates + other.updates,
        ends + other.ends,
        updatesAfter + other.updatesAfter,
        allOpenings + other.allOpenings,
        contradictions + other.contradictions,
        withoutValue + other.withoutValue,
        resolvedOver + other.resolvedOver,
        endedEarly + other.endedEarly,
        leftOpen + other.leftOpen,
        Stream.concat(closedAfter.stream(), other.closedAfter.stream()).toList(),
        falseIncidents + other.falseIncidents,
        falseMessages + other.falseMessages);
  }

  /** Incidents a fault found; NaN where none was. */
  double incidentsAFault() {
    return aFault(incidents);
  }

  /** Messages a fault found; NaN where none was. */
  double messagesAFault() {
    return aFault(openings + updates + ends);
  }

  /** A count divided by the faults found; NaN where none was found. */
  double aFault(int count) {
    return found == 0 ? Double.NaN : (double) count / found;
  }

  /** Share of the faults closed after their end that were closed soon; NaN where none was. */
  double closedSoon() {
    return closedAfter.stream()
        .mapToDouble(ticks -> ticks <= SOON ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  /** Of the ticks of {@link #closedAfter}; NaN where there is none. */
  double medianClosedAfter() {
    double[] sorted = closedAfter.stream().mapToDouble(Double::doubleValue).toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }

  /** The largest of {@link #closedAfter}; NaN where there is none. */
  double worstClosedAfter() {
    return closedAfter.isEmpty() ? Double.NaN : closedAfter.get(closedAfter.size() - 1);
  }
}
