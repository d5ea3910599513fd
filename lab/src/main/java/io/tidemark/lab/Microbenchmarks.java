package io.tidemark.lab;

import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the JMH benchmarks of this package, each in a JVM of its own, with what they allocate. */
public final class Microbenchmarks {
  private Microbenchmarks() {}

  /**
   * Runs benchmarks and prints their table.
   *
   * @param patterns regular expressions of benchmark names; all of them where empty
   * @param model model file of the batch benchmark
   * @param seconds seconds of measurement for each benchmark, in five parts
   * @throws RunnerException when JMH fails
   */
  public static void run(List<String> patterns, Path model, int seconds) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.milliseconds(seconds * 200L))
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend("-D" + BatchBenchmark.MODEL + "=" + model.toAbsolutePath());
    for (String pattern : patterns.isEmpty() ? List.of(packagePattern()) : patterns) {
      options.include(pattern);
    }
    new Runner(options.build()).run();
  }

  private static String packagePattern() {
    return Microbenchmarks.class.getPackageName().replace(".", "\\.") + "\\..*";
  }
}
