package io.tidemark.detector.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A JSON Schema, the reader of its files and the page about them agree, field by field. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OptionContractCases {
  private final String module;
  private final Path page;
  private final List<DeclaredField> fields;
  private final OptionContract contract;

  /**
   * @param owner the schema {@code MODULE.schema.json} is a resource beside it
   * @param page has the table of the fields
   * @param reader of a file's text
   * @param files that are accepted
   */
  protected OptionContractCases(
      String module,
      Class<?> owner,
      Path page,
      Function<String, Object> reader,
      List<String> files) {
    String schema = module + ".schema.json";
    this.module = module;
    this.page = page;
    this.fields = DeclaredField.of(owner, schema);
    this.contract =
        new OptionContract(
            OptionContract.validator(DeclaredField.read(owner, schema)), reader, files);
  }

  Stream<DeclaredField> fields() {
    return fields.stream();
  }

  Stream<DeclaredField> enums() {
    return fields().filter(field -> field.schema().has("enum"));
  }

  Stream<DeclaredField> defaults() {
    return fields().filter(field -> field.otherwise() != null);
  }

  @Test
  void schemaAndReaderAcceptTheFilesOfThisTest() {
    contract.checkFiles();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void everyFieldIsRead(DeclaredField field) {
    contract.checkKnown(field);
  }

  @ParameterizedTest
  @MethodSource("fields")
  void rangesAreThoseOfTheSchema(DeclaredField field) {
    contract.checkRange(field);
  }

  @ParameterizedTest
  @MethodSource("enums")
  void namesAreThoseOfTheSchema(DeclaredField field) {
    contract.checkNames(field);
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void defaultsAreThoseOfTheSchema(DeclaredField field) {
    contract.checkDefault(field);
  }

  @Test
  void everyDefaultIsPinned() throws IOException {
    Path pinned =
        Path.of("src/test/resources", getClass().getPackageName().replace('.', '/'))
            .resolve("defaults.txt");
    OptionPage.checkDefaults(pinned, fields, module, getClass());
  }

  @Test
  void thePageHasTheTableOfTheSchema() throws IOException {
    OptionPage.checkTable(page, fields, module, getClass());
  }
}
