package io.tidemark.console.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A configuration as it is written. */
record DeliveryText(
    @Nullable String group, @Nullable String deadLetters, @Nullable List<ReceiverText> receivers) {}
