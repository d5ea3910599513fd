package io.tidemark.detector.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime's CUDA provider, set up so that its memory does not grow with the hours. */
final class CudaProvider {
  private CudaProvider() {}

  /** Adds it to the options; what stood in the way, or null when nothing did. */
  static @Nullable String add(SessionOptions options, Placement placement) {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      return "this ONNX Runtime has no CUDA provider (it is in the onnxruntime_gpu jar, Maven"
          + " profile gpu)";
    }
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(placement.device())) {
      for (Map.Entry<String, String> setting : settings(placement).entrySet()) {
        cuda.add(setting.getKey(), setting.getValue());
      }
      options.addCUDA(cuda);
      // Batches vary in size; a memory pattern is planned anew for each and is never freed.
      options.setMemoryPatternOptimization(false);
      return null;
    } catch (OrtException failed) {
      return firstLine(String.valueOf(failed.getMessage()));
    }
  }

  /** The provider's own settings, by its names for them. */
  static Map<String, String> settings(Placement placement) {
    Map<String, String> settings = new TreeMap<>();
    // By default the arena doubles, and takes much that no batch ever needs.
    settings.put("arena_extend_strategy", "kSameAsRequested");
    if (placement.memoryLimit() > 0) {
      settings.put("gpu_mem_limit", Long.toString(placement.memoryLimit()));
    }
    return settings;
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
