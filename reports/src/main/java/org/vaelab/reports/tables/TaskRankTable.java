// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.reports.comparison.Method;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.statistics.Friedman;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.NumberText;

/** Mean ranks of methods over data sets, with Friedman's test and Nemenyi's critical difference. */
public final class TaskRankTable {

    private static final String CAPTION =
            "Mean ranks over data sets; rank 1 is the best mean over seeds. Friedman's test asks"
                    + " whether the methods of a column are alike; the data sets are its blocks. Its p"
                    + " is exact where that is feasible. If p is below 0.05, two methods differ if"
                    + " their mean ranks are further apart than the critical difference (Nemenyi, level"
                    + " 0.05 for all pairs together). This holds for other data sets like these, if"
                    + " they are independent of each other.";

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
        Map<String, Method> methods = new LinkedHashMap<>();
        ranked.forEach(one -> one.tasks().methods().forEach(m -> methods.put(m.name(), m)));
        TableSpec<Method> table =
                TaskTables.ofMethods("tasks-ranks", List.copyOf(methods.values()));
        for (Ranked one : ranked) {
            String on = one.tasks().tasks().size() + " data sets";
            table.numbers(one.tasks().metric().label(), on, method -> rank(one, method));
        }
        return table.summary("Friedman’s χ²", tests(ranked).map(t -> number(t.chiSquared())))
                .summary("p", tests(ranked).map(t -> Cell.plain(NumberText.pValue(t.bestP()))))
                .summary("Critical difference", tests(ranked).map(TaskRankTable::critical))
                .captioned(CAPTION);
    }

    private static Stream<Friedman> tests(List<Ranked> ranked) {
        return ranked.stream().map(Ranked::test);
    }

    private static Cell rank(Ranked one, Method method) {
        List<String> names = one.tasks().methods().stream().map(Method::name).toList();
        int at = names.indexOf(method.name());
        return at < 0
                ? Cell.absent("Not ranked: it lacks a comparable value on a data set.")
                : number(one.test().meanRanks().get(at));
    }

    private static Cell number(double value) {
        return Double.isNaN(value) ? Cell.absent() : RankTable.number(value);
    }

    private static Cell critical(Friedman test) {
        double level = TaskScores.level();
        Cell cell = RankTable.criticalDifference(test, level);
        return test.canSeparate(level)
                ? cell
                : Cell.faint(
                        cell.text(),
                        "Larger than any difference of mean ranks on "
                                + test.blocks()
                                + " data sets: no pair can be told apart.");
    }
}
