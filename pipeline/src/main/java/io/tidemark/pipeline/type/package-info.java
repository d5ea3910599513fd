/**
 * How the job's records and state look in bytes: one serializer over a small format for each. Used
 * by every other package of the job.
 */
@NullMarked
package io.tidemark.pipeline.type;

import org.jspecify.annotations.NullMarked;
