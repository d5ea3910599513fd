package io.tidemark.lab.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;

/** Transactions that are neither committed nor aborted: readers see nothing behind one. */
final class OpenTransactions {
  private static final Duration LONGEST = Duration.ofMinutes(20);

  private OpenTransactions() {}

  /**
   * Waits until none is open.
   *
   * @return seconds that it took
   */
  static double awaitNone(Properties client, Consumer<String> progress)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (Admin admin = Admin.create(client)) {
      List<String> open = ids(admin);
      if (!open.isEmpty()) {
        progress.accept("transactions that nobody owns hold readers back: " + open);
      }
      while (!open.isEmpty() && System.nanoTime() - start < LONGEST.toNanos()) {
        TimeUnit.MILLISECONDS.sleep(500);
        open = ids(admin);
      }
      return (System.nanoTime() - start) / 1e9;
    } catch (ExecutionException failed) {
      throw new IOException("transactions cannot be listed: " + failed.getCause(), failed);
    }
  }

  private static List<String> ids(Admin admin) throws ExecutionException, InterruptedException {
    Set<TransactionState> states =
        Set.of(
            TransactionState.ONGOING,
            TransactionState.PREPARE_COMMIT,
            TransactionState.PREPARE_ABORT);
    return admin
        .listTransactions(new ListTransactionsOptions().filterStates(states))
        .all()
        .get()
        .stream()
        .map(TransactionListing::transactionalId)
        .sorted()
        .toList();
  }
}
