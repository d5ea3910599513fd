/** What ONNX Runtime alone can do, without a job around it. */
@NullMarked
package io.tidemark.lab.scoring;

import org.jspecify.annotations.NullMarked;
