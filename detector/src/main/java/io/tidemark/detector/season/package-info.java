/** What a key does by the hour of the day and the day of the week, learned and taken off. */
@NullMarked
package io.tidemark.detector.season;

import org.jspecify.annotations.NullMarked;
