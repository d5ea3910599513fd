package io.tidemark.export.proposal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of a topic that one detector is for.
 *
 * @param mapping the preset that reads them; null where there is none
 * @param sample of these records
 */
record Kind(@Nullable Mapping mapping, List<SampledRecord> sample) {}
