/** What an adaptive stride saves, and what it loses. */
@NullMarked
package io.tidemark.lab.adaptive;

import org.jspecify.annotations.NullMarked;
