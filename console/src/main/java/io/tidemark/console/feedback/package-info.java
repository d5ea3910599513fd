/** To Kafka: what people say of incidents. */
@NullMarked
package io.tidemark.console.feedback;

import org.jspecify.annotations.NullMarked;
