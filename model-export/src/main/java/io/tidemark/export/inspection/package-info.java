/** What a model file of any origin is, and how far it meets the contract. Comes after onnx. */
@NullMarked
package io.tidemark.export.inspection;

import org.jspecify.annotations.NullMarked;
