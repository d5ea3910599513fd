package io.tidemark.cli.cluster;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.pipeline.TidemarkJob;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.core.execution.JobClient;

/**
 * Puts the job onto a cluster that runs already. Everything is checked here first, so that what is
 * wrong is one line and no restart loop on the cluster.
 *
 * @param cluster REST interface of the job manager
 * @param jar the job's jar
 */
public record JobSubmission(URI cluster, Path jar) {
  private static final String BUILT_JAR = "pipeline/target/tidemark-job.jar";

  public JobSubmission {
    if (cluster.getHost() == null) {
      throw DefinitionException.of(
          "--cluster", cluster, "the address of a job manager, such as http://localhost:8081");
    }
    if (!Files.isRegularFile(jar)) {
      throw DefinitionException.of(
          "--jar", jar, "the job's jar; mvn -DskipTests -pl pipeline -am package builds it");
    }
  }

  /** The jar that a build leaves under {@code home}. */
  public static Path builtJar(Path home) {
    return home.resolve(BUILT_JAR);
  }

  /**
   * Submits a job and returns once the cluster has taken it.
   *
   * @param restore {@code none}, {@code latest} or the path of a checkpoint or savepoint
   * @throws DefinitionException when the restore point is not there
   * @throws IOException when the cluster does not answer or refuses the job
   */
  public JobClient submit(TidemarkJob job, String restore) throws IOException {
    int port = cluster.getPort() < 0 ? 8081 : cluster.getPort();
    try {
      return job.submit(cluster.getHost(), port, jar, restore);
    } catch (DefinitionException wrong) {
      throw wrong;
    } catch (Exception refused) {
      Throwable root = refused;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw new IOException(cluster + " did not accept the job: " + root.getMessage(), refused);
    }
  }
}
