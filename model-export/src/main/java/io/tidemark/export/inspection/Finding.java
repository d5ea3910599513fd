package io.tidemark.export.inspection;

/**
 * One line of an inspection.
 *
 * @param fits whether this part meets the contract
 * @param subject what was looked at
 * @param detail what was found and, where it does not fit, what is needed
 */
public record Finding(boolean fits, String subject, String detail) {
  static Finding fits(String subject, String detail) {
    return new Finding(true, subject, detail);
  }

  static Finding misfit(String subject, String detail) {
    return new Finding(false, subject, detail);
  }
}
