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
     * A cell: a number, or words. A number keeps all its digits until a format writes it.
     *
     * <p>The marks are those of its notes; in a {@link TableSpec} they are the notes themselves.
     */
    public static final class Cell {

        private final CellContent content;
        private final Emphasis emphasis;
        private final List<String> marks;
        private final String link;

        private Cell(CellContent content, Emphasis emphasis, List<String> marks, String link) {
            this.content = content;
            this.emphasis = emphasis;
            this.marks = List.copyOf(marks);
            this.link = link;
        }

        private static Cell of(CellContent content) {
            return new Cell(content, Emphasis.PLAIN, List.of(), "");
        }

        /** Makes a cell with the label of a model, linked to the model's runs. */
        public static Cell model(ComparedModel model) {
            return model(model, "");
        }

        static Cell model(ComparedModel model, String after) {
            Label label = model.label();
            return label(new Label(label.plain() + after, label.latex() + after))
                    .linked("model-" + model.name());
        }

        public static Cell label(Label label) {
            return of(new CellContent.Words(label.plain(), label.latex()));
        }

        public static Cell plain(String text) {
            return of(new CellContent.Words(text, ""));
        }

        public static Cell faint(String text, String... marks) {
            return plain(text).emphasised(Emphasis.FAINT).marked(List.of(marks));
        }

        /** Makes a cell for a missing value. */
        public static Cell absent(String... marks) {
            return faint(NumberText.ABSENT, marks);
        }

        /** Makes a cell with a number that is shown with so many decimals. */
        public static Cell number(double value, int decimals) {
            return number(value, Precision.fixed(decimals));
        }

        /**
         * Makes a cell with a number that is shown with so many significant digits, as a power of
         * ten below 0.001 and from 100,000 on.
         */
        public static Cell significant(double value, int digits) {
            return number(value, Precision.significant(digits));
        }

        /** Makes a cell with a count. */
        public static Cell count(long count) {
            return number((double) count, Precision.GROUPED);
        }

        static Cell number(double value, Precision precision) {
            return number(value, Double.NaN, precision);
        }

        static Cell number(double value, double halfWidth, Precision precision) {
            return of(new CellContent.Quantity(value, halfWidth, "", precision));
        }

        /** Makes a cell for a number that is only known to be below a limit. */
        static Cell below(double limit, Precision precision) {
            return of(new CellContent.Quantity(limit, Double.NaN, "<", precision));
        }

        /** Makes a cell with an interval; an infinite end is none. */
        static Cell interval(double low, double high, Precision precision) {
            return interval(Double.NaN, low, high, precision);
        }

        /** Makes a cell with an estimate and its interval; without one if its ends are NaN. */
        static Cell interval(double estimate, double low, double high, Precision precision) {
            return Double.isNaN(low)
                    ? number(estimate, precision)
                    : of(new CellContent.Interval(estimate, low, high, precision));
        }

        CellContent content() {
            return content;
        }

        /** Returns what a page shows. */
        public String text() {
            return content.text();
        }

        /** Returns the number, by which a reader may sort the column; NaN if there is none. */
        public double value() {
            return content.value();
        }

        /** Returns whether it has neither a number nor words. */
        public boolean isAbsent() {
            return content instanceof CellContent.Words words && words.isAbsent();
        }

        /** Returns the words as LaTeX source; empty if the text only needs escapes. */
        public String latex() {
            return content instanceof CellContent.Words words ? words.latex() : "";
        }

        public Emphasis emphasis() {
            return emphasis;
        }

        public List<String> marks() {
            return marks;
        }

        /** Returns the id of the element of the page that explains it; empty if there is none. */
        public String link() {
            return link;
        }

        public Cell linked(String id) {
            return new Cell(content, emphasis, marks, id);
        }

        public Cell marked(List<String> others) {
            return new Cell(content, emphasis, others, link);
        }

        public Cell emphasised(Emphasis other) {
            return new Cell(content, other, marks, link);
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** A footnote. */
    public record Note(String mark, String text) {}
}
