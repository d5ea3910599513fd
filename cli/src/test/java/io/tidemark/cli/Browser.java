package io.tidemark.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** For tests: Debian's Chromium without a window. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ChromeDriver driver;
  private final WebDriverWait wait;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
    this.wait = new WebDriverWait(driver, PATIENCE);
    wait.ignoring(StaleElementReferenceException.class);
  }

  /** Skips the test, loudly, where there is no browser. */
  static void require() {
    boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    if (!there) {
      System.err.println(
          "SKIPPED: the console's browser tests; install the packages chromium and chromium-driver");
    }
    Assumptions.assumeTrue(there, "no Chromium and chromedriver");
  }

  static Browser open(Path folder) throws IOException {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1360,900",
        "--user-data-dir=" + Files.createTempDirectory(folder, "chromium"));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  ChromeDriver driver() {
    return driver;
  }

  void go(String address) {
    driver.get(address);
  }

  String title() {
    return Objects.toString(driver.getTitle());
  }

  @Nullable Object run(String script) {
    return driver.executeScript(script);
  }

  /** What the page at hand has brought over the network so far, with headers. */
  long bytesLoaded() {
    Object bytes =
        driver.executeScript(
            """
            return performance.getEntriesByType('navigation')
                .concat(performance.getEntriesByType('resource'))
                .reduce((sum, entry) => sum + entry.transferSize, 0)
            """);
    return ((Number) Objects.requireNonNull(bytes)).longValue();
  }

  void await(String selector) {
    wait.withMessage(() -> selector + " in " + text("body"))
        .until(
            page ->
                page.findElements(By.cssSelector(selector)).stream()
                    .anyMatch(WebElement::isDisplayed));
  }

  void awaitText(String selector, String text) {
    wait.withMessage(
            () -> selector + " has " + driver.findElement(By.cssSelector(selector)).getText())
        .until(page -> page.findElement(By.cssSelector(selector)).getText().contains(text));
  }

  void awaitRows(int count) {
    wait.until(
        page -> page.findElements(By.cssSelector("table.incidents tbody tr")).size() == count);
  }

  void awaitGone(String selector) {
    wait.until(
        page ->
            page.findElements(By.cssSelector(selector)).stream()
                .noneMatch(WebElement::isDisplayed));
  }

  void awaitAddress(String part) {
    wait.withMessage(() -> "the address is " + driver.getCurrentUrl())
        .until(page -> String.valueOf(page.getCurrentUrl()).contains(part));
  }

  String text(String selector) {
    // News may have the page drawn again between finding the element and reading it.
    return wait.until(page -> page.findElement(By.cssSelector(selector)).getText());
  }

  void type(String selector, String text) {
    // News may have the page drawn anew between finding the field and writing into it.
    wait.ignoring(StaleElementReferenceException.class)
        .until(
            page -> {
              page.findElement(By.cssSelector(selector)).sendKeys(text);
              return true;
            });
  }

  /** Presses keys, wherever the focus is. */
  void keys(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  void choose(String selector, String option) {
    new Select(driver.findElement(By.cssSelector(selector))).selectByVisibleText(option);
  }

  /** Presses the visible button, link, summary or label of that name. */
  void press(String name) {
    wait.until(
        page -> {
          WebElement found =
              page.findElements(By.cssSelector("button, a, summary, label")).stream()
                  .filter(it -> it.isDisplayed() && it.getText().equals(name))
                  .findFirst()
                  .orElse(null);
          if (found == null) {
            return false;
          }
          found.click();
          return true;
        });
  }

  void look(String theme, Dimension size) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", size.width, "height", size.height, "deviceScaleFactor", 1, "mobile", false));
  }

  void inZone(String zone) {
    driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", zone));
  }

  void picture(Path file) throws IOException {
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /** What the page complained of; a server that was stopped on purpose does not count. */
  List<String> errors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("net::ERR_"))
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
