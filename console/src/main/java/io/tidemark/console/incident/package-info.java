/** What people are told: incidents, their reason in words, the verdict on them. */
@NullMarked
package io.tidemark.console.incident;

import org.jspecify.annotations.NullMarked;
