package io.tidemark.console.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A configuration as it is written. */
record DeliveryText(
    @Nullable String group,
    @Nullable String deadLetters,
    @Nullable String silences,
    @Nullable String actions,
    @Nullable ConsoleText console,
    @Nullable JsonNode situations,
    @Nullable List<ReceiverText> receivers) {
  record ConsoleText(@Nullable String url) {}

  /**
   * Where links in messages lead to.
   *
   * @throws IllegalArgumentException with one line that names the field
   */
  Links links() {
    if (console == null) {
      return Links.NONE;
    }
    if (console.url() == null) {
      throw new IllegalArgumentException("console.url: is missing");
    }
    return new Links(ReceiverText.address("console.url", console.url()));
  }
}
