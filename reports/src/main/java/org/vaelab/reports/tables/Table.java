// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.DataPart;
import org.vaelab.reports.text.NumberText;

/**
 * A table of plain text, for any format.
 *
 * @param id a short name, for labels and file names
 * @param caption what it shows, in whole sentences
 * @param rows its cells, row by row, one for each column
 * @param summary further rows below a rule, about their columns as a whole
 * @param notes its footnotes, in the order of their marks
 * @param terms what its columns mean, for a reader who asks; may be empty
 */
public record Table(
        String id,
        String caption,
        List<Column> columns,
        List<List<Cell>> rows,
        List<List<Cell>> summary,
        List<Note> notes,
        String terms) {

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if a row has not one cell for each column
     */
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        summary = summary.stream().map(List::copyOf).toList();
        notes = List.copyOf(notes);
        for (List<Cell> row : all(rows, summary)) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "a row of " + row.size() + " cells in " + columns.size() + " columns");
            }
        }
    }

    public Table(
            String id,
            String caption,
            List<Column> columns,
            List<List<Cell>> rows,
            List<Note> notes) {
        this(id, caption, columns, rows, List.of(), notes, "");
    }

    private static List<List<Cell>> all(List<List<Cell>> rows, List<List<Cell>> summary) {
        return Stream.of(rows, summary).flatMap(List::stream).toList();
    }

    /** Returns the rows, those below the rule last. */
    public List<List<Cell>> all() {
        return all(rows, summary);
    }

    /** Returns the cells of a column, from top to bottom. */
    public List<Cell> column(int index) {
        return all().stream().map(row -> row.get(index)).toList();
    }

    /** Returns this table of the models on one of several data sets. */
    public Table on(DataPart part) {
        return new Table(part.id(id), part.caption(caption), columns, rows, summary, notes, terms);
    }

    /**
     * A column.
     *
     * @param title what it holds
     * @param detail unit and basis, on a second line; may be empty
     * @param numeric whether it holds numbers, which are set flush right
     * @param latex the title as LaTeX source; empty if {@code title} only needs escapes
     */
    public record Column(String title, String detail, boolean numeric, String latex) {

        public Column(String title, String detail, boolean numeric) {
            this(title, detail, numeric, "");
        }

        public static Column text(String title) {
            return new Column(title, "", false);
        }

        /** Makes a column of text about a model. */
        public static Column model(ComparedModel model) {
            return new Column(model.label().plain(), "", false, model.label().latex());
        }
    }

    public enum Emphasis {
        PLAIN,
        BEST,

        /** Grey: only the reason for a missing value. */
        FAINT
    }

    /**
     * A cell.
     *
     * @param marks the marks of its notes; in a {@link TableSpec} the notes themselves
     * @param ghost invisible text after it, which aligns a number without an interval with those
     *     that have one
     * @param latex its text as LaTeX source; empty if {@code text} only needs escapes
     * @param value its number, by which a reader may sort the column; NaN if it has none
     * @param link the id of the element of the page that explains it; empty if there is none
     */
    public record Cell(
            String text,
            Emphasis emphasis,
            List<String> marks,
            String ghost,
            String latex,
            double value,
            String link) {
        public Cell {
            marks = List.copyOf(marks);
        }

        public Cell(String text, Emphasis emphasis, List<String> marks, String ghost) {
            this(text, emphasis, marks, ghost, "", Double.NaN, "");
        }

        /** Makes a cell with the label of a model, linked to the model's runs. */
        public static Cell model(ComparedModel model) {
            return label(model.label()).linked("model-" + model.name());
        }

        public static Cell label(Label label) {
            return plain("").worded(label.plain(), label.latex());
        }

        public static Cell plain(String text) {
            return new Cell(text, Emphasis.PLAIN, List.of(), "");
        }

        public static Cell faint(String text, String... marks) {
            return new Cell(text, Emphasis.FAINT, List.of(marks), "");
        }

        /** Makes a cell for a missing value. */
        public static Cell absent(String... marks) {
            return faint(NumberText.ABSENT, marks);
        }

        public static Cell number(double value, String text) {
            return plain(text).valued(value);
        }

        /** Makes a cell with a count. */
        public static Cell count(long count) {
            return number((double) count, NumberText.grouped(count));
        }

        public Cell valued(double number) {
            return new Cell(text, emphasis, marks, ghost, latex, number, link);
        }

        /** Returns this cell with other text. */
        public Cell worded(String other, String source) {
            return new Cell(other, emphasis, marks, ghost, source, value, link);
        }

        public Cell linked(String id) {
            return new Cell(text, emphasis, marks, ghost, latex, value, id);
        }

        public Cell marked(List<String> others) {
            return new Cell(text, emphasis, others, ghost, latex, value, link);
        }

        public Cell emphasised(Emphasis other) {
            return new Cell(text, other, marks, ghost, latex, value, link);
        }
    }

    /** A footnote. */
    public record Note(String mark, String text) {}
}
