package io.tidemark.pipeline.sink;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The key of a Kafka record: records with the same key keep their order; null: any order will do.
 */
@FunctionalInterface
public interface RecordKey<T> extends Serializable {
  @Nullable String of(T value);
}
