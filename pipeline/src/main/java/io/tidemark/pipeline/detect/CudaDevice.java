package io.tidemark.pipeline.detect;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * The CUDA device that Flink gave this TaskManager: {@code external-resources: gpu} with Flink's
 * GPU driver, which tells the device's index.
 */
final class CudaDevice {
  private static final String RESOURCE = "gpu";
  private static final String INDEX = "index";
  private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

  private CudaDevice() {}

  /** Index of the device; the first one where Flink says nothing of devices. */
  static int of(RuntimeContext context) {
    return of(context.getExternalResourceInfos(RESOURCE)).orElse(0);
  }

  /** The lowest index among what Flink tells. */
  static OptionalInt of(Set<ExternalResourceInfo> resources) {
    return resources.stream()
        .map(resource -> resource.getProperty(INDEX))
        .flatMap(Optional::stream)
        .map(String::strip)
        .filter(index -> NUMBER.matcher(index).matches())
        .mapToInt(Integer::parseInt)
        .min();
  }
}
