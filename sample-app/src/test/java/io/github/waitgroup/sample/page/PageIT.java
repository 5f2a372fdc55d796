package io.github.waitgroup.sample.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.waitgroup.sample.SampleProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page of the packaged application in a browser, until the application has ended. */
class PageIT {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    /** What Kubernetes grants by default. */
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

    private static final int LISTENERS = 3;

    @TempDir
    private Path directory;

    private Browser browser;

    @BeforeEach
    void openBrowser() throws IOException {
        assumeTrue(Browser.isInstalled(), "skipped: no Chromium (apt-get install chromium chromium-driver)");
        browser = new Browser(SCREENSHOTS);
        browser.resize(1024, 768, false);
    }

    @AfterEach
    void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void pageShowsOrdersBeingDeliveredAndTheDrainToItsEnd() throws Exception {
        try (SampleProcess application =
                        start("--wait-group.web.shutdown-delay=1s", "--sample.listener.max-delay=100ms");
                Cable cable = new Cable(application.port())) {
            browser.open(cable.port());
            place(10);
            browser.await("all are accepted", () -> browser.text("#placed").equals("10 accepted"));
            browser.await("the requests are counted", () -> completed("http") == 10);
            browser.await("all are delivered", () -> completed("deliveries") == 10 * LISTENERS);
            assertThat(browser.texts("#timeline li")).isEmpty();
            assertThat(browser.complaints()).isEmpty();

            cable.cut();
            browser.await("the page says so", () -> browser.text("#connection").equals("lost"));
            assertThat(browser.text("#notice")).startsWith("No connection since ");
            assertThat(completed("deliveries")).as("the last picture").isEqualTo(10 * LISTENERS);
            cable.mend();
            browser.await("it is back", () -> browser.text("#connection").equals("live"));

            place(200); // more than is delivered before the signal is handled
            browser.await("some are being delivered", () -> completed("deliveries") > 10 * LISTENERS);
            application.terminate();
            browser.await("the end", () -> browser.text("#connection").equals("ended"));
            assertThat(browser.text("#notice")).startsWith("The groups have drained. The server stops now");
            assertThat(browser.texts("#timeline .event")).startsWith("close").containsOnlyOnce("close", "delay");
            assertThat(events("http")).startsWith("refuse").endsWith("drained");
            assertThat(events("informer")).startsWith("drain").endsWith("drained");
            assertThat(events("deliveries")).startsWith("drain").endsWith("drained");
            assertThat(browser.texts(".group .state")).containsOnly("drained");
            assertThat(browser.texts("#stragglers li")).isEmpty();
            browser.screenshot("drained");

            assertThat(application.exitCode(GRACE_PERIOD)).isEqualTo(SampleProcess.EXIT_CODE_OF_SIGTERM);
            assertThat(browser.text("#connection")).isEqualTo("ended");
            assertThat(browser.requests())
                    .isNotEmpty()
                    .allMatch(request -> request.startsWith("http://localhost:" + cable.port() + "/"));
            assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("Failed to load resource"));
        }
    }

    @Test
    void pageShowsADrainWhileItLastsAndNamesWhatDoesNotEnd() throws Exception {
        try (SampleProcess application =
                        start("--wait-group.groups.http.timeout=6s", "--sample.listener.max-delay=300ms");
                Socket client = new Socket(InetAddress.getLoopbackAddress(), application.port())) {
            browser.open(application.port());
            place(40);
            browser.await("the orders are placed", () -> browser.text("#placed").equals("40 accepted"));
            sendHalfOfAnOrder(client);
            browser.await("it is the only one in flight", () -> completed("http") == 40 && active("http") == 1);
            assertThat(browser.texts("#tasks td")).contains("POST /orders");

            application.terminate();
            browser.await(
                    "the drain is shown",
                    () -> browser.text("[data-group=http] .state").equals("draining")
                            && browser.find("[data-group=http] progress").isDisplayed());
            browser.await(
                    "one is left",
                    () -> browser.text("[data-group=http] .drain p").startsWith("1 left, "));
            browser.await("the end", () -> browser.text("#connection").equals("ended"));
            assertThat(events("http")).containsSubsequence("refuse", "half-time", "interrupt", "timed-out");
            assertThat(browser.text("[data-group=http] .state")).isEqualTo("timed out");
            assertThat(browser.text("#notice")).startsWith("All groups have drained but http. The server stops now");
            assertThat(browser.texts("#stragglers li"))
                    .singleElement()
                    .asString()
                    .containsPattern(
                            "POST /orders.*signalled \\d+\\.\\d s before, interruptedat org\\.apache\\.tomcat\\.");

            browser.run("document.activeElement.blur()");
            browser.screenshot("page");
            browser.preferColours("dark");
            browser.screenshot("dark");
            assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(18, 22, 27)");
            assertThat(browser.find("#theme").getAttribute("aria-pressed")).isEqualTo("true");
            browser.find("#theme").sendKeys(Keys.ENTER);
            assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(245, 246, 248)");
            browser.resize(320, 640, true);
            assertThat(browser.run("return document.documentElement.scrollWidth"))
                    .isEqualTo(320L);
            browser.screenshot("phone");
        }
    }

    private SampleProcess start(String... arguments) throws IOException {
        return SampleProcess.start(directory, directory.resolve("log"), arguments);
    }

    /** Without a mouse. */
    private void place(int orders) {
        WebElement count = browser.find("#orders [name=count]");
        count.clear();
        count.sendKeys(Integer.toString(orders), Keys.ENTER);
    }

    private long completed(String group) {
        return browser.number("[data-group=" + group + "] .completed");
    }

    private long active(String group) {
        return browser.number("[data-group=" + group + "] .active strong");
    }

    private List<String> events(String group) {
        return browser.texts("#timeline [data-group=" + group + "] .event");
    }

    /** The server waits for the rest in a thread that no interrupt ends. */
    private static void sendHalfOfAnOrder(Socket client) throws IOException {
        String half = "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{\"item\": ";
        client.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
    }
}
