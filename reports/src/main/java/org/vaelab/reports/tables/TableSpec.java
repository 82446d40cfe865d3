// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;

/**
 * The declaration of a table: its rows, and for each column the heading and the cell of a row. A
 * cell has the text of its notes; the table has a letter for each different note.
 *
 * @param <R> what a row is about
 */
@Internal
public final class TableSpec<R> {

    private final String id;
    private final List<R> rows;
    private final List<Column> columns = new ArrayList<>();

    /** By column, or group of columns, the cells of each row. */
    private final List<List<List<Cell>>> parts = new ArrayList<>();

    private final List<List<Cell>> summary = new ArrayList<>();
    private String terms = "";

    private TableSpec(String id, List<R> rows) {
        this.id = id;
        this.rows = List.copyOf(rows);
    }

    /** Begins a table without columns. */
    public static <R> TableSpec<R> of(String id, List<R> rows) {
        return new TableSpec<>(id, rows);
    }

    /** Begins a table with a row for each model, and their names. */
    static TableSpec<ComparedModel> ofModels(String id, List<ComparedModel> models) {
        return of(id, models).cells("Model", Cell::model);
    }

    /** A part of a model, such as a network or a problem of its training. */
    record Of<T>(ComparedModel model, T part) {}

    /** The parts of a model. */
    interface Parts<T, E extends Exception> {
        List<T> of(ComparedModel model) throws E;
    }

    /** Begins a table with a row for each part of each model, and the names of the models. */
    static <T, E extends Exception> TableSpec<Of<T>> ofParts(
            String id, Comparison comparison, Parts<T, E> parts) throws E {
        List<Of<T>> rows = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            parts.of(model).forEach(part -> rows.add(new Of<>(model, part)));
        }
        return of(id, rows).cells("Model", row -> Cell.model(row.model()));
    }

    /** Adds a column of text. */
    public TableSpec<R> text(String title, Function<R, String> text) {
        return cells(title, row -> Cell.plain(text.apply(row)));
    }

    /** Adds a column of cells with text. */
    public TableSpec<R> cells(String title, Function<R, Cell> cell) {
        return column(Column.text(title), cell);
    }

    /** Adds a column of numbers. */
    public TableSpec<R> numbers(String title, String detail, Function<R, Cell> cell) {
        return column(new Column(title, detail, true), cell);
    }

    /** Adds a column of numbers of one precision. NaN is a missing value. */
    TableSpec<R> numbers(
            String title, String detail, ToDoubleFunction<R> number, Precision precision) {
        return column(new Column(title, detail, true), number, precision);
    }

    TableSpec<R> column(Column column, ToDoubleFunction<R> number, Precision precision) {
        return column(
                column,
                row -> {
                    double value = number.applyAsDouble(row);
                    return Double.isNaN(value) ? Cell.absent() : Cell.number(value, precision);
                });
    }

    public TableSpec<R> column(Column column, Function<R, Cell> cell) {
        return column(column, rows.stream().map(cell).toList());
    }

    /** Adds a column with a cell for each row, in order. */
    TableSpec<R> column(Column column, List<Cell> cells) {
        return columns(List.of(column), cells.stream().map(List::of).toList());
    }

    /** Adds columns that belong together, with their cells for each row, in order. */
    TableSpec<R> columns(List<Column> some, List<List<Cell>> cells) {
        columns.addAll(some);
        parts.add(cells);
        return this;
    }

    /** Adds a row below a rule, about the columns as a whole. */
    TableSpec<R> summary(String name, Stream<Cell> cells) {
        summary.add(Stream.concat(Stream.of(Cell.plain(name)), cells).toList());
        return this;
    }

    /** Says what the columns mean. */
    TableSpec<R> terms(String sentences) {
        terms = sentences;
        return this;
    }

    /** Returns the number of columns so far. */
    int width() {
        return columns.size();
    }

    /** Returns the table. Its notes are in the order of its rows. */
    public Table captioned(String caption) {
        return table(caption, rowByRow());
    }

    /** Returns the table, or nothing if it has no row. */
    public Optional<Table> orEmpty(String caption) {
        return rows.isEmpty() ? Optional.empty() : Optional.of(captioned(caption));
    }

    /** Returns the table. Its notes are in the order of its columns. */
    Table byColumn(String caption) {
        return table(caption, parts.stream().flatMap(List::stream).toList());
    }

    private List<List<Cell>> rowByRow() {
        return IntStream.range(0, rows.size())
                .mapToObj(row -> parts.stream().flatMap(part -> part.get(row).stream()).toList())
                .toList();
    }

    private Table table(String caption, List<List<Cell>> reading) {
        Notes notes = new Notes();
        Stream.of(reading, summary).flatMap(List::stream).forEach(notes::mark);
        List<List<Cell>> body = rowByRow().stream().map(notes::mark).toList();
        List<List<Cell>> below = summary.stream().map(notes::mark).toList();
        return new Table(id, caption, columns, body, below, notes.all(), terms);
    }
}
