import java.nio.file.attribute.FileTime;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The end of ./dev test: what the surefire reports of all modules say, on one page. Run from the root with the path of a
 * file as old as the start of the test run, so that reports of earlier runs do not count.
 */
void main(String[] args) throws IOException {
    FileTime start = Files.getLastModifiedTime(Path.of(args[0]));
    List<Suite> suites = reportsSince(start).stream().map(this::read).toList();
    List<Test> tests = suites.stream().flatMap(suite -> suite.tests().stream()).toList();

    IO.println();
    suites.stream()
            .sorted(Comparator.comparingDouble(Suite::seconds).reversed())
            .limit(5)
            .forEach(suite -> IO.println("slowest  %6.1f s  %s".formatted(suite.seconds(), suite.name())));
    of(Result.FAILED, tests).forEach(test -> IO.println("failed   %s: %s".formatted(test.name(), test.why())));
    of(Result.SKIPPED, tests).forEach(test -> IO.println("skipped  %s: %s".formatted(test.name(), test.why())));
    IO.println("%d passed, %d failed, %d skipped"
            .formatted(
                    of(Result.PASSED, tests).size(),
                    of(Result.FAILED, tests).size(),
                    of(Result.SKIPPED, tests).size()));
}

enum Result {
    PASSED,
    FAILED,
    SKIPPED
}

/** @param why the reason of a skip or the message of a failure, in one line */
record Test(String name, Result result, String why) {}

record Suite(String name, double seconds, List<Test> tests) {}

List<Test> of(Result result, List<Test> tests) {
    return tests.stream().filter(test -> test.result() == result).toList();
}

List<Path> reportsSince(FileTime start) throws IOException {
    List<Path> reports = new ArrayList<>();
    for (String modules : List.of(".", "infra")) {
        try (var found = Files.newDirectoryStream(Path.of(modules), Files::isDirectory)) {
            for (Path module : found) {
                Path folder = module.resolve("target/surefire-reports");
                if (Files.isDirectory(folder)) {
                    try (var files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
                        for (Path file : files) {
                            if (Files.getLastModifiedTime(file).compareTo(start) >= 0) {
                                reports.add(file);
                            }
                        }
                    }
                }
            }
        }
    }
    Collections.sort(reports);
    return reports;
}

Suite read(Path report) {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    String suite = report.getFileName().toString();
    double seconds = 0;
    List<Test> tests = new ArrayList<>();
    try (InputStream in = Files.newInputStream(report)) {
        XMLStreamReader xml = factory.createXMLStreamReader(in);
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "testsuite" -> {
                    suite = attribute(xml, "name");
                    seconds = Double.parseDouble(attribute(xml, "time").replace(",", ""));
                }
                case "testcase" -> tests.add(new Test(nameOf(xml), Result.PASSED, ""));
                case "failure", "error" -> tests.add(settled(tests.removeLast(), Result.FAILED, xml));
                case "skipped" -> tests.add(settled(tests.removeLast(), Result.SKIPPED, xml));
                default -> {}
            }
        }
    } catch (XMLStreamException | IOException e) {
        // A test JVM that was killed leaves half a report; that is a failure and not a reason to have no summary.
        tests.add(new Test(report.toString(), Result.FAILED, "unreadable report: " + oneLine(e.getMessage())));
    }
    return new Suite(suite, seconds, tests);
}

/** A failed assumption has its reason not in an attribute but as the first lines of the stack trace. */
Test settled(Test test, Result result, XMLStreamReader xml) throws XMLStreamException {
    String type = attribute(xml, "type");
    String message = attribute(xml, "message");
    if (message.isEmpty()) {
        message = xml.getElementText().split("\\n\\s+at ", 2)[0].replace(type + ":", "");
    }
    return new Test(test.name(), result, message.isBlank() ? "no reason given" : oneLine(message));
}

String nameOf(XMLStreamReader testcase) {
    String type = attribute(testcase, "classname");
    String name = attribute(testcase, "name");
    return name.isEmpty() ? type : type.substring(type.lastIndexOf('.') + 1) + " > " + name;
}

String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
}

String oneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= 200 ? line : line.substring(0, 199) + "…";
}
