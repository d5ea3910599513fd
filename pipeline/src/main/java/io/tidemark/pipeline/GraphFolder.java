package io.tidemark.pipeline;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.JobID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary folder that Flink makes with each job graph, to pack folders of distributed files
 * in, and never deletes. Ours ships files, so it stays empty.
 */
final class GraphFolder {
  private static final Logger LOG = LoggerFactory.getLogger(GraphFolder.class);

  private GraphFolder() {}

  /** Deletes it, once the job is submitted. */
  static void delete(JobID job) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(temporary, "flink-distributed-cache-" + job + "*")) {
      for (Path folder : folders) {
        Files.delete(folder);
      }
    } catch (IOException kept) {
      LOG.info("A temporary folder of the job graph stays: {}", kept.toString());
    }
  }
}
