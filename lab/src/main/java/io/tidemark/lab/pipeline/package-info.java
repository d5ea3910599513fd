/** What an event costs from broker to broker, in a worker process of its own. */
@NullMarked
package io.tidemark.lab.pipeline;

import org.jspecify.annotations.NullMarked;
