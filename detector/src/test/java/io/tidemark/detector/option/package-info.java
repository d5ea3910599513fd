/** For tests: the fields that a JSON Schema declares, against readers and documentation. */
@NullMarked
package io.tidemark.detector.option;

import org.jspecify.annotations.NullMarked;
