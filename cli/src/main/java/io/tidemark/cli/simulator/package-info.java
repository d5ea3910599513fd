/**
 * A small world to watch: a plant of pumps and an office network, with a normal rhythm, the usual
 * defects of telemetry and labelled faults. Pure Java; the same seed gives the same events.
 */
@NullMarked
package io.tidemark.cli.simulator;

import org.jspecify.annotations.NullMarked;
