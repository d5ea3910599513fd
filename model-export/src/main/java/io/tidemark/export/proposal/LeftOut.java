package io.tidemark.export.proposal;

/**
 * A field that is no feature.
 *
 * @param what its path, with the values that tell it apart
 * @param why the reason
 */
public record LeftOut(String what, String why) {}
