package io.tidemark.detector.calibration;

/**
 * Where the tail of a key's normal levels begins: what the next level is held against.
 *
 * @param average running average of the levels
 * @param edge how far over the average one normal level in ten stands, over 0
 * @param scale how far such levels stand over the edge on the mean, over 0
 */
public record LevelTail(double average, double edge, double scale) {}
