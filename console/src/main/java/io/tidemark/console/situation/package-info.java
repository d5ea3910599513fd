/** Situations: incidents of several keys or detectors that begin together and are related. */
@NullMarked
package io.tidemark.console.situation;

import org.jspecify.annotations.NullMarked;
