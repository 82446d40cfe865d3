// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vaelab.reports.comparison.Method;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.statistics.Friedman;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.NumberText;

/** Mean ranks of methods over data sets, with Friedman's test and Nemenyi's critical difference. */
public final class TaskRankTable {

    private static final int DECIMALS = 2;

    private static final String CAPTION =
            "Mean ranks over data sets; rank 1 is the best mean over seeds. Friedman's test asks"
                    + " whether the methods of a column are alike; the data sets are its blocks. Its p"
                    + " is exact where that is feasible. If p is below 0.05, two methods differ if"
                    + " their mean ranks are further apart than the critical difference (Nemenyi,"
                    + " level 0.05 for all pairs together). This holds for other data sets like"
                    + " these, if they are independent of each other.";

    private record Ranked(Tasks tasks, Friedman test) {}

    private TaskRankTable() {}

    /** Builds the table; empty if no metric has three methods or more. */
    public static Optional<Table> of(List<Tasks> metrics) {
        List<Ranked> ranked =
                metrics.stream()
                        .flatMap(
                                tasks ->
                                        TaskScores.ranks(tasks).stream()
                                                .map(test -> new Ranked(tasks, test)))
                        .toList();
        return ranked.isEmpty() ? Optional.empty() : Optional.of(build(ranked));
    }

    private static Table build(List<Ranked> ranked) {
        Notes notes = new Notes();
        List<Column> columns = new ArrayList<>(List.of(new Column("Method", "", false)));
        Map<String, Method> methods = new LinkedHashMap<>();
        for (Ranked one : ranked) {
            columns.add(
                    new Column(
                            one.tasks().metric().label(),
                            one.tasks().tasks().size() + " data sets",
                            true));
            one.tasks().methods().forEach(method -> methods.put(method.name(), method));
        }
        List<List<Cell>> rows = new ArrayList<>();
        methods.values()
                .forEach(
                        method ->
                                rows.add(
                                        row(
                                                TaskTables.name(method),
                                                ranked,
                                                one -> rank(one, method, notes))));
        List<List<Cell>> summary =
                List.of(
                        row(
                                Cell.plain("Friedman’s χ²"),
                                ranked,
                                one -> number(one.test().chiSquared())),
                        row(
                                Cell.plain("p"),
                                ranked,
                                one -> Cell.plain(NumberText.pValue(one.test().bestP()))),
                        row(
                                Cell.plain("Critical difference"),
                                ranked,
                                one -> critical(one.test(), notes)));
        return new Table("tasks-ranks", CAPTION, columns, rows, summary, notes.all());
    }

    private static List<Cell> row(Cell name, List<Ranked> ranked, Function<Ranked, Cell> cell) {
        List<Cell> row = new ArrayList<>(List.of(name));
        ranked.forEach(one -> row.add(cell.apply(one)));
        return row;
    }

    private static Cell rank(Ranked one, Method method, Notes notes) {
        List<String> names = one.tasks().methods().stream().map(Method::name).toList();
        int at = names.indexOf(method.name());
        return at < 0
                ? Cell.faint(
                        NumberText.ABSENT,
                        notes.mark("Not ranked: it lacks a comparable value on a data set."))
                : number(one.test().meanRanks().get(at));
    }

    private static Cell number(double value) {
        return Double.isNaN(value)
                ? Cell.faint(NumberText.ABSENT)
                : Cell.plain(NumberText.fixed(value, DECIMALS)).valued(value);
    }

    private static Cell critical(Friedman test, Notes notes) {
        double level = TaskScores.level();
        String text = NumberText.fixed(test.criticalDifference(level), DECIMALS);
        if (!test.canSeparate(level)) {
            return Cell.faint(
                    text,
                    notes.mark(
                            "Larger than any difference of mean ranks on "
                                    + test.blocks()
                                    + " data sets: no pair can be told apart."));
        }
        return test.bestP() < level
                ? Cell.plain(text)
                : Cell.faint(text, notes.mark("No pair is told apart: p is not below 0.05."));
    }
}
