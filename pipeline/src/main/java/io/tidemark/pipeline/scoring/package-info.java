/** Micro-batches of windows across keys through ONNX Runtime. Comes after window, feeds alert. */
@NullMarked
package io.tidemark.pipeline.scoring;

import org.jspecify.annotations.NullMarked;
