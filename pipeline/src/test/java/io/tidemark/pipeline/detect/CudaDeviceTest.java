package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.junit.jupiter.api.Test;

class CudaDeviceTest {
  @Test
  void isTheOneThatFlinkGaveTheTaskManager() {
    assertThat(CudaDevice.of(Set.of(new Gpu("3")))).hasValue(3);
    assertThat(CudaDevice.of(Set.of(new Gpu("3"), new Gpu(" 2 ")))).hasValue(2);
  }

  @Test
  void isUnknownWhereFlinkTellsOfNone() {
    assertThat(CudaDevice.of(Set.of())).isEmpty();
    assertThat(CudaDevice.of(Set.of(new Gpu("MIG-1")))).isEmpty();
  }

  record Gpu(String index) implements ExternalResourceInfo {
    @Override
    public Optional<String> getProperty(String key) {
      return key.equals("index") ? Optional.of(index) : Optional.empty();
    }

    @Override
    public Collection<String> getKeys() {
      return List.of("index");
    }
  }
}
