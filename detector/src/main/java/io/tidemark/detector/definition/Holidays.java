package io.tidemark.detector.definition;

import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Days on which people do what they do on a Sunday: the public holidays of a country or of a part
 * of it, and dates of one's own.
 *
 * @param country two-letter code as in ISO 3166; null for none
 * @param region code of a part of the country as in ISO 3166-2, without the country's; null for the
 *     holidays of the whole country
 * @param dates further days
 */
public record Holidays(@Nullable String country, @Nullable String region, Set<LocalDate> dates) {
  public static final Holidays NONE = new Holidays(null, null, Set.of());

  private static final String FIELD = "baseline.season.holidays.";

  public Holidays {
    country = country == null ? null : country.toLowerCase(Locale.ROOT);
    region = region == null ? null : region.toLowerCase(Locale.ROOT);
    dates = Set.copyOf(dates);
    if (country != null) {
      require("country", country, withOwnClasses(HolidayManager::getSupportedCalendarCodes));
    }
    if (region != null && country == null) {
      throw DefinitionException.of(FIELD + "region", region, "given with a country");
    }
    if (region != null && country != null) {
      require("region", region, manager(country).getCalendarHierarchy().getChildren().keySet());
    }
  }

  private static void require(String field, String code, Set<String> codes) {
    Set<String> known = new TreeSet<>();
    codes.forEach(each -> known.add(each.toLowerCase(Locale.ROOT)));
    if (!known.contains(code)) {
      String accepted =
          known.isEmpty() ? "left out for this country" : "one of " + String.join(", ", known);
      throw DefinitionException.of(FIELD + field, code, accepted);
    }
  }

  /** Whether a day is one of them. */
  public boolean contains(LocalDate date) {
    return dates.contains(date) || (country != null && isPublic(country, date));
  }

  private boolean isPublic(String where, LocalDate date) {
    String[] parts = region == null ? new String[0] : new String[] {region};
    return withOwnClasses(() -> manager(where).isHoliday(date, HolidayType.PUBLIC_HOLIDAY, parts));
  }

  private static HolidayManager manager(String country) {
    return withOwnClasses(() -> HolidayManager.getInstance(ManagerParameters.create(country)));
  }

  /** The calendars are found by the thread's class loader, which need not know them. */
  private static <T> T withOwnClasses(Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Holidays.class.getClassLoader());
    try {
      return action.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
