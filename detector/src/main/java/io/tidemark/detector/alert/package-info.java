/**
 * From verdicts to incidents: opened once, updated while they last, resolved once, with the
 * features that explain them. Last room of the house.
 */
@NullMarked
package io.tidemark.detector.alert;

import org.jspecify.annotations.NullMarked;
