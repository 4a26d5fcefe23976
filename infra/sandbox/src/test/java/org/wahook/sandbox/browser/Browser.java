package org.wahook.sandbox.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.wahook.testbed.Deadline;

/** A chromium without a screen, which knows no other host than this machine. Tests that open one are skipped without it. */
final class Browser implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Chrome first: where both are, chromedriver is Chrome's. */
    private static final List<String> BROWSERS = Optional.ofNullable(System.getProperty("wahook.browser"))
            .map(List::of)
            .orElseGet(() -> List.of("/usr/bin/google-chrome", "/usr/bin/chromium", "/usr/bin/chromium-browser"));

    private static final List<String> DRIVERS = List.of("/usr/bin/chromedriver", "/usr/local/bin/chromedriver");

    /** Screenshots go here when the property is set, to be looked at. */
    private static final Optional<Path> PICTURES =
            Optional.ofNullable(System.getProperty("wahook.pictures")).map(Path::of);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser open() {
        Optional<Path> browser = first(BROWSERS);
        Optional<Path> chromedriver = first(DRIVERS);
        Assumptions.assumeTrue(
                browser.isPresent() && chromedriver.isPresent(),
                "no browser here: apt-get install chromium chromium-driver (package names of Debian)");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
                "--lang=en-US",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--window-size=1280,900");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.orElseThrow().toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<Path> first(List<String> paths) {
        return paths.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    void go(String url) {
        driver.get(url);
    }

    String url() {
        return String.valueOf(driver.getCurrentUrl());
    }

    /** The first element that fits, once there is one that shows. */
    WebElement see(String css) {
        return see(css, "");
    }

    /** Returns once such an element shows with this text in it. */
    WebElement see(String css, String text) {
        AtomicReference<Optional<WebElement>> seen = new AtomicReference<>(Optional.empty());
        soon("\"%s\" in %s".formatted(text, css), () -> {
            seen.set(with(css, text));
            return seen.get().isPresent();
        });
        return seen.get().orElseThrow();
    }

    void seeNot(String css) {
        soon("there is no " + css, () -> with(css, "").isEmpty());
    }

    /** All of one moment: a live page may replace them in the next. */
    List<String> texts(String css) {
        Object texts = driver.executeScript(
                "return [...document.querySelectorAll(arguments[0])].map(it => it.innerText.trim())", css);
        return texts instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    long count(String css) {
        return all(css).count();
    }

    String text(String css) {
        AtomicReference<String> text = new AtomicReference<>("");
        soon("a text in " + css, () -> {
            try {
                text.set(see(css).getText());
                return true;
            } catch (StaleElementReferenceException replacedJustNow) {
                return false;
            }
        });
        return text.get();
    }

    /** The button, link or label with this text. A live page may replace it just now: then the new one. */
    void press(String text) {
        soon("\"%s\" can be pressed".formatted(text), () -> pressed(text));
    }

    private boolean pressed(String text) {
        try {
            with("button, a, label, summary", text).orElseThrow().click();
            return true;
        } catch (NoSuchElementException | StaleElementReferenceException | ElementClickInterceptedException notYet) {
            return false;
        }
    }

    void type(String css, String text) {
        WebElement field = see(css);
        field.clear();
        field.sendKeys(text);
    }

    void choose(String css, String optionText) {
        see(css + " option", optionText).click();
    }

    void keys(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** What has the focus, as CSS might name it. */
    String focused() {
        WebElement active = driver.switchTo().activeElement();
        return active.getTagName()
                + Optional.ofNullable(active.getAttribute("id"))
                        .filter(id -> !id.isEmpty())
                        .map(id -> "#" + id)
                        .orElse("");
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** @param scheme {@code light} or {@code dark} */
    void theme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Whether the page is wider than the window: on a telephone nobody wants to scroll sideways. */
    boolean scrollsSideways() {
        return Boolean.TRUE.equals(driver.executeScript(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    }

    Object script(String script) {
        Object result = driver.executeScript(script);
        return result == null ? "" : result;
    }

    /** Cuts the browser off from the network, this machine included. */
    void offline(boolean off) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", off, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Says yes to a question that the page asks in a window of its own. */
    void acceptQuestion() {
        Deadline.eventually(SOON, "a question", () -> {
            try {
                driver.switchTo().alert().accept();
                return true;
            } catch (NoAlertPresentException notYet) {
                return false;
            }
        });
    }

    /** Says no to it, and returns what was asked. */
    String refuseQuestion() {
        AtomicReference<String> asked = new AtomicReference<>("");
        Deadline.eventually(SOON, "a question", () -> {
            try {
                asked.set(driver.switchTo().alert().getText());
                driver.switchTo().alert().dismiss();
                return true;
            } catch (NoAlertPresentException notYet) {
                return false;
            }
        });
        return asked.get();
    }

    void forgetCookies() {
        driver.manage().deleteAllCookies();
    }

    /** What the browser complains of, such as a script that the Content-Security-Policy kept out. Statuses are no complaint. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("the server responded with a status of"))
                .toList();
    }

    void soon(String what, BooleanSupplier condition) {
        Deadline.eventually(SOON, what + ", at " + driver.getCurrentUrl(), condition);
    }

    /** Pictures of the page as it is, in both themes, on a desk and on a telephone; only where somebody wants to look. */
    void picture(String name) {
        PICTURES.ifPresent(folder -> {
            for (String scheme : List.of("light", "dark")) {
                theme(scheme);
                size(1280, 900);
                write(folder, name + "-" + scheme);
                size(390, 844);
                write(folder, name + "-" + scheme + "-phone");
            }
            theme("light");
            size(1280, 900);
        });
    }

    private void write(Path folder, String name) {
        try {
            Files.createDirectories(folder);
            // Charts and layouts follow the size in the next frames.
            driver.executeAsyncScript("const done = arguments[0]; requestAnimationFrame(() => setTimeout(done, 150));");
            Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css)).stream();
    }

    /** A live page may replace an element while we look at it. */
    private Optional<WebElement> with(String css, String text) {
        try {
            return all(css).filter(it -> it.isDisplayed() && it.getText().contains(text))
                    .findFirst();
        } catch (StaleElementReferenceException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
