package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/**
 * For tests: what an API server says to a manifest. Kubernetes' own kinds are held against the
 * OpenAPI models of its Java client, strictly: no unknown field, none missing, each of its type. A
 * FlinkDeployment is held against the operator's own definition of it, as strictly, and its pod
 * templates against Kubernetes'.
 */
final class KubernetesSchema {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "v1 ConfigMap", kind(V1ConfigMap::validateJsonElement, V1ConfigMap::fromJson),
          "v1 Namespace", kind(V1Namespace::validateJsonElement, V1Namespace::fromJson),
          "v1 Service", kind(V1Service::validateJsonElement, V1Service::fromJson),
          "v1 ServiceAccount",
              kind(V1ServiceAccount::validateJsonElement, V1ServiceAccount::fromJson),
          "v1 PersistentVolumeClaim",
              kind(V1PersistentVolumeClaim::validateJsonElement, V1PersistentVolumeClaim::fromJson),
          "apps/v1 Deployment", kind(V1Deployment::validateJsonElement, V1Deployment::fromJson),
          "networking.k8s.io/v1 NetworkPolicy",
              kind(V1NetworkPolicy::validateJsonElement, V1NetworkPolicy::fromJson),
          "rbac.authorization.k8s.io/v1 Role", kind(V1Role::validateJsonElement, V1Role::fromJson),
          "rbac.authorization.k8s.io/v1 RoleBinding",
              kind(V1RoleBinding::validateJsonElement, V1RoleBinding::fromJson));

  private static final Kind POD_TEMPLATE =
      kind(V1PodTemplateSpec::validateJsonElement, V1PodTemplateSpec::fromJson);

  private static final JsonSchema FLINK_DEPLOYMENT =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(flinkDeployment());

  /** A version of Flink as newer operators spell it; the definition at hand ends at v1_20. */
  private static final String FLINK_VERSIONS = "^v[12]_\\d{1,2}$";

  private KubernetesSchema() {}

  private static JsonNode flinkDeployment() {
    try (InputStream definition =
        KubernetesSchema.class.getResourceAsStream(
            "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml")) {
      JsonNode schema =
          new ObjectMapper(new YAMLFactory())
              .readTree(definition)
              .at("/spec/versions/0/schema/openAPIV3Schema");
      ((ObjectNode) schema.at("/properties/spec/properties/flinkVersion"))
          .put("pattern", FLINK_VERSIONS)
          .remove("enum");
      schema.path("properties").properties().forEach(part -> close(part.getValue()));
      return schema;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A field that is not listed is refused, as `kubectl apply` does by its strict validation. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.has("properties")
        && !object.has("additionalProperties")
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    schema.forEach(KubernetesSchema::close);
  }

  private interface Kind {
    void check(JsonElement manifest) throws IOException;
  }

  private interface Fields {
    void check(JsonElement manifest) throws IOException;
  }

  private interface Types {
    Object read(String manifest) throws IOException;
  }

  private static Kind kind(Fields fields, Types types) {
    return manifest -> {
      fields.check(manifest);
      types.read(manifest.toString());
    };
  }

  /** Fails, with the reason, where the API server would refuse it. */
  static void assertValid(JsonNode manifest) {
    String kind =
        manifest.required("apiVersion").asText() + " " + manifest.required("kind").asText();
    if (kind.equals("flink.apache.org/v1beta1 FlinkDeployment")) {
      assertThat(FLINK_DEPLOYMENT.validate(manifest)).isEmpty();
      manifest
          .findValues("podTemplate")
          .forEach(pod -> assertValid(kind, POD_TEMPLATE, withContainers(pod)));
      return;
    }
    assertThat(KINDS).containsKey(kind);
    assertValid(kind, Objects.requireNonNull(KINDS.get(kind)), manifest);
  }

  /** The operator adds its own container to a template that has none. */
  private static JsonNode withContainers(JsonNode template) {
    JsonNode whole = template.deepCopy();
    if (whole.path("spec") instanceof ObjectNode spec && !spec.has("containers")) {
      spec.putArray("containers");
    }
    return whole;
  }

  private static void assertValid(String name, Kind kind, JsonNode manifest) {
    try {
      kind.check(JsonParser.parseString(manifest.toString()));
    } catch (IllegalArgumentException | JsonSyntaxException | IOException refused) {
      throw new AssertionError(name + ": " + refused.getMessage(), refused);
    }
  }
}
