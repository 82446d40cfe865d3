// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.vaelab.framework.Internal;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What the tests of a plugin came to.
 *
 * @param passed how many passed
 * @param skipped how many did not apply
 * @param failures in the order of their classes
 */
@Internal
public record TestResults(int passed, int skipped, List<Failure> failures) {

    /**
     * A test that failed.
     *
     * @param test its class and name
     * @param message what it says
     */
    public record Failure(String test, String message) {

        /** Returns the rank of the check in {@link #FIRST}, or their number. */
        private int rank() {
            String names = message.substring(0, endOfNames());
            int rank = FIRST.indexOf(names.substring(names.lastIndexOf(", ") + 1).strip());
            return rank < 0 ? FIRST.size() : rank;
        }

        private String text() {
            return message.substring(endOfNames());
        }

        /**
         * Returns where the names of part and check end: at the first colon outside of settings, or
         * 0.
         */
        private int endOfNames() {
            int depth = 0;
            int end = 0;
            for (; end < message.length() && (depth > 0 || message.charAt(end) != ':'); end++) {
                depth += message.charAt(end) == '{' ? 1 : message.charAt(end) == '}' ? -1 : 0;
            }
            return end < message.length() ? end : 0;
        }
    }

    /** The checks on whose results others rely, in order: their failures come first. */
    private static final List<String> FIRST = List.of("normalises", "codes", "space", "draws");

    public TestResults {
        failures = List.copyOf(failures);
    }

    /** Returns failures with the same text together, the likely cause of the others first. */
    public List<List<Failure>> byCause() {
        Map<String, List<Failure>> byText = new LinkedHashMap<>();
        failures.stream()
                .sorted(Comparator.comparingInt(Failure::rank))
                .forEach(
                        failure ->
                                byText.computeIfAbsent(failure.text(), text -> new ArrayList<>())
                                        .add(failure));
        return List.copyOf(byText.values());
    }

    /** Reads the files that Surefire writes, one of each test class. */
    static TestResults read(Path folder) throws IOException {
        int passed = 0;
        int skipped = 0;
        List<Failure> failures = new ArrayList<>();
        for (Path file : files(folder)) {
            NodeList tests = parse(file).getElementsByTagName("testcase");
            for (int i = 0; i < tests.getLength(); i++) {
                Element test = (Element) tests.item(i);
                NodeList failed = test.getElementsByTagName("failure");
                NodeList broken = test.getElementsByTagName("error");
                if (failed.getLength() + broken.getLength() > 0) {
                    Element cause = (Element) (failed.getLength() > 0 ? failed : broken).item(0);
                    failures.add(new Failure(name(test), message(cause)));
                } else if (test.getElementsByTagName("skipped").getLength() > 0) {
                    skipped++;
                } else {
                    passed++;
                }
            }
        }
        return new TestResults(passed, skipped, failures);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .sorted()
                    .toList();
        }
    }

    private static Element parse(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            return builder.parse(file.toFile()).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The class without its package, and the method without the types of its parameters. */
    private static String name(Element test) {
        String type = test.getAttribute("classname");
        return type.substring(type.lastIndexOf('.') + 1)
                + "."
                + test.getAttribute("name").replaceFirst("\\(.*?\\)", "");
    }

    /** The text of a check; of another exception its type and first line of the trace, too. */
    private static String message(Element cause) {
        String message = cause.getAttribute("message").strip();
        String type = cause.getAttribute("type");
        if (type.endsWith("AssertionError") || type.endsWith("AssertionFailedError")) {
            return message;
        }
        String at =
                cause.getTextContent()
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("at "))
                        .findFirst()
                        .map(line -> "\n" + line)
                        .orElse("");
        return (message.isEmpty() ? type : type + ": " + message) + at;
    }
}
