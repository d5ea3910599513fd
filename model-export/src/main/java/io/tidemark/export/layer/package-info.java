/**
 * Layers that DJL trains and ONNX Runtime runs: each pairs a DJL block with the ONNX nodes that
 * compute the same.
 */
@NullMarked
package io.tidemark.export.layer;

import org.jspecify.annotations.NullMarked;
