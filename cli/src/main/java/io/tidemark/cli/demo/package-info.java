/**
 * The demonstration: a broker, the job and a replay in one command, and what came of it. Uses the
 * broker, the replay, the simulator and the job; only the command line uses it.
 */
@NullMarked
package io.tidemark.cli.demo;

import org.jspecify.annotations.NullMarked;
