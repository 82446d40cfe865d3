// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.reports.Report;
import org.vaelab.reports.ReportFolder;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.Format;
import org.vaelab.reports.render.ReportSection;
import org.vaelab.reports.render.Section;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.tables.Table.Cell;

/**
 * The contract of sections of a report. A section is found by its id, as in {@code
 * report.sections}.
 *
 * <pre>{@code
 * final class SlowSectionTest extends SectionContract {
 *     SlowSectionTest() {
 *         super("slow");
 *     }
 *
 *     @Override
 *     protected List<Row> rows() {
 *         return List.of(row("slow", "Model", "iwae", "Seed", "2", "Training (s)", "121"));
 *     }
 * }
 * }</pre>
 *
 * <p>Checked are: each column holds what its heading says; each note belongs to a cell; all formats
 * are well-formed, escaped and the same twice; nothing is thrown if runs failed or metrics are
 * absent.
 */
public abstract class SectionContract {

    /** Characters that HTML, Markdown or LaTeX take for more than text. */
    private static final String SPECIAL = "<q>&\"_%#$";

    private static final char FIGURE_SPACE = '\u2007';

    private final List<ReportSection> sections;
    private final List<ReportSection> plugins;

    @TempDir Path folder;

    /**
     * A row that a table must have.
     *
     * @param table the id of the table
     * @param cells the text of each cell, by the label of its column: the title and, in
     *     parentheses, the detail
     */
    protected record Row(String table, Map<String, String> cells) {}

    /**
     * Creates the contract of the sections of a plugin.
     *
     * @param ids of sections that {@code META-INF/services} names
     */
    protected SectionContract(String... ids) {
        this(Arrays.stream(ids).map(SectionContract::announced).toList());
    }

    /** Creates the contract of sections that need not be announced. */
    protected SectionContract(List<ReportSection> sections) {
        this(sections, sections);
    }

    /**
     * Creates the contract.
     *
     * @param plugins the sections that a report does not have by itself
     */
    SectionContract(List<ReportSection> sections, List<ReportSection> plugins) {
        this.sections = List.copyOf(sections);
        this.plugins = List.copyOf(plugins);
    }

    private static ReportSection announced(String id) {
        return ServiceLoader.load(ReportSection.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(section -> section.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no section has the id '"
                                                + id
                                                + "': add its class to META-INF/services/"
                                                + ReportSection.class.getName()));
    }

    /**
     * Returns records for which the sections show all their tables, equal ones each time. Default:
     * {@link Records#sample()}.
     */
    protected Comparison comparison() throws IOException {
        return Records.sample().comparison();
    }

    /**
     * Returns at least one row of each table of {@link #comparison()}, with all its cells. Work out
     * their texts from the records. Two columns that differ in the table differ in some of the rows.
     */
    protected abstract List<Row> rows();

    /**
     * Makes a row.
     *
     * @param labelsAndTexts the label of a column, the text of its cell, and so on
     */
    protected static Row row(String table, String... labelsAndTexts) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < labelsAndTexts.length; i += 2) {
            cells.put(labelsAndTexts[i], labelsAndTexts[i + 1]);
        }
        return new Row(table, cells);
    }

    /** Each table has the rows that are stated, each text below its heading. */
    @Test
    final void columnsHoldWhatTheirHeadingsSay() throws IOException {
        Comparison comparison = comparison();
        TreeSet<String> left = new TreeSet<>();
        rows().forEach(row -> left.add(row.table()));
        for (ReportSection section : sections) {
            for (Table table : tables(section.blocks(comparison))) {
                left.remove(table.id());
                requireRows(table);
            }
        }
        assertThat(left).as("tables in rows() that no section has").isEmpty();
    }

    private void requireRows(Table table) {
        String which = "table '" + table.id() + "'";
        List<String> labels = table.columns().stream().map(SectionContract::label).toList();
        assertThat(labels).as("columns of " + which).doesNotHaveDuplicates();
        List<Map<String, String>> stated =
                rows().stream()
                        .filter(row -> row.table().equals(table.id()))
                        .map(Row::cells)
                        .toList();
        List<Map<String, String>> shown =
                table.all().stream().map(row -> byLabel(labels, row)).toList();
        assertThat(stated).as("rows() of %s, which has %s", which, shown).isNotEmpty();
        assertThat(shown).as(which).containsAll(stated);
        for (String one : labels) {
            for (String other : labels) {
                if (tells(shown, one, other)) {
                    assertThat(tells(stated, one, other))
                            .as("%s: some row in rows() tells '%s' from '%s'", which, one, other)
                            .isTrue();
                }
            }
        }
    }

    /** Returns whether two columns differ in a row. */
    private static boolean tells(List<Map<String, String>> rows, String one, String other) {
        return rows.stream().anyMatch(row -> !row.get(one).equals(row.get(other)));
    }

    private static String label(Table.Column column) {
        String detail = column.detail();
        return column.title() + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    private static Map<String, String> byLabel(List<String> labels, List<Cell> row) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            cells.put(labels.get(i), row.get(i).text().replace(FIGURE_SPACE, ' ').strip());
        }
        return cells;
    }

    private static List<Table> tables(List<Section.Block> blocks) {
        List<Table> tables = new ArrayList<>();
        for (Section.Block block : blocks) {
            if (block instanceof Section.OfTable of) {
                tables.addAll(of.tables().values());
            } else if (block instanceof Section.Entries of) {
                tables.addAll(of.settings());
            }
        }
        return tables;
    }

    /**
     * With one run, with failed ones, and without each metric, nothing is thrown, no number is NaN,
     * and each note belongs to a cell.
     */
    @Test
    final void everyComparisonIsShown() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, Comparison> each : ChangedComparisons.of(comparison()).entrySet()) {
            for (ReportSection section : sections) {
                String where = "section '" + section.id() + "', " + each.getKey() + ": ";
                faults(section, each.getValue()).forEach(fault -> faults.add(where + fault));
            }
        }
        assertThat(faults).as("faults by comparison").isEmpty();
    }

    private static List<String> faults(ReportSection section, Comparison comparison)
            throws IOException {
        List<String> faults = new ArrayList<>();
        try {
            for (Table table : tables(section.blocks(comparison))) {
                faults(table).forEach(fault -> faults.add("table " + table.id() + ": " + fault));
            }
        } catch (RuntimeException e) {
            String at = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
            faults.add("throws " + e + at);
        }
        return faults;
    }

    private static List<String> faults(Table table) {
        List<String> faults = new ArrayList<>();
        List<String> notes = table.notes().stream().map(Table.Note::mark).toList();
        TreeSet<String> unused = new TreeSet<>(notes);
        if (unused.size() < notes.size()) {
            faults.add("two notes have the same mark: " + notes);
        }
        for (List<Cell> row : table.all()) {
            for (int i = 0; i < row.size(); i++) {
                Cell cell = row.get(i);
                unused.removeAll(cell.marks());
                String column = "column '" + table.columns().get(i).title() + "'";
                cell.marks().stream()
                        .filter(mark -> !notes.contains(mark))
                        .forEach(mark -> faults.add(column + " refers to no note: " + mark));
                if (table.columns().get(i).numeric() && cell.text().contains("NaN")) {
                    faults.add(column + " shows " + cell.text() + ": use Cell.absent");
                }
            }
        }
        unused.forEach(mark -> faults.add("no cell refers to the note " + mark));
        return faults;
    }

    /** The same records give the same bytes, and each file is what its format asks for. */
    @Test
    final void filesAreWellFormedAndTheSameTwice() throws IOException {
        ReportFolder first = new ReportFolder(folder.resolve("first"));
        report(comparison()).write(first);
        assertThat(report(comparison()).differencesOf(first).isUpToDate())
                .as("a second report has the same bytes")
                .isTrue();
        assertThat(ReportFiles.malformed(first.path())).as("malformed files").isEmpty();
    }

    /** Characters that mean something to a format are escaped in it, and once only. */
    @Test
    final void textIsEscapedOnce() throws IOException {
        ReportFolder special = new ReportFolder(folder.resolve("special"));
        report(ChangedComparisons.called(comparison(), SPECIAL)).write(special);
        assertThat(ReportFiles.malformed(special.path())).as("malformed files").isEmpty();
        assertThat(ReportFiles.unescaped(special.path(), SPECIAL))
                .as("files in which %s is not escaped, or twice", SPECIAL)
                .isEmpty();
    }

    private Report report(Comparison comparison) throws IOException {
        List<String> ids = sections.stream().map(ReportSection::id).toList();
        return Report.of(comparison.showing(ids), EnumSet.allOf(Format.class), plugins, part -> {});
    }
}
