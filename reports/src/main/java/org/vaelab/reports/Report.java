// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.FurtherEvaluation;
import org.vaelab.reports.comparison.WrongBounds;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Glyphs;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.paper.PaperFiles;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.render.Format;
import org.vaelab.reports.render.HtmlPage;
import org.vaelab.reports.render.MarkdownPage;
import org.vaelab.reports.render.ReportSection;
import org.vaelab.reports.tables.CsvTable;
import org.vaelab.reports.tables.LatexTable;
import org.vaelab.reports.tables.RecordsCsv;
import org.vaelab.reports.tables.Table;

/**
 * The report of one comparison, or of several as one, built from their records alone.
 *
 * <pre>
 * index.html  report.md  config.yaml  tables/*.tex  figures/*.{svg,pdf,png,tex}  data/*.csv
 * paper.tex  setup.tex  macros.tex  methods.bib  files.sha256
 * </pre>
 *
 * <p>The same records give the same bytes. Data and the config are always written, the rest by
 * format: figures as SVG for HTML, as PNG for Markdown, as PDF and source for LaTeX. A report of
 * several comparisons has {@code config-<name>.yaml} of each.
 */
public final class Report {

    private final NavigableMap<String, byte[]> files = new ConcurrentSkipListMap<>();

    private final Consumer<String> progress;
    private final Comparison comparison;

    private Report(Consumer<String> progress, Comparison comparison) {
        this.progress = progress;
        this.comparison = comparison;
    }

    /**
     * Writes the report of a comparison into its folder, in the formats that its plan asks for.
     *
     * @return the folder of the report
     * @throws IOException if the records cannot be read or the report not be written
     */
    public static Path write(Path comparisonFolder) throws IOException {
        Path place = new ComparisonFolder(comparisonFolder).report();
        of(List.of(comparisonFolder)).write(new ReportFolder(place));
        return place;
    }

    /**
     * Builds a report with some sections, in the formats that the plans ask for. Writes nothing.
     *
     * @param comparisonFolders the folders of the comparisons, which are joined as {@link
     *     Comparison#read(List)} says
     * @param sections their ids, in order; empty for those that the plans ask for
     * @param plugins the sections of plugins
     * @param progress is told what is being built, before each part
     * @throws IOException if the records cannot be read
     * @throws org.vaelab.framework.VaeLabException if Java cannot draw text on this machine
     */
    public static Report of(
            List<Path> comparisonFolders,
            List<String> sections,
            List<ReportSection> plugins,
            Consumer<String> progress)
            throws IOException {
        progress.accept("reading the records");
        Comparison read = Comparison.read(comparisonFolders);
        return of(sections.isEmpty() ? read : read.showing(sections), plugins, progress);
    }

    /**
     * Builds the report of a comparison, in the formats that its plan asks for. Writes nothing.
     *
     * @param plugins the sections of plugins
     * @param progress is told what is being built, before each part
     * @throws IOException if a file of a run cannot be read
     */
    public static Report of(
            Comparison comparison, List<ReportSection> plugins, Consumer<String> progress)
            throws IOException {
        Set<Format> formats = EnumSet.noneOf(Format.class);
        comparison.plan().reportFormats().forEach(name -> formats.add(Format.named(name)));
        return of(comparison, formats, plugins, progress);
    }

    public static Report of(List<Path> comparisonFolders) throws IOException {
        return of(comparisonFolders, List.of(), List.of(), part -> {});
    }

    /**
     * Builds a report of a comparison in some formats. Writes nothing.
     *
     * @param progress is told what is being built, before each part
     */
    public static Report of(
            Comparison comparison,
            Set<Format> formats,
            List<ReportSection> plugins,
            Consumer<String> progress)
            throws IOException {
        Glyphs.requireFonts();
        Report report = new Report(progress, comparison);
        report.add(comparison, Content.of(comparison, plugins, progress), formats);
        return report;
    }

    /**
     * Returns what must be said aloud: models whose bound cannot be right. The report says so too.
     *
     * @throws IOException if a file of a run cannot be read
     */
    public List<String> warnings() throws IOException {
        return WrongBounds.of(comparison);
    }

    /** Returns the names of the files, in order. */
    public List<String> files() {
        return List.copyOf(files.keySet());
    }

    public int size() {
        return files.size();
    }

    /**
     * Writes the report. An older one is replaced when the new one is complete. Other files in the
     * folder stay.
     *
     * @return files of the older one that were edited since: they are kept under these names
     * @throws java.nio.file.FileAlreadyExistsException if a file that is not of a report is in the
     *     way
     * @throws IOException if it cannot be written
     */
    public List<Path> write(ReportFolder place) throws IOException {
        return place.replaceBy(files);
    }

    /**
     * Holds the report that is there against this one.
     *
     * @throws IOException if a file there cannot be read
     */
    public ReportFolder.Differences differencesOf(ReportFolder place) throws IOException {
        return place.differences(files);
    }

    private void add(Comparison comparison, Content content, Set<Format> formats)
            throws IOException {
        progress.accept("the pages");
        if (formats.contains(Format.HTML)) {
            add("index.html", HtmlPage.of(content, formats));
        }
        if (formats.contains(Format.MARKDOWN)) {
            add("report.md", MarkdownPage.of(content));
        }
        List<Figure> figures = content.figures();
        for (int i = 0; i < figures.size(); i++) {
            Figure figure = figures.get(i);
            progress.accept("figure " + (i + 1) + " of " + figures.size() + ", " + figure.id());
            add(figure, formats);
        }
        progress.accept("the tables");
        content.sheets().forEach(sheet -> files.put("figures/" + sheet.file(), sheet.png()));
        if (formats.contains(Format.LATEX)) {
            for (Table table : content.tables()) {
                add("tables/" + table.id() + ".tex", LatexTable.of(table));
            }
            if (!comparison.models().isEmpty()) {
                PaperFiles.of(comparison, content).forEach(this::add);
            }
        }
        comparison.configs().forEach(config -> add(config.file(), config.text()));
        for (Table table : content.tables()) {
            add("data/table-" + table.id() + ".csv", CsvTable.of(table));
        }
        add("data/runs.csv", RecordsCsv.runs(comparison));
        add("data/means.csv", RecordsCsv.means(comparison));
        List<FurtherEvaluation> evaluations = FurtherEvaluation.of(comparison);
        if (!evaluations.isEmpty()) {
            add("data/evaluations.csv", RecordsCsv.evaluations(evaluations));
        }
        files.put(ReportFolder.LIST, ReportFolder.list(files));
    }

    /** Adds the files of a figure. Both widths are drawn at the same time. */
    private void add(Figure figure, Set<Format> formats) {
        Arrays.stream(Width.values()).parallel().forEach(width -> add(figure, width, formats));
        add("data/" + figure.id() + ".csv", figure.csv());
    }

    private void add(Figure figure, Width width, Set<Format> formats) {
        String file = "figures/" + width.file(figure.id());
        if (formats.contains(Format.HTML)) {
            add(file + ".svg", figure.svg(width));
        }
        if (formats.contains(Format.MARKDOWN)) {
            files.put(file + ".png", figure.png(width));
        }
        if (formats.contains(Format.LATEX)) {
            files.put(file + ".pdf", figure.pdf(width));
            add(file + ".tex", figure.latex(width));
        }
    }

    private void add(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
