package io.tidemark.pipeline.config;

import java.util.HashMap;
import java.util.Map;

/**
 * Lets the settings of Kafka clients name secrets instead of holding them: {@code ${env:NAME}}
 * stands for a variable of the environment, {@code ${file:/path:key}} for an entry of a properties
 * file, {@code ${dir:/path:file}} for all of a file in a folder, as Kubernetes mounts secrets.
 * Kafka's own config providers resolve them, in the process that opens the client: what travels to
 * the cluster, lies in job graphs and could be logged is the name.
 */
public final class Secrets {
  private static final String PROVIDERS = "config.providers";
  private static final String PACKAGE = "org.apache.kafka.common.config.provider.";

  private Secrets() {}

  /** The settings with what resolves the names in them; as they are where they bring their own. */
  public static Map<String, String> resolvable(Map<String, String> settings) {
    boolean named = settings.values().stream().anyMatch(value -> value.contains("${"));
    if (!named || settings.containsKey(PROVIDERS)) {
      return Map.copyOf(settings);
    }
    Map<String, String> resolvable = new HashMap<>(settings);
    resolvable.put(PROVIDERS, "env,file,dir");
    resolvable.put(PROVIDERS + ".env.class", PACKAGE + "EnvVarConfigProvider");
    resolvable.put(PROVIDERS + ".file.class", PACKAGE + "FileConfigProvider");
    resolvable.put(PROVIDERS + ".dir.class", PACKAGE + "DirectoryConfigProvider");
    return Map.copyOf(resolvable);
  }
}
