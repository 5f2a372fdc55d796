package io.github.waitgroup.sample.page;

import static io.github.waitgroup.sample.Patience.FOREVER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Chromium that is installed, without a window. It keeps what the pages ask for and complain of. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** It warns that it does not know this version of Chromium, which matters only for what is not used here. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private static final JsonMapper JSON = new JsonMapper();

    private final Path screenshots;
    private final ChromeDriver driver;
    private final List<String> requests = new ArrayList<>();

    Browser(Path screenshots) throws IOException {
        SELENIUM.setLevel(Level.SEVERE);
        this.screenshots = Files.createDirectories(screenshots);
        this.driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options());
    }

    static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    private static ChromeOptions options() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // in CI it runs as root
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync"); // the driver gives it a fresh profile

        return options;
    }

    void open(int port) {
        driver.get("http://localhost:" + port + "/");
    }

    /** As large as a screen of that many CSS pixels. */
    void resize(int width, int height, boolean mobile) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    }

    /** What the system prefers: {@code light} or {@code dark}. */
    void preferColours(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** The texts of all that match, now. */
    List<String> texts(String css) {
        Object texts =
                run("return Array.from(document.querySelectorAll(arguments[0]), found => found.textContent)", css);
        return ((List<?>) texts).stream().map(String::valueOf).toList();
    }

    String text(String css) {
        return String.join("\n", texts(css));
    }

    long number(String css) {
        return Long.parseLong(text(css).replace(",", ""));
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void await(String what, Condition condition) {
        Awaitility.await(what)
                .atMost(FOREVER)
                .pollInterval(Duration.ofMillis(50))
                .until(condition::holds);
    }

    /** Keeps a picture of the whole page, beyond the screen. */
    void screenshot(String name) throws IOException {
        Object picture = driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                .get("data");
        Picture.keep(Base64.getDecoder().decode(picture.toString()), screenshots.resolve(name + ".png"));
    }

    /** What the pages have asked the network for, so far; Chromium's own start page asks for chrome://. */
    List<String> requests() {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = JSON.readTree(entry.getMessage()).get("message");
            if (message.get("method").asString().equals("Network.requestWillBeSent")) {
                String url = message.at("/params/request/url").asString();
                if (!url.startsWith("chrome:") && !url.startsWith("data:")) {
                    requests.add(url);
                }
            }
        }
        return List.copyOf(requests);
    }

    /** What the console has from the warnings on, since it was asked last. */
    List<String> complaints() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    interface Condition {

        boolean holds() throws Exception;
    }
}
