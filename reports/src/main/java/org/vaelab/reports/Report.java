// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.render.Format;
import org.vaelab.reports.render.HtmlPage;
import org.vaelab.reports.render.MarkdownPage;
import org.vaelab.reports.tables.LatexTable;
import org.vaelab.reports.tables.RecordsCsv;
import org.vaelab.reports.tables.Table;

/**
 * Writes the report of a comparison from its records alone.
 *
 * <pre>
 * index.html  report.md  tables/*.tex  figures/*.{svg,pdf,png}  data/*.csv
 * </pre>
 *
 * <p>The same records give the same bytes. Figures and data are written in any case, the rest by
 * format.
 */
public final class Report {

    private final Path into;
    private final Comparison comparison;
    private final Content content;

    private Report(Path into, Comparison comparison) throws IOException {
        this.into = into;
        this.comparison = comparison;
        this.content = Content.of(comparison);
    }

    /**
     * Writes the report in the formats that the plan asks for.
     *
     * @param comparisonFolder the folder of the comparison
     * @return the folder of the report
     * @throws IOException if the records cannot be read or the report not be written
     */
    public static Path write(Path comparisonFolder) throws IOException {
        Set<Format> formats = EnumSet.noneOf(Format.class);
        for (String name : new ComparisonFolder(comparisonFolder).readPlan().reportFormats()) {
            formats.add(Format.named(name));
        }
        return write(comparisonFolder, formats);
    }

    /**
     * Writes the report. It is built beside its place and moved there when it is complete; an older
     * one stays until then.
     *
     * @param comparisonFolder the folder of the comparison
     * @param formats the formats
     * @return the folder of the report
     * @throws IOException if the records cannot be read or the report not be written
     */
    public static Path write(Path comparisonFolder, Set<Format> formats) throws IOException {
        Comparison comparison = Comparison.read(comparisonFolder);
        Path report = new ComparisonFolder(comparisonFolder).report();
        Path built = Files.createTempDirectory(comparisonFolder, ".report-");
        Path old = built.resolveSibling(built.getFileName() + "-old");
        try {
            // Not readable by the owner alone, as temporary folders are.
            Path fresh = Files.createDirectory(built.resolve("report"));
            new Report(fresh, comparison).write(formats);
            if (Files.exists(report)) {
                Files.move(report, old);
            }
            try {
                Files.move(fresh, report);
            } catch (IOException e) {
                if (Files.exists(old)) {
                    Files.move(old, report);
                }
                throw e;
            }
        } finally {
            delete(built);
            delete(old);
        }
        return report;
    }

    private void write(Set<Format> formats) throws IOException {
        if (formats.contains(Format.HTML)) {
            write("index.html", HtmlPage.of(content));
        }
        if (formats.contains(Format.MARKDOWN)) {
            write("report.md", MarkdownPage.of(content));
        }
        for (Figure figure : content.figures()) {
            write("figures/" + figure.id() + ".svg", figure.svg());
            write("figures/" + figure.id() + ".pdf", figure.pdf());
            write("figures/" + figure.id() + ".png", figure.png());
            write("data/" + figure.id() + ".csv", figure.csv());
            if (formats.contains(Format.LATEX)) {
                write("figures/" + figure.id() + ".tex", figure.pgfplots());
            }
        }
        content.sheets((file, png) -> write("figures/" + file, png));
        if (formats.contains(Format.LATEX)) {
            for (Table table : content.tables()) {
                write("tables/" + table.id() + ".tex", LatexTable.of(table));
            }
        }
        write("data/runs.csv", RecordsCsv.runs(comparison));
        write("data/means.csv", RecordsCsv.means(comparison));
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path path = into.resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(
                            path -> {
                                try {
                                    Files.delete(path);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
        }
    }
}
