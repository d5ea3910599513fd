package io.tidemark.benchmarks.pipeline;

/**
 * What events cost.
 *
 * @param events that were measured
 * @param cpuMicrosPerEvent CPU time of the whole worker process
 * @param eventsPerSecond by the clock
 */
public record JobFigures(long events, double cpuMicrosPerEvent, double eventsPerSecond) {}
