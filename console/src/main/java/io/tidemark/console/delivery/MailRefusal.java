package io.tidemark.console.delivery;

import io.tidemark.schemas.PrintableText;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server said when it did not take a mail for everyone.
 *
 * @param sent who has it none the less
 * @param unsent whose addresses it has nothing against
 * @param forGood whether all that was refused was with a status of 5xx, which does not pass
 * @param told its words, on one line
 */
record MailRefusal(List<Address> sent, List<Address> unsent, boolean forGood, String told) {
  private static final int NEGATIVE = 400;
  private static final int PERMANENT = 500;

  static MailRefusal of(SendFailedException refused) {
    int mail = refused instanceof SMTPSendFailedException whole ? whole.getReturnCode() : 0;
    List<SMTPAddressFailedException> addresses = mail >= NEGATIVE ? List.of() : addresses(refused);
    boolean forGood =
        addresses.isEmpty()
            ? mail >= PERMANENT
            : addresses.stream().allMatch(address -> address.getReturnCode() >= PERMANENT);
    String told =
        addresses.isEmpty()
            ? String.valueOf(refused.getMessage())
            : addresses.stream()
                .map(address -> address.getAddress() + ": " + address.getMessage())
                .collect(Collectors.joining("; "));
    return new MailRefusal(
        list(refused.getValidSentAddresses()),
        list(refused.getValidUnsentAddresses()),
        forGood,
        PrintableText.oneLine(told));
  }

  private static List<SMTPAddressFailedException> addresses(SendFailedException refused) {
    List<SMTPAddressFailedException> found = new ArrayList<>();
    Exception next = refused;
    while (next instanceof MessagingException link) {
      if (link instanceof SMTPAddressFailedException address) {
        found.add(address);
      }
      next = link.getNextException();
    }
    return found;
  }

  private static List<Address> list(Address @Nullable [] addresses) {
    return addresses == null ? List.of() : List.of(addresses);
  }
}
