package io.tidemark.detector.mapping;

/**
 * Where the value of a path is among those of a record.
 *
 * @param scope the record, or an unnested list
 * @param slot place in it
 * @param path as the definition has it
 */
record ValueRef(int scope, int slot, String path) {}
