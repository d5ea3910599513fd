package io.tidemark.console.fleet;

import java.util.List;
import java.util.Map;

/**
 * Part of the fleet and the whole in figures.
 *
 * @param total keys that match the query
 * @param rows those of the page: worst first, then by detector and key
 * @param counts keys by detector and health, of the whole fleet
 * @param leavesOut whether there are more keys, for which there is no room
 */
public record FleetPage(
    int total, List<FleetRow> rows, Map<String, Map<Health, Integer>> counts, boolean leavesOut) {}
