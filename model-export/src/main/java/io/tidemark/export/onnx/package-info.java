/**
 * ONNX files: a small graph builder on the protobuf classes. Knows nothing of networks; the layers
 * write into it.
 */
@NullMarked
package io.tidemark.export.onnx;

import org.jspecify.annotations.NullMarked;
