/**
 * From windows to scores: the ONNX model, its contract and the execution provider that runs it. The
 * only package that knows ONNX Runtime. Comes after window, feeds calibration.
 */
@NullMarked
package io.tidemark.detector.model;

import org.jspecify.annotations.NullMarked;
