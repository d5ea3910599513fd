package io.tidemark.detector.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.tidemark.detector.definition.CsvColumns;
import io.tidemark.schemas.wire.WireException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as it streams by, without a tree, and what Jackson reads as if it were JSON. Nesting
 * and lengths are bounded by Jackson's default constraints; of a field that comes twice the last
 * value counts. {@code NaN} is taken as a number, as some languages write it.
 */
final class JsonRecordReader implements RecordReader {
  private static final CsvFactory CSV = new CsvFactory();
  private static final ObjectMapper TREES = new ObjectMapper();

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          .build();

  private final PathNode root;
  private final Parsers parsers;
  private final String name;

  /** Opens parsers of a format whose tokens are those of JSON. */
  interface Parsers {
    JsonParser open(byte[] record) throws IOException;
  }

  /**
   * @param name of the format, for messages
   */
  private JsonRecordReader(PathNode root, Parsers parsers, String name) {
    this.root = root;
    this.parsers = parsers;
    this.name = name;
  }

  /** Reads JSON. */
  static JsonRecordReader json(PathNode root) {
    return new JsonRecordReader(root, JsonRecordReader::parser, "JSON");
  }

  /** Reads a line of CSV: an object where columns have names, else a list. All values are texts. */
  static JsonRecordReader csv(PathNode root, CsvColumns columns) {
    CsvSchema schema = schema(columns);
    return new JsonRecordReader(root, record -> csvParser(record, schema), "CSV");
  }

  private static CsvSchema schema(CsvColumns columns) {
    CsvSchema.Builder schema = CsvSchema.builder().setColumnSeparator(columns.delimiter());
    columns.names().forEach(schema::addColumn);
    return schema.build();
  }

  private static CsvParser csvParser(byte[] record, CsvSchema schema) throws IOException {
    CsvParser parser = CSV.createParser(record);
    parser.setSchema(schema);
    return parser;
  }

  /** All of a record. */
  static JsonNode tree(byte[] record) throws WireException {
    try (JsonParser parser = parser(record)) {
      return tree(parser, "JSON");
    } catch (IOException malformed) {
      throw new WireException("not valid JSON: " + malformed);
    }
  }

  /** All of a line of CSV, as texts. */
  static JsonNode tree(byte[] record, CsvColumns columns) throws WireException {
    try (JsonParser parser = csvParser(record, schema(columns))) {
      return tree(parser, "CSV");
    } catch (IOException malformed) {
      throw new WireException("not valid CSV: " + malformed);
    }
  }

  private static JsonNode tree(JsonParser parser, String name) throws WireException {
    try {
      JsonNode tree = TREES.readTree(parser);
      if (tree == null || parser.nextToken() != null) {
        throw new WireException("not valid " + name + ": a record must hold one value");
      }
      return tree;
    } catch (WireException wrong) {
      throw wrong;
    } catch (JsonProcessingException malformed) {
      throw WireException.malformed(name, malformed);
    } catch (IOException malformed) {
      throw new WireException("not valid " + name + ": " + malformed);
    }
  }

  static JsonParser parser(byte[] record) throws IOException {
    return FACTORY.createParser(record);
  }

  @Override
  public void read(byte[] record, RecordValues values) throws WireException {
    try (JsonParser parser = parsers.open(record)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw wrong("there is nothing in it");
      }
      if (first.isScalarValue() && root.leadsOn()) {
        throw new WireException("not a " + name + " object");
      }
      value(parser, first, root, values);
      if (parser.nextToken() != null) {
        throw wrong("something follows after its end");
      }
    } catch (WireException wrong) {
      throw wrong;
    } catch (JsonProcessingException malformed) {
      throw WireException.malformed(name, malformed);
    } catch (IOException malformed) {
      throw wrong(malformed.toString());
    }
  }

  private WireException wrong(String reason) {
    return new WireException("not valid " + name + ": " + reason);
  }

  private static void value(
      JsonParser parser, @Nullable JsonToken token, PathNode node, RecordValues values)
      throws IOException {
    if (token == null) {
      throw new WireException("not valid: it ends too early");
    }
    switch (token) {
      case START_OBJECT -> {
        values.container(node);
        object(parser, node, values);
      }
      case START_ARRAY -> {
        values.container(node);
        list(parser, node, values);
      }
      case VALUE_NULL -> values.nothing(node);
      default -> {
        if (node.slot() >= 0) {
          scalar(parser, token, node, values);
        }
      }
    }
  }

  private static void object(JsonParser parser, PathNode node, RecordValues values)
      throws IOException {
    if (!node.isObject()) {
      parser.skipChildren();
      return;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      PathNode field = node.field(name);
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else {
        value(parser, token, field, values);
      }
    }
  }

  private static void list(JsonParser parser, PathNode node, RecordValues values)
      throws IOException {
    if (!node.isList()) {
      parser.skipChildren();
      return;
    }
    int position = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      PathNode element = node.element(position++);
      if (element == null) {
        parser.skipChildren();
      } else {
        values.beginElement(element);
        value(parser, token, element, values);
        values.endElement(element);
      }
    }
  }

  private static void scalar(JsonParser parser, JsonToken token, PathNode node, RecordValues values)
      throws IOException {
    switch (token) {
      case VALUE_STRING -> values.text(node, parser.getText());
      case VALUE_TRUE -> values.bool(node, true);
      case VALUE_FALSE -> values.bool(node, false);
      case VALUE_NUMBER_INT -> {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          decimal(parser, node, values);
        } else {
          values.number(node, parser.getLongValue());
        }
      }
      default -> decimal(parser, node, values);
    }
  }

  private static void decimal(JsonParser parser, PathNode node, RecordValues values)
      throws IOException {
    if (node.exact()) {
      values.numberText(node, parser.getText());
    } else {
      values.number(node, parser.getDoubleValue());
    }
  }
}
