/** The detectors of the job: what defines them and which models score for them. */
@NullMarked
package io.tidemark.console.detector;

import org.jspecify.annotations.NullMarked;
