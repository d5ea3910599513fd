package io.tidemark.lab.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.console.Console;
import io.tidemark.console.ConsoleSettings;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.console.store.History;
import io.tidemark.console.web.Access;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A console under a flood, with one page open that asks as a browser does: for the list, the news
 * and the fleet, twice a second. Counts what is kept at the end, and the heap after a collection in
 * the middle and at the end.
 */
public final class ConsoleSoak {
  private static final String ALERTS = "alerts";
  private static final String FEEDBACK = "alert-feedback";
  private static final Duration YEARS = Duration.ofDays(36_500);
  private static final Duration CATCHING_UP = Duration.ofMinutes(2);
  private static final long PAGE_PERIOD_NANOS = 500_000_000L;

  private final DevelopmentBroker broker;
  private final int rate;
  private final int seconds;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());

  public ConsoleSoak(DevelopmentBroker broker, int rate, int seconds) {
    this.broker = broker;
    this.rate = rate;
    this.seconds = seconds;
  }

  /** Runs it; figures by name. */
  public Map<String, Object> run() throws Exception {
    broker.createTopics(Map.of(ALERTS, 2, FEEDBACK, 1));
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", broker.bootstrapServers());
    Path store = Files.createDirectories(broker.dir().resolve("console"));
    Access access = new Access("127.0.0.1", 0, null, null, null);
    ConsoleSettings settings =
        new ConsoleSettings(
            ALERTS,
            null,
            FEEDBACK,
            "coverage",
            "silences",
            "incident-actions",
            store,
            null,
            YEARS,
            YEARS,
            access,
            SituationRules.DEFAULT,
            null,
            null);
    Map<String, Object> figures = new LinkedHashMap<>();
    long written;
    try (Console console = Console.start(kafka, settings)) {
      AlertFlood flood = new AlertFlood(kafka, ALERTS);
      long started = System.nanoTime();
      CompletableFuture<Long> writing =
          CompletableFuture.supplyAsync(() -> flood.write(rate, seconds));
      long halfway = 0;
      while (!writing.isDone()) {
        look(console.address());
        if (halfway == 0 && System.nanoTime() - started > seconds * 500_000_000L) {
          halfway = heap();
        }
        LockSupport.parkNanos(PAGE_PERIOD_NANOS);
      }
      written = writing.get();
      double took = (System.nanoTime() - started) / 1e9;
      double behind = catchUp(console.address(), written);
      figures.put("alertsWritten", written);
      figures.put("alertsASecond", Math.round(written / took));
      figures.put("incidentsKept", incidents(console.address()));
      figures.put("secondsBehindAtTheEnd", round(behind));
      figures.put("heapMiBHalfway", halfway);
      figures.put("heapMiBAtTheEnd", heap());
    }
    complete(figures, written, store);
    return figures;
  }

  /** Counts what is on disk, which is what a restart would find. */
  private void complete(Map<String, Object> figures, long written, Path store) throws IOException {
    try (History history = History.open(store, null, Clock.systemUTC())) {
      figures.put("lost", written - history.messages());
    }
    List<Double> sorted = new ArrayList<>(millis);
    sorted.sort(null);
    figures.put("requestMillisMedian", round(sorted.get(sorted.size() / 2)));
    figures.put("requestMillisP99", round(sorted.get(sorted.size() * 99 / 100)));
    try (var files = Files.list(store)) {
      figures.put("storeMiB", files.mapToLong(file -> file.toFile().length()).sum() >> 20);
    }
  }

  private void look(URI page) throws IOException, InterruptedException {
    for (String path : List.of("api/news", "api/incidents?limit=101", "api/fleet?limit=200")) {
      long asked = System.nanoTime();
      get(page, path);
      millis.add((System.nanoTime() - asked) / 1e6);
    }
  }

  private String get(URI page, String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page.resolve(path)).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private long incidents(URI page) throws IOException, InterruptedException {
    return new ObjectMapper().readTree(get(page, "api/news")).path("total").asLong();
  }

  private double catchUp(URI page, long written) throws IOException, InterruptedException {
    long from = System.nanoTime();
    long wanted = (written + AlertFlood.MESSAGES - 1) / AlertFlood.MESSAGES;
    while (incidents(page) < wanted && System.nanoTime() - from < CATCHING_UP.toNanos()) {
      LockSupport.parkNanos(50_000_000L);
    }
    return (System.nanoTime() - from) / 1e9;
  }

  private static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }

  /** MiB in use after a collection. */
  private static long heap() {
    System.gc();
    MemoryUsage usage = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return usage.getUsed() >> 20;
  }
}
