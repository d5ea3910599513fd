/**
 * Pages of results: one HTML file each, with its data, style, script and charts in it. What they
 * show is made by {@code evaluation}, {@code comparison} and {@code preview}.
 */
@NullMarked
package io.tidemark.export.page;

import org.jspecify.annotations.NullMarked;
