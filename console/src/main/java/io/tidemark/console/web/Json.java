package io.tidemark.console.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers in JSON; what has no value is left out. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII) // ids are as they came; terminals show answers
          .build();

  private Json() {}

  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static void answer(Context request, Object value) {
    request.contentType("application/json").result(text(value));
  }

  static <T> T read(String text, Class<T> type) throws IOException {
    T value = MAPPER.readValue(text, type);
    if (value == null) {
      throw new IllegalArgumentException("the body: null is not accepted; a JSON object is");
    }
    return value;
  }

  /** JSON has no NaN and no infinity. */
  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
