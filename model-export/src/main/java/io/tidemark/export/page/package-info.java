/**
 * Pages of results: one HTML file each, with its data, style, script and charts in it. What they
 * show is made by {@code evaluation} and {@code comparison}.
 */
@NullMarked
package io.tidemark.export.page;

import org.jspecify.annotations.NullMarked;
