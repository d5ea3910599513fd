package io.tidemark.lab.pipeline;

/**
 * What events cost.
 *
 * @param events that were measured
 * @param cpuMicrosPerEvent CPU time of the worker process without its JIT compiler
 * @param compilerMicrosPerEvent CPU time of the JIT compiler, which becomes less the longer a run
 * @param eventsPerSecond by the clock
 */
public record JobFigures(
    long events, double cpuMicrosPerEvent, double compilerMicrosPerEvent, double eventsPerSecond) {}
