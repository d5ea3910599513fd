package io.tidemark.schemas.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link WireFormat#JSON}. Nesting and number lengths are bounded by Jackson's default
 * constraints.
 */
final class JsonDecoder<T extends SpecificRecord> implements EventDecoder<T> {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private final Class<T> type;
  private final Schema schema;
  private final JsonValueReader values;

  JsonDecoder(Class<T> type, TimeFormat times) {
    TrustedRecords.register();
    this.type = type;
    SpecificData model = SpecificData.getForClass(type);
    this.schema = model.getSchema(type);
    this.values = new JsonValueReader(model, times);
  }

  @Override
  public T decode(byte @Nullable [] payload) throws WireException {
    if (payload == null) {
      throw new WireException("the record has no value");
    }
    try {
      JsonNode top = READER.readValue(payload);
      if (top == null || !top.isObject()) {
        throw new WireException("not a JSON object");
      }
      return type.cast(values.read("", top, schema));
    } catch (JsonProcessingException malformed) {
      throw WireException.malformed("JSON", malformed);
    } catch (WireException wrong) {
      throw wrong;
    } catch (IOException | RuntimeException malformed) {
      throw new WireException("not valid JSON: " + malformed);
    }
  }
}
