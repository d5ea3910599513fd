package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.console.Console;
import io.tidemark.console.ConsoleSettings;
import io.tidemark.console.web.Access;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureSignal;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Verdict;
import io.tidemark.schemas.WindowScore;
import io.tidemark.schemas.wire.WireFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The console's page in a real browser, on a real broker. One story, in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleIT {
  private static final Instant TIME = Instant.parse("2026-01-05T06:31:12Z");
  private static final String TOKEN = "a-token-of-some-length";
  private static final String HOSTILE =
      "<img src=x onerror=\"document.title='owned'\"><script>1</script>";

  /** Of the colour of the normal range in the light theme, where nothing else is drawn. */
  private static final String PIXELS_OF_THE_BAND =
      """
      const canvas = document.querySelector('#story [data-feature=vibration] canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] > 20 && data[i + 3] < 50 && data[i + 1] > data[i] + 40) count++;
      }
      return count;
      """;

  @TempDir static Path folder;
  private static DevelopmentBroker kafka;
  private static KafkaProducer<byte[], byte[]> producer;
  private static Console console;
  private static Browser browser;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    Browser.require();
    kafka = DevelopmentBroker.start();
    try (Admin admin = Admin.create(client())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("alerts", 2, (short) 1),
                  new NewTopic("scores", 2, (short) 1),
                  new NewTopic("alert-feedback", 1, (short) 1),
                  new NewTopic("incident-actions", 2, (short) 1)))
          .all()
          .get();
    }
    Properties sending = client();
    // Else the producer forgets its topics once no broker answers, and send waits for one that
    // does.
    sending.setProperty("metadata.recovery.strategy", "none");
    producer = new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer());
    console = console(0);
    port = console.address().getPort();
    browser = Browser.open(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
      console.close();
      producer.close();
      kafka.close();
    }
  }

  @Test
  @Order(1)
  void aLiveAlertAppearsWithoutReload() throws Exception {
    browser.go(console.address().resolve("/").toString());
    browser.await("#live.up");
    browser.run("window.sameDocument = true");
    assertThat(browser.bytesLoaded()).isBetween(10_000L, 300_000L);

    alert("a1", 0, AlertState.OPEN, Severity.HIGH, "pump-03");

    browser.awaitText("table.incidents tbody", "pump-03");
    assertThat(browser.text("td.reason")).startsWith("vibration high, 4.1 mm/s");
    assertNotReloaded();
    assertThat(browser.title()).isEqualTo("(1) Tidemark");
  }

  @Test
  @Order(2)
  void whatAlertsCallThingsIsTextAndNothingElse() throws Exception {
    alert("a2", 0, AlertState.OPEN, Severity.CRITICAL, HOSTILE);

    browser.awaitText("table.incidents tbody", HOSTILE);
    browser.go(console.address().resolve("/#/incident/a2").toString());
    browser.awaitText("#story h1", HOSTILE);
    assertThat(browser.title()).isEqualTo("(2) Tidemark");
    assertThat(browser.run("return document.querySelectorAll('main img, main script').length"))
        .isEqualTo(0L);
  }

  @Test
  @Order(3)
  void filtersByKeySeverityAndState() throws Exception {
    alert("a3", 0, AlertState.OPEN, Severity.LOW, "pump-07");
    alert("a3", 1, AlertState.RESOLVED, Severity.LOW, "pump-07");
    browser.go(console.address().resolve("/#/incidents").toString());
    browser.awaitRows(3);

    browser.type("#filter-key", "PUMP");
    browser.awaitRows(2);
    browser.choose("#filter-state", "Ended");
    browser.awaitRows(1);
    assertThat(browser.text("table.incidents tbody")).contains("pump-07", "Resolved");
    browser.go(console.address().resolve("/#/incidents?severity=CRITICAL").toString());
    browser.awaitRows(1);
    browser.press("Clear");
    browser.awaitRows(3);
  }

  @Test
  @Order(4)
  void anOpenedIncidentExplainsItselfAndTakesFeedback() throws Exception {
    for (int minute = 300; minute > 0; minute--) {
      score("pump-03", TIME.minus(Duration.ofMinutes(minute)), 0.4);
    }
    for (int second = 1; second <= 60; second++) {
      score("pump-03", TIME.minusSeconds(30).plusSeconds(second), second < 30 ? 0.4 : 2.5);
      if (second % 10 == 0) {
        alert("a1", second / 10, AlertState.UPDATE, Severity.HIGH, "pump-03");
      }
    }
    producer.flush();
    browser.go(console.address().resolve("/#/incidents?severity=HIGH&key=pump").toString());
    browser.awaitRows(1);
    browser.press("pump-03");

    browser.await("#story [data-feature=vibration] .chart canvas");
    assertThat(browser.run(PIXELS_OF_THE_BAND))
        .as("the normal range is filled")
        .asInstanceOf(InstanceOfAssertFactories.LONG)
        .isGreaterThan(1_000);
    assertThat(browser.text("#story .signals")).contains("normal 1.5 to 2.5 mm/s");
    assertThat(firstTime("#story [data-feature=vibration]"))
        .as("two hours before the incident")
        .isBetween(clock(TIME.minusSeconds(7_200)), clock(TIME.minusSeconds(7_000)));
    assertThat(browser.text("#replay"))
        .isEqualTo("./tidemark replay --config pipeline.yaml --alert a1");
    assertThat(browser.text("#story")).contains("sensor-events-3: 10 to 40", "0.0025", "ab12cd");
    browser.type("#comment", "bearing worn");
    browser.press("Real");
    browser.awaitText("#story .badges", "Real");
    AlertFeedback feedback = feedback();
    assertThat(feedback.getAlertId()).isEqualTo("a1");
    assertThat(feedback.getVerdict()).isEqualTo(Verdict.REAL);
    assertThat(feedback.getComment()).isEqualTo("bearing worn");
  }

  @Test
  @Order(5)
  void aKeyHasAPageWithAllItReadWhoseChartsZoomTogether() throws Exception {
    browser.go(console.address().resolve("/#/fleet").toString());
    browser.press("pump-03");
    browser.await("#key [data-feature=heat] .chart canvas");
    assertThat(browser.text("#key .badges")).isEqualTo("Open incident");
    assertThat(browser.text("#key .related")).contains("High", "vibration high");
    assertThat(firstTime("#key [data-feature=heat]"))
        .isGreaterThanOrEqualTo(clock(TIME.minusSeconds(3_600)));

    browser.run("scrollTo(0, 0)"); // from under the bar
    browser.press("6 h");
    browser.awaitText("#key .stretch[aria-current]", "6 h");
    String from = firstTime("#key [data-feature=heat]");
    assertThat(from)
        .isBetween(clock(TIME.minusSeconds(300 * 60)), clock(TIME.minusSeconds(17_000)));
    WebElement chart = chart("#key [data-feature=vibration]");
    new Actions(browser.driver())
        .moveToElement(chart, 0, 0)
        .clickAndHold()
        .moveByOffset(100, 0)
        .release()
        .perform();
    assertThat(firstTime("#key [data-feature=heat]"))
        .isGreaterThan(clock(TIME.minusSeconds(12_000)));

    new Actions(browser.driver()).doubleClick(chart("#key [data-feature=vibration]")).perform();
    assertThat(firstTime("#key [data-feature=heat]")).isEqualTo(from);

    browser.await("#key .related a");
    browser.run("document.querySelector('#key .related a').scrollIntoView({ block: 'center' })");
    browser.press("2026-01-05 06:31:12");
    browser.awaitText("#story h1", "pump-03");
  }

  private static WebElement chart(String figure) {
    return browser.driver().findElement(By.cssSelector(figure + " .u-over"));
  }

  /** What the legend says of the left edge, time of day. */
  private static String firstTime(String figure) {
    WebElement chart = chart(figure);
    new Actions(browser.driver()).moveToElement(chart, 2 - chart.getSize().width / 2, 0).perform();
    return browser.text(figure + " .u-legend .u-value");
  }

  private static String clock(Instant time) {
    return time.toString().substring(11, 19);
  }

  @Test
  @Order(6)
  void theServerComesBackWithAllItKnew() throws Exception {
    console.close();
    browser.awaitText("#live", "Reconnecting");
    alert("a4", 0, AlertState.OPEN, Severity.MEDIUM, "pump-09");
    console = console(port);

    browser.go(console.address().resolve("/#/incidents").toString());
    browser.awaitText("table.incidents tbody", "pump-09");
    browser.awaitRows(4);
    assertThat(browser.text("table.incidents tbody")).contains("Real");
    browser.await("#live.up");
    assertNotReloaded();
  }

  @Test
  @Order(7)
  void thePageOutlivesTheBrokerAndMissesNothing() throws Exception {
    alert("a5", 0, AlertState.OPEN, Severity.HIGH, "pump-11");
    browser.awaitText("table.incidents tbody", "pump-11");

    kafka.kill();
    var resolved = send("a5", 1, AlertState.RESOLVED, Severity.HIGH, "pump-11");
    var opened = send("a6", 0, AlertState.OPEN, Severity.HIGH, "pump-12");
    assertThat(browser.text("table.incidents tbody")).doesNotContain("pump-12");
    kafka.restart();
    producer.flush();
    resolved.get(); // the broker has them, or the test cannot tell
    opened.get();
    alert("a7", 0, AlertState.OPEN, Severity.LOW, "pump-13");

    browser.awaitText("table.incidents tbody", "pump-12");
    browser.awaitText("table.incidents tbody", "pump-13");
    browser.awaitRows(7);
    browser.go(console.address().resolve("/#/incident/a5").toString());
    browser.awaitText("#story .badges", "Resolved");
    assertNotReloaded();
  }

  @Test
  @Order(8)
  void aHundredThousandKeysStayUsable() throws Exception {
    for (int key = 0; key < 100_000; key++) {
      score("device-%05d".formatted(key), TIME, key % 1000 == 0 ? 3 : 0.5);
    }
    producer.flush();
    browser.go(console.address().resolve("/#/fleet").toString());
    browser.awaitText("#fleet .heading", "100,007 keys");

    assertThat(browser.run("return document.querySelectorAll('.sheet .grid-row').length"))
        .asInstanceOf(InstanceOfAssertFactories.LONG)
        .isBetween(5L, 100L);
    browser.run("document.querySelector('.grid').scrollTop = 40 * 50000");
    browser.awaitText(".sheet", "device-49");
    browser.type("#fleet-key", "99999");
    browser.awaitText("#fleet .heading", "1 of 100,007 keys");
    browser.awaitText(".sheet", "device-99999");
    browser.go(console.address().resolve("/#/fleet?health=INCIDENT").toString());
    browser.awaitText(".sheet", "pump-03");
  }

  @Test
  @Order(9)
  void incidentsThatBeganTogetherAreOneRowThatLeadsToTheOthers() throws Exception {
    alert("s1", 0, AlertState.OPEN, Severity.LOW, "fan-1");
    alert("s2", 0, AlertState.OPEN, Severity.CRITICAL, "fan-2");
    alert("s3", 0, AlertState.OPEN, Severity.LOW, "fan-3");
    browser.go(console.address().resolve("/#/incidents").toString());

    browser.awaitText("table.incidents tbody", "with 2 others, 3 of all open");
    browser.awaitRows(8);
    assertThat(browser.text("table.incidents tbody")).contains("fan-2").doesNotContain("fan-1");
    browser.press("with 2 others, 3 of all open");
    browser.awaitRows(3);
    assertThat(browser.text("table.incidents tbody tr")).contains("Critical", "fan-2");
    browser.press("fan-2");
    browser.awaitText("#story .related", "fan-3");
    browser.press("fan-1");
    browser.awaitText("#story h1", "fan-1");
    browser.awaitText("#story .related", "fan-2");
  }

  @Test
  @Order(10)
  void everyoneCanUseItOnAnyScreen() throws Exception {
    Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
    for (String view :
        List.of(
            "incidents", "incident/a1", "incident/s2", "key/plant/pump-03", "fleet", "silences")) {
      for (String theme : List.of("light", "dark")) {
        for (Dimension size : List.of(new Dimension(1360, 900), new Dimension(390, 844))) {
          browser.look(theme, size);
          browser.go(console.address().resolve("/#/" + view).toString());
          browser.await(
              switch (view) {
                case "incident/a1", "incident/s2" -> "#story .chart canvas";
                case "key/plant/pump-03" -> "#key .chart canvas";
                case "silences" -> "#silences form";
                default -> ".badge";
              });
          browser.picture(
              pictures.resolve(view.replace('/', '-') + "-" + theme + "-" + size.width + ".png"));
          assertThat(browser.run("return document.documentElement.scrollWidth > innerWidth"))
              .as("%s scrolls sideways at %s", view, size)
              .isEqualTo(false);
          if (size.width < 720 && theme.equals("dark")) {
            continue; // the same rules as in light, on the same elements
          }
          assertThat(seriousViolations()).as("%s in %s", view, theme).isEmpty();
        }
      }
    }
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  @Order(11)
  void aPageWhoseSessionEndedWithTheServerLeadsToWhereOneSignsIn() throws Exception {
    Access access = new Access("127.0.0.1", 0, TOKEN, null, null);
    Console guarded = console(access, "guarded");
    try {
      browser.go(guarded.address().toString());
      browser.type("#token", TOKEN);
      browser.press("Sign in");
      browser.await("#live.up");
      access = new Access("127.0.0.1", guarded.address().getPort(), TOKEN, null, null);
      guarded.close();

      guarded = console(access, "guarded");

      browser.await("form #token");
    } finally {
      guarded.close();
    }
  }

  @Test
  @Order(12)
  void whoSignsOutLeavesNothingOpen() throws Exception {
    Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
    Access access = new Access("127.0.0.1", 0, TOKEN, null, null);
    try (Console guarded = console(access, "guarded")) {
      String page = guarded.address().toString();
      browser.go(page);
      browser.type("#token", TOKEN);
      browser.press("Sign in");
      for (String theme : List.of("light", "dark")) {
        for (Dimension size : List.of(new Dimension(1360, 900), new Dimension(390, 844))) {
          browser.look(theme, size);
          browser.await("#sign-out");
          browser.await("#live.up");
          browser.picture(pictures.resolve("sign-out-" + theme + "-" + size.width + ".png"));
          assertThat(browser.run("return document.documentElement.scrollWidth > innerWidth"))
              .as("scrolls sideways at %s", size)
              .isEqualTo(false);
          assertThat(seriousViolations()).as("sign-out in %s", theme).isEmpty();
        }
      }

      browser.press("Sign out");

      browser.await("form #token");
      browser.go(page);
      browser.await("form #token");
      assertThat(browser.run("return document.cookie")).isEqualTo("");
      browser.go(console.address().toString());
      browser.await("#live.up");
      assertThat(browser.run("return document.getElementById('sign-out').hidden"))
          .as("without a token there is nothing to sign out of")
          .isEqualTo(true);
    }
  }

  @Test
  @Order(13)
  void aStoreThatWouldCarrySettingsOfTheDatabaseIsRefused() {
    StringWriter err = new StringWriter();
    Path store = folder.resolve("x;INIT=SELECT 1");

    int code =
        Tidemark.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "console",
            "--bootstrap-servers",
            kafka.bootstrapServers(),
            "--port",
            "0",
            "--store",
            store.toString());

    assertThat(code).isEqualTo(Tidemark.BAD_INPUT);
    assertThat(err.toString())
        .startsWith("--store: " + store)
        .contains("is not accepted; it must be a path without ';'")
        .hasLineCount(1);
    assertThat(store).doesNotExist();
  }

  @Test
  @Order(14)
  void whatPeopleDoAboutAnIncidentStaysAndIsOnOtherPagesAtOnce() throws Exception {
    Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
    String incident = "/#/incident/a6";
    try (Browser other = Browser.open(folder)) {
      other.go(console.address().resolve(incident).toString());
      other.awaitText("#standing", "Nobody has acknowledged it.");
      browser.look("light", new Dimension(1360, 900));
      browser.go(console.address().resolve(incident).toString());
      browser.awaitText("#standing", "Nobody has acknowledged it.");

      browser.keys("c");
      browser.keys("on my way", Keys.TAB, Keys.ENTER); // the button after the comment
      browser.awaitText("#acknowledge", "Undo acknowledgement");
      other.awaitText("#standing", "Acknowledged, 20");
      other.awaitText("#timeline", "Someone acknowledged it");
      other.awaitText("#timeline", "on my way");

      browser.type("#assignee", "kim" + Keys.ENTER);
      other.awaitText("#standing", "Assigned to kim.");
      browser.type("#action-comment", HOSTILE);
      browser.press("Add comment");
      other.awaitText("#timeline", HOSTILE);
      assertThat(seriousViolations()).isEmpty();
      browser.picture(pictures.resolve("actions-light-1360.png"));
      browser.look("dark", new Dimension(390, 844));
      browser.awaitText("#standing", "Assigned to kim.");
      browser.picture(pictures.resolve("actions-dark-390.png"));
      assertThat(seriousViolations()).isEmpty();

      other.go(console.address().resolve("/#/incidents").toString());
      other.awaitRows(8);
      other.awaitText("table.incidents tbody", "Acknowledged");
      assertThat(other.text("table.incidents tbody")).contains("kim");
      other.choose("#filter-attention", "Needs attention");
      other.awaitRows(7); // each by itself, without a6 and those that are over
      assertThat(other.run("return location.hash")).asString().contains("attention=true");

      browser.press("Close incident");
      browser.awaitText("#standing", "Closed, 20");
      browser.run("location.reload()");
      browser.awaitText("#timeline", "Someone closed it");
      assertThat(browser.text("#timeline"))
          .containsSubsequence("acknowledged it", "assigned it to kim", "commented", "closed it");
      try (Console second =
          console(new Access("127.0.0.1", 0, null, null, null), "second history")) {
        other.go(second.address().resolve("/#/incidents").toString());
        other.awaitText("table.incidents tbody", "pump-12"); // it has read the topic so far
        other.go(second.address().resolve(incident).toString());
        other.awaitText("#timeline", "Someone closed it");

        other.press("Reopen");
        browser.awaitText("#standing", "Nobody has acknowledged it. Assigned to kim.");
      }
      assertThat(other.errors()).isEmpty();
    }
  }

  private static List<Rule> seriousViolations() {
    return new AxeBuilder()
        .analyze(browser.driver()).getViolations().stream()
            .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
            .toList();
  }

  private static Console console(int port) {
    return console(new Access("127.0.0.1", port, null, null, null), "history");
  }

  private static Console console(Access access, String history) {
    return Console.start(
        client(),
        new ConsoleSettings(
            "alerts",
            "scores",
            "alert-feedback",
            "coverage",
            "silences",
            "incident-actions",
            folder.resolve(history),
            null,
            Duration.ofDays(36_500),
            Duration.ofDays(36_500),
            access,
            null));
  }

  private static Properties client() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", kafka.bootstrapServers());
    return properties;
  }

  private static void assertNotReloaded() {
    assertThat(browser.run("return window.sameDocument")).isEqualTo(true);
  }

  private static void alert(
      String id, int sequence, AlertState state, Severity severity, String key) throws Exception {
    send(id, sequence, state, severity, key).get();
  }

  /** Returns before Kafka has it. */
  private static Future<RecordMetadata> send(
      String id, int sequence, AlertState state, Severity severity, String key) {
    // Incidents of the story begin an hour apart, those of the situation together.
    Instant opened =
        id.startsWith("s")
            ? TIME.plus(Duration.ofHours(1))
            : TIME.minus(Duration.ofHours(Integer.parseInt(id.substring(1)) - 1));
    AnomalyAlert alert = SampleAlerts.alert(id, sequence, state, severity, key, opened);
    byte[] value = WireFormat.AVRO.encoder(AnomalyAlert.class).encode(alert);
    return producer.send(new ProducerRecord<>("alerts", key.getBytes(), value));
  }

  private static void score(String key, Instant end, double score) {
    WindowScore record =
        new WindowScore(
            "plant",
            key,
            end.minusSeconds(30),
            end,
            score,
            1.1,
            0.01,
            null,
            null,
            score > 1.1,
            0.0,
            "3",
            0.5,
            key.equals("pump-03") ? signals(score) : List.of());
    byte[] value = WireFormat.AVRO.encoder(WindowScore.class).encode(record);
    producer.send(new ProducerRecord<>("scores", key.getBytes(), value));
  }

  private static List<FeatureSignal> signals(double score) {
    float vibration = (float) (1.6 + score);
    return List.of(
        new FeatureSignal("vibration", "mm/s", vibration, 2f, 1.5f, 2.5f),
        new FeatureSignal("heat", null, 40f + vibration / 10, 40f, null, null));
  }

  private static AlertFeedback feedback() throws Exception {
    TopicPartition partition = new TopicPartition("alert-feedback", 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      byte[] value =
          consumer.poll(Duration.ofSeconds(20)).records(partition).iterator().next().value();
      return WireFormat.AVRO.decoder(AlertFeedback.class).decode(value);
    }
  }
}
