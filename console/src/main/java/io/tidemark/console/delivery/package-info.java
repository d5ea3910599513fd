/** From Kafka to people: webhooks, Alertmanager, chat and e-mail, at least once. */
@NullMarked
package io.tidemark.console.delivery;

import org.jspecify.annotations.NullMarked;
