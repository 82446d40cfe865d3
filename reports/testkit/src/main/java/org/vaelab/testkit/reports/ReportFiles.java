// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.reports;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What is wrong with the files of a report. */
final class ReportFiles {

    private static final Pattern GROUPS =
            Pattern.compile("\\\\(begin|end)\\{([^}]*)\\}|\\\\.|%.*|[{}]");

    /** What a text becomes if it is escaped twice: in HTML and Markdown, and in LaTeX. */
    private static final List<String> TWICE = List.of("&amp;lt;", "&amp;amp;", "textbackslash");

    private ReportFiles() {}

    /** Returns the pages, tables, figures and data that their formats do not allow. */
    static List<String> malformed(Path report) throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : files(report)) {
            String name = report.relativize(file).toString().replace('\\', '/');
            String text = Files.readString(file);
            String fault =
                    name.endsWith("l") || name.endsWith(".svg")
                            ? ofXml(text)
                            : name.endsWith(".tex")
                                    ? ofLatex(text)
                                    : name.endsWith(".csv") ? ofCsv(text) : ofMarkdown(text);
            if (!fault.isEmpty()) {
                faults.add(name + ": " + fault);
            }
        }
        return faults;
    }

    /** Returns the pages, tables and figures in which a text is as it was, or escaped twice. */
    static List<String> unescaped(Path report, String text) throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : files(report)) {
            String content = Files.readString(file);
            boolean isRaw = !file.toString().endsWith(".csv") && content.contains(text);
            if (isRaw || TWICE.stream().anyMatch(content::contains)) {
                faults.add(report.relativize(file).toString());
            }
        }
        return faults;
    }

    /** Returns the files in text that sections make, in order. */
    private static List<Path> files(Path report) throws IOException {
        try (Stream<Path> all = Files.walk(report)) {
            return all.filter(
                            file ->
                                    report.relativize(file)
                                            .toString()
                                            .matches(
                                                    "index.html|report.md|(tables|figures|data).*\\.(tex|svg|csv)"))
                    .sorted()
                    .toList();
        }
    }

    private static String ofXml(String text) throws IOException {
        // A browser does not read what is in these as elements.
        String elements = text.replaceAll("(?s)(<(style|script)>).*?(</\\2>)", "$1$3");
        try {
            var builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
            builder.setErrorHandler(null);
            builder.parse(new InputSource(new StringReader(elements)));
            return "";
        } catch (SAXException e) {
            return String.valueOf(e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java runtime reads XML", e);
        }
    }

    /** Groups and environments end in the order in which they begin. */
    private static String ofLatex(String text) {
        Deque<String> open = new ArrayDeque<>();
        Matcher group = GROUPS.matcher(text);
        while (group.find()) {
            boolean isGroup = "{}".contains(group.group());
            // A file that can be compiled alone begins its document under a condition.
            boolean isEnvironment = group.group(1) != null && !"document".equals(group.group(2));
            String name = isEnvironment ? group.group(2) : "{";
            if ((isEnvironment && "begin".equals(group.group(1))) || group.group().equals("{")) {
                open.push(name);
            } else if ((isGroup || isEnvironment) && !name.equals(open.poll())) {
                return "'" + group.group() + "' ends nothing";
            }
        }
        return open.isEmpty() ? "" : "no end of " + open;
    }

    /** All rows have as many fields. */
    private static String ofCsv(String text) {
        String bare = text.replaceAll("\"([^\"]|\"\")*\"", "");
        return counts("fields", bare.lines().toList(), ",");
    }

    /** All rows of a table have as many cells. */
    private static String ofMarkdown(String text) {
        List<String> rows = new ArrayList<>();
        for (String line : (text + "\n").split("\n", -1)) {
            if (line.startsWith("| ")) {
                rows.add(line.replaceAll("\\\\.", ""));
            } else {
                String fault = counts("cells", rows, "\\|");
                if (!fault.isEmpty()) {
                    return fault;
                }
                rows.clear();
            }
        }
        return "";
    }

    private static String counts(String what, List<String> rows, String divider) {
        TreeSet<Integer> counts = new TreeSet<>();
        rows.forEach(row -> counts.add(row.split(divider, -1).length));
        return counts.size() > 1 ? "rows have " + counts + " " + what + ": " + rows : "";
    }
}
