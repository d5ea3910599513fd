/**
 * Training and export of models: windows cut by the detector's own code train a network with DJL,
 * which is written as one self-describing ONNX file and proved against the trainer's forward pass.
 * In the order data flows: training windows ({@code window}), networks ({@code layer}, {@code
 * architecture}), the loop ({@code training}), scores ({@code scoring}), the file ({@code onnx}).
 */
@NullMarked
package io.tidemark.export;

import org.jspecify.annotations.NullMarked;
