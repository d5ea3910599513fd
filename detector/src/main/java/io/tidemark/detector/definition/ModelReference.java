package io.tidemark.detector.definition;

import java.nio.file.Path;

/**
 * Which model scores the detector's windows.
 *
 * @param path the ONNX file, resolved against the definition's folder
 * @param provider which execution provider may run it
 */
public record ModelReference(Path path, ProviderPreference provider) {}
