package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.cli.control.ConsoleJob;
import io.tidemark.cli.control.ModelDigest;
import io.tidemark.console.Console;
import io.tidemark.console.ConsoleSettings;
import io.tidemark.console.detector.Job;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.console.web.Access;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.FeatureSignal;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.ShadowReport;
import io.tidemark.schemas.Verdict;
import io.tidemark.schemas.WindowScore;
import io.tidemark.schemas.wire.WireFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
import org.jspecify.annotations.Nullable;
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

  @Test
  @Order(14)
  void openIncidentsComeFirstAndTheWorstOfThemFirst() throws Exception {
    browser.look("light", new Dimension(1360, 900));
    browser.go(console.address().resolve("/#/incidents?key=fan-").toString());
    browser.awaitRows(3);
    browser.go(console.address().resolve("/#/incidents?key=pump-").toString());
    browser.awaitRows(6);

    assertThat(keysShown())
        .as("high, by the time of opening; medium; low; and those that are over, newest first")
        .containsExactly("pump-03", "pump-12", "pump-09", "pump-13", "pump-07", "pump-11");
    browser.choose("#filter-order", "Newest first");
    browser.awaitText("table.incidents tbody tr:nth-child(2)", "pump-07");
    assertThat(keysShown())
        .containsExactly("pump-03", "pump-07", "pump-09", "pump-11", "pump-12", "pump-13");
  }

  @Test
  @Order(15)
  void timesAreThoseOfTheReaderWithUtcOnHoverAndScoresAreTimesTheThreshold() throws Exception {
    try (Browser kolkata = Browser.open(folder)) {
      kolkata.inZone("Asia/Kolkata");
      kolkata.go(console.address().resolve("/#/incidents?key=pump-03").toString());
      kolkata.awaitRows(1);

      assertThat(kolkata.text("table.incidents time")).isEqualTo("2026-01-05 12:01:12");
      assertThat(kolkata.run("return document.querySelector('table.incidents time').title"))
          .isEqualTo("2026-01-05 06:31:12 UTC");
      assertThat(kolkata.run("return document.querySelector('table.incidents time').dateTime"))
          .isEqualTo("2026-01-05T06:31:12.000Z");
      assertThat(kolkata.text("table.incidents .age")).matches("\\d+ d ago");
      assertThat(kolkata.text("table.incidents tbody")).contains("5× the threshold");
      kolkata.run(
          "document.querySelector('table.incidents .age').dataset.at = Date.now() - 300000");
      kolkata.awaitText("table.incidents .age", "5 min ago");

      kolkata.run(
          "const from = document.getElementById('filter-from'); from.value = '2026-01-05T12:01';"
              + " from.dispatchEvent(new Event('change', { bubbles: true }))");
      kolkata.awaitAddress("from=2026-01-05T06%3A31%3A00.000Z");
      kolkata.awaitText("table.incidents", "pump-03");
      kolkata.go(console.address().resolve("/#/incidents?from=2026-01-05T06:32").toString());
      kolkata.awaitText("table.incidents", "fan-1"); // an hour later; a time without Z is UTC
      assertThat(kolkata.text("table.incidents")).doesNotContain("pump-03");
      assertThat(kolkata.errors()).isEmpty();
    }
  }

  @Test
  @Order(16)
  void aModelIsPromotedAndRolledBackOnThePageOfDetectorsAfterAConfirmation() throws Exception {
    browser.errors(); // forgets those of sessions that were ended on purpose
    Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
    Path store = Files.createDirectories(folder.resolve("store"));
    Files.write(store.resolve("2.onnx"), run.model().withVersion("2").bytes());
    Path file = run.configFile(run.control());
    PipelineConfig config = PipelineConfigReader.read(file);
    Access access = new Access("127.0.0.1", 0, TOKEN, null, null);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none");
        Console steering = console(access, "steering", ConsoleJob.of(config))) {
      assertThat(model("offer", file, "--model=" + store.resolve("2.onnx"))).isZero();
      assertThat(model("shadow", file)).isZero();
      String digest = ModelDigest.of(store.resolve("2.onnx"));
      assertThat(promotion(steering, digest, "not the token")).isEqualTo(401);
      shadowReport(run, digest);
      browser.look("light", new Dimension(1360, 900));
      browser.go(steering.address().toString());
      browser.type("#token", TOKEN);
      browser.press("Sign in");
      browser.await("#live.up");
      browser.press("Detectors");
      browser.awaitText("#detectors", "Offered: version 2");
      browser.awaitText("#detectors", "Only by the offered one");
      assertThat(browser.text("#detectors"))
          .contains("In force: version 1", "no command has changed it", "5 (0.5 %)");
      look(pictures, "detectors", () -> browser.awaitText("#detectors", "Only by the offered"));

      browser.press("Promote …");
      browser.awaitText("#confirm", "Promote the model of pump?");
      assertThat(browser.run("return document.activeElement.textContent")).isEqualTo("Cancel");
      look(pictures, "detectors-confirm", () -> {});
      browser.keys(Keys.ESCAPE);
      browser.awaitGone("#confirm");
      assertThat(commands(run)).as("nothing is sent before it is confirmed").hasSize(2);

      browser.press("Promote …");
      browser.await("#confirm");
      browser.keys(Keys.TAB, Keys.ENTER);
      browser.awaitText("#detectors", "In force: version 2");
      browser.awaitText("#detectors", "keys were calibrated for it when it was promoted");
      assertThat(commands(run).get(2))
          .extracting(ModelCommand::getAction, ModelCommand::getDetector, ModelCommand::getDigest)
          .containsExactly(ModelAction.PROMOTE, "pump", digest);

      browser.press("Roll back …");
      browser.awaitText("#confirm", "Roll back the model of pump?");
      browser.press("Roll back");
      browser.awaitText("#detectors", "In force: version 1");
      browser.awaitText("#detectors", "Promote …");
      assertThat(commands(run)).hasSize(4);
      browser.press("Definition");
      browser.awaitText("#detectors pre", "name: pump");
      assertThat(seriousViolations()).isEmpty();
      assertThat(browser.errors()).isEmpty();
      job.drain(folder.resolve("savepoints"));
    }
  }

  @Test
  @Order(17)
  void withoutAConfigurationThePageSaysSoAndPreviewsSensitivities() throws Exception {
    Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
    for (int minute = 0; minute < 24 * 60; minute += 10) {
      Instant end = TIME.plus(Duration.ofDays(1)).plus(Duration.ofMinutes(minute));
      score("pump-20", end, minute % 180 == 0 ? 24 : minute % 60 == 0 ? 12 : 0, 20.0);
    }
    producer.flush();
    browser.look("light", new Dimension(1360, 900));
    browser.go(console.address().resolve("/#/detectors").toString());

    browser.awaitText("#detectors", "started without --config");
    browser.awaitText("#detectors .sensitivities", "high (10): ");
    assertThat(browser.text("#detectors")).doesNotContain("Promote", "In force");
    assertThat(browser.run("return document.querySelector('#detectors .command code').textContent"))
        .isEqualTo("threshold: {sensitivity: normal}");
    browser.run("document.querySelector('#detectors input[id$=-high]').click()");
    browser.awaitText("#detectors .command", "threshold: {sensitivity: high}");
    look(
        pictures,
        "detectors-preview",
        () -> browser.awaitText("#detectors .sensitivities", "high (10): "));
    assertThat(browser.errors()).isEmpty();
  }

  /** A page in both themes and both sizes. */
  private static void look(Path pictures, String name, Runnable there) throws Exception {
    for (String theme : List.of("light", "dark")) {
      for (Dimension size : List.of(new Dimension(390, 844), new Dimension(1360, 900))) {
        browser.look(theme, size);
        there.run();
        browser.picture(pictures.resolve(name + "-" + theme + "-" + size.width + ".png"));
        assertThat(browser.run("return document.documentElement.scrollWidth > innerWidth"))
            .as("%s scrolls sideways at %s", name, size)
            .isEqualTo(false);
        assertThat(seriousViolations()).as("%s in %s", name, theme).isEmpty();
      }
    }
  }

  private static int model(String action, Path config, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("model", action, "--config=" + config, "--detector=pump"));
    arguments.addAll(List.of(more));
    return Tidemark.run(
        new PrintWriter(new StringWriter()),
        new PrintWriter(System.err, true),
        arguments.toArray(new String[0]));
  }

  /** As one subtask of the job reports it. */
  private static void shadowReport(PumpRun run, String digest) throws Exception {
    ControlEvent event =
        ControlEvent.newBuilder()
            .setTime(Instant.now())
            .setDetector("pump")
            .setOutcome(ControlOutcome.SHADOW_REPORT)
            .setDigest(digest)
            .setVersion("2")
            .setShadow(new ShadowReport(7, 1_000L, 2L, 5L, 20L, 0.97, 41.5, 38.25, null, null))
            .build();
    byte[] value = WireFormat.AVRO.encoder(ControlEvent.class).encode(event);
    producer.send(new ProducerRecord<>(run.prefix() + "-answers", "pump".getBytes(), value)).get();
  }

  private static List<ModelCommand> commands(PumpRun run) throws Exception {
    return run.read("commands", ModelCommand.class);
  }

  /** The status that a program gets that promotes with this token. */
  private static int promotion(Console console, String digest, String token) throws Exception {
    URI path = console.address().resolve("/api/detectors/pump/promote");
    HttpRequest request =
        HttpRequest.newBuilder(path)
            .header("Authorization", "Bearer " + token)
            .header("X-Tidemark", "1")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"digest\":\"" + digest + "\"}"))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  @SuppressWarnings("unchecked")
  private static List<String> keysShown() {
    return (List<String>)
        Objects.requireNonNull(
            browser.run(
                "return [...document.querySelectorAll('td.key a')].map(a => a.textContent)"));
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
    return console(access, history, null);
  }

  private static Console console(Access access, String history, @Nullable Job job) {
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
            SituationRules.DEFAULT,
            job,
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
    score(key, end, score, 1.1);
  }

  private static void score(String key, Instant end, double score, double threshold) {
    WindowScore record =
        new WindowScore(
            "plant",
            key,
            end.minusSeconds(30),
            end,
            score,
            threshold,
            0.01,
            null,
            null,
            score > threshold,
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
