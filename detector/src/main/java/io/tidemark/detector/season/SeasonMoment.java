package io.tidemark.detector.season;

/**
 * A time between the middles of two hours.
 *
 * @param hour of the day, the earlier one
 * @param day of the week of that hour
 * @param nextHour of the day, the later one
 * @param nextDay of the week of that hour
 * @param share of the way from the earlier to the later, 0 to 1
 */
record SeasonMoment(int hour, int day, int nextHour, int nextDay, double share) {}
