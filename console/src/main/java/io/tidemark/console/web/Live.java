package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.tidemark.console.intake.HistoryWriter;
import io.tidemark.console.store.History;
import io.tidemark.console.store.Overview;
import io.tidemark.console.store.StoreException;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells open pages that something changed, at most twice a second, by Server-Sent Events. What
 * changed they ask for themselves, so that a flood of alerts costs a page no more than a trickle. A
 * page that does not read holds up itself alone.
 */
final class Live implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);
  private static final long PERIOD_MILLIS = 500;
  private static final int SENDERS = 4;

  /** Also without news, so that both ends notice when the other has gone. */
  private static final int SIGN_OF_LIFE = 20;

  private static final int MOST_PAGES = 500;

  private final History history;
  private final HistoryWriter writer;
  private final Readiness readiness;
  private final Set<SseClient> idle = ConcurrentHashMap.newKeySet();
  private final Map<SseClient, BooleanSupplier> pages = new ConcurrentHashMap<>();
  private final ScheduledExecutorService senders =
      Executors.newScheduledThreadPool(
          SENDERS,
          task -> {
            Thread thread = new Thread(task, "console-live");
            thread.setDaemon(true);
            return thread;
          });
  private long alertsTold = -1;
  private long scoresTold = -1;
  private @Nullable String troubleTold;
  private int quiet;
  private volatile String news = "{}";
  private volatile Overview overview = Overview.NONE;

  Live(History history, HistoryWriter writer, Readiness readiness) {
    this.history = history;
    this.writer = writer;
    this.readiness = readiness;
  }

  /** Pages that are open. */
  int pages() {
    return pages.size();
  }

  /** The incidents in figures, at most a moment old. */
  Overview overview() {
    return overview;
  }

  void start() {
    senders.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private record News(
      long alerts,
      long scores,
      Map<Severity, Long> open,
      long attention,
      long total,
      List<String> detectors,
      long unreadable,
      @Nullable String failure,
      @Nullable String trouble) {}

  /**
   * A page has opened.
   *
   * @param permitted whether it may still be told
   */
  void open(SseClient page, BooleanSupplier permitted) {
    if (pages.size() >= MOST_PAGES) {
      page.close();
      return;
    }
    page.keepAlive();
    page.onClose(
        () -> {
          pages.remove(page);
          idle.remove(page);
        });
    pages.put(page, permitted);
    send(page);
  }

  /** The same news, for those who ask. */
  void answer(Context request) {
    request.contentType("application/json").result(Json.text(news()));
  }

  private void look() {
    try {
      closeSignedOut();
      long alerts = writer.alertVersion();
      long scores = writer.scoreVersion();
      String trouble = readiness.trouble();
      boolean same =
          alerts == alertsTold && scores == scoresTold && Objects.equals(trouble, troubleTold);
      quiet = same ? quiet + 1 : 0;
      if (same && quiet % SIGN_OF_LIFE != 0) {
        return;
      }
      news = Json.text(news());
      alertsTold = alerts;
      scoresTold = scores;
      troubleTold = trouble;
      for (SseClient page : pages.keySet()) {
        if (idle.remove(page)) {
          senders.execute(() -> send(page));
        }
      }
    } catch (RuntimeException failed) {
      LOG.warn("Open pages are not told", failed);
    }
  }

  private void closeSignedOut() {
    pages.forEach(
        (page, permitted) -> {
          if (!permitted.getAsBoolean()) {
            page.close();
          }
        });
  }

  private News news() {
    long alerts = writer.alertVersion();
    String failure = writer.failure();
    try {
      overview = history.overview();
    } catch (StoreException failed) {
      failure = failed.getMessage(); // and what was known before
    }
    return new News(
        alerts,
        writer.scoreVersion(),
        overview.open(),
        overview.attention(),
        overview.total(),
        overview.detectors().stream().map(PrintableText::of).distinct().toList(),
        writer.unreadable(),
        failure == null ? null : PrintableText.oneLine(failure),
        readiness.trouble());
  }

  private void send(SseClient page) {
    page.sendEvent("news", news);
    if (!page.terminated() && pages.containsKey(page)) {
      idle.add(page);
    }
  }

  @Override
  public void close() {
    senders.shutdownNow();
    pages.keySet().forEach(SseClient::close);
  }
}
