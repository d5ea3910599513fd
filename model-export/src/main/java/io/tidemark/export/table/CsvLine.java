package io.tidemark.export.table;

/**
 * A line of a CSV file.
 *
 * @param number line in the file, from 1
 * @param cells its texts
 */
public record CsvLine(int number, String[] cells) {}
