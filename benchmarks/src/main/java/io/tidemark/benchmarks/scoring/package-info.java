/** What ONNX Runtime alone can do, without a job around it. */
@NullMarked
package io.tidemark.benchmarks.scoring;

import org.jspecify.annotations.NullMarked;
