// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.reports;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.ReportSection;
import org.vaelab.reports.render.Section;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;

/** Defects of sections are found. */
final class WrongSectionsTest {

    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("Model"),
                    new Column("KL", "nats", true),
                    new Column("Time", "s", true));

    @TempDir Path folder;

    /** A section of one table. */
    private record OneTable(Function<Comparison, Table> table) implements ReportSection {

        @Override
        public String id() {
            return "one-table";
        }

        @Override
        public String title() {
            return "One table";
        }

        @Override
        public List<Section.Block> blocks(Comparison comparison) {
            return List.of(new Section.OfTable(table.apply(comparison)));
        }
    }

    private SectionContract contract(Function<Comparison, Table> table, String kl) {
        SectionContract contract =
                new SectionContract(List.of(new OneTable(table))) {
                    @Override
                    protected List<Row> rows() {
                        return List.of(
                                row("t", "Model", "iwae", "KL (nats)", kl, "Time (s)", "120"));
                    }
                };
        contract.folder = folder;
        return contract;
    }

    private SectionContract contract(
            List<Column> columns, Function<ComparedModel, List<Cell>> row, Table.Note... notes) {
        return contract(
                comparison -> {
                    List<List<Cell>> rows = comparison.models().stream().map(row).toList();
                    return new Table("t", "A table.", columns, rows, List.of(notes));
                },
                "19");
    }

    private static List<Cell> sound(ComparedModel model) {
        return List.of(Cell.model(model), kl(model), time(model));
    }

    private static Cell kl(ComparedModel model) {
        return model.completed().stream()
                .map(record -> record.metrics().get("kl"))
                .filter(Objects::nonNull)
                .findFirst()
                .map(kl -> Cell.number(kl.value(), 0))
                .orElse(Cell.absent());
    }

    private static Cell time(ComparedModel model) {
        return model.completed().stream()
                .map(record -> record.timing().trainSeconds())
                .findFirst()
                .map(seconds -> Cell.number(seconds, 0))
                .orElse(Cell.absent());
    }

    /** Has the name of one model in two columns. */
    private static List<Cell> namedTwice(ComparedModel model) {
        Cell kl = model.name().equals("iwae") ? Cell.plain("iwae") : kl(model);
        return List.of(Cell.model(model), kl, time(model));
    }

    private static void fails(ThrowingCallable check, String... texts) {
        assertThatThrownBy(check).isInstanceOf(Throwable.class).message().contains(texts);
    }

    @Test
    void aSoundSectionPasses() {
        SectionContract sound = contract(COLUMNS, WrongSectionsTest::sound);
        assertThatCode(sound::columnsHoldWhatTheirHeadingsSay).doesNotThrowAnyException();
        assertThatCode(sound::everyComparisonIsShown).doesNotThrowAnyException();
        assertThatCode(sound::filesAreWellFormedAndTheSameTwice).doesNotThrowAnyException();
        assertThatCode(sound::textIsEscapedOnce).doesNotThrowAnyException();
    }

    @Test
    void swappedColumnsAreFound() {
        SectionContract swapped =
                contract(COLUMNS, model -> List.of(Cell.model(model), time(model), kl(model)));
        fails(swapped::columnsHoldWhatTheirHeadingsSay, "table 't'", "[{\"KL (nats)\"=\"60\"");
    }

    @Test
    void aRowWithOneCellLessIsFound() {
        SectionContract shorter = contract(COLUMNS, model -> sound(model).subList(0, 2));
        fails(shorter::everyComparisonIsShown, "a row of 2 cells in 3 columns");
    }

    /** The stated row has one number in two columns, which differ in the other row. */
    @Test
    void rowsThatDoNotTellColumnsApartAreFound() {
        SectionContract vague =
                contract(
                        comparison -> {
                            List<List<Cell>> rows =
                                    comparison.models().stream()
                                            .map(WrongSectionsTest::namedTwice)
                                            .toList();
                            return new Table("t", "", COLUMNS, rows, List.of());
                        },
                        "iwae");
        fails(
                vague::columnsHoldWhatTheirHeadingsSay,
                "some row in rows() tells 'Model' from 'KL (nats)'");
    }

    @Test
    void aNoteThatNoCellUsesIsFound() {
        SectionContract unused =
                contract(COLUMNS, WrongSectionsTest::sound, new Table.Note("a", "Unused."));
        fails(unused::everyComparisonIsShown, "as it is: table t: no cell refers to the note a");
    }

    @Test
    void aNoteThatIsNotThereIsFound() {
        SectionContract absent =
                contract(
                        COLUMNS,
                        model ->
                                List.of(
                                        Cell.model(model).marked(List.of("b")),
                                        kl(model),
                                        time(model)));
        fails(absent::everyComparisonIsShown, "column 'Model' refers to no note: b");
    }

    @Test
    void textThatIsNotEscapedIsFound() {
        SectionContract raw =
                contract(
                        comparison -> {
                            String label = comparison.models().get(0).label().plain();
                            List<Column> columns =
                                    List.of(new Column("Model", "", false, "Of " + label));
                            return new Table("t", "", columns, List.of(), List.of());
                        },
                        "");
        fails(raw::textIsEscapedOnce, "t.tex");
    }

    @Test
    void textThatIsEscapedTwiceIsFound() {
        SectionContract twice =
                contract(
                        COLUMNS,
                        model ->
                                List.of(
                                        Cell.plain(model.label().plain().replace("<", "&lt;")),
                                        kl(model),
                                        time(model)));
        fails(twice::textIsEscapedOnce, "index.html");
    }

    @Test
    void anExceptionWithoutTheMetricIsFound() {
        SectionContract careless =
                contract(
                        COLUMNS,
                        model -> {
                            RunRecord record = model.completed().get(0);
                            double kl = Objects.requireNonNull(record.metrics().get("kl")).value();
                            return List.of(Cell.model(model), Cell.number(kl, 0), time(model));
                        });
        fails(
                careless::everyComparisonIsShown,
                "of failed runs: throws java.lang.ArrayIndexOutOfBounds",
                "without the metric kl: throws java.lang.NullPointerException");
    }

    @Test
    void aNumberThatIsNaNIsFound() {
        SectionContract nan =
                contract(
                        COLUMNS,
                        model ->
                                List.of(
                                        Cell.model(model),
                                        Cell.number(kl(model).value(), 0),
                                        time(model)));
        fails(nan::everyComparisonIsShown, "without the metric kl: table t: column 'KL' shows NaN");
    }

    @Test
    void aTableThatDiffersTheSecondTimeIsFound() {
        AtomicInteger calls = new AtomicInteger();
        SectionContract counting =
                contract(
                        COLUMNS,
                        model ->
                                List.of(
                                        Cell.model(model),
                                        Cell.count(calls.incrementAndGet()),
                                        time(model)));
        fails(counting::filesAreWellFormedAndTheSameTwice, "a second report has the same bytes");
    }

    @Test
    void latexThatDoesNotEndIsFound() {
        SectionContract open =
                contract(
                        List.of(
                                new Column("Model", "", false, "\\textbf{Model"),
                                COLUMNS.get(1),
                                COLUMNS.get(2)),
                        WrongSectionsTest::sound);
        fails(open::filesAreWellFormedAndTheSameTwice, "t.tex: '\\end{tabular}' ends nothing");
    }

    @Test
    void aSectionThatIsNotAnnouncedIsFound() {
        fails(
                () ->
                        new SectionContract("unknown") {
                            @Override
                            protected List<Row> rows() {
                                return List.of();
                            }
                        },
                "no section has the id 'unknown'",
                "META-INF/services");
    }
}
