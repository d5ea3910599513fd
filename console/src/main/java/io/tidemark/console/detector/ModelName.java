package io.tidemark.console.detector;

import org.jspecify.annotations.Nullable;

/**
 * Which model it is.
 *
 * @param version that its file states; null where that is not known
 * @param digest SHA-256 of its file, hexadecimal
 */
public record ModelName(@Nullable String version, String digest) {}
