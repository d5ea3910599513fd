package io.tidemark.console.detector;

import org.jspecify.annotations.Nullable;

/**
 * A detector as a file of the job's configuration defines it.
 *
 * @param file name of that file
 * @param yaml what it says
 * @param model that it names; null where it names none, or its file cannot be read here
 */
public record DefinedDetector(String name, String file, String yaml, @Nullable ModelName model) {}
