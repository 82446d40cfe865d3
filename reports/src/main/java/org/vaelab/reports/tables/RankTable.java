// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.reports.comparison.ComparedMethod;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.JointRanking;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.comparison.TaskScores;
import org.vaelab.reports.comparison.Tasks;
import org.vaelab.reports.statistics.Friedman;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.NumberText;

/**
 * Mean ranks in each metric that can be tested, with Friedman's test and Nemenyi's critical
 * difference: of models over seeds, or of methods over data sets.
 */
@Internal
public final class RankTable {

    private static final double LEVEL = 0.05;
    private static final int DECIMALS = 2;

    private static final String OVER_SEEDS =
            "All models together: mean ranks over seeds, 1 the best of a seed, and Friedman's test"
                    + " of whether the models of a column are alike, the seeds being blocks. χ² is"
                    + " corrected for ties; p is exact, every order of the models of a seed being"
                    + " equally likely, and adjusted for nothing: each column is a test of its own."
                    + " Where p is below 0.05, two models whose mean ranks are further apart than the"
                    + " critical difference differ at that level, all pairs taken together (Nemenyi)."
                    + " All seeds saw the same data: nothing is said of other data.";

    private static final String OVER_DATA =
            "Mean ranks over data sets; rank 1 is the best mean over seeds. Friedman's test asks"
                    + " whether the methods of a column are alike; the data sets are its blocks. Its p"
                    + " is exact where that is feasible. If p is below 0.05, two methods differ if"
                    + " their mean ranks are further apart than the critical difference (Nemenyi, level"
                    + " 0.05 for all pairs together). This holds for other data sets like these, if"
                    + " they are independent of each other.";

    /**
     * A column.
     *
     * @param of what is ranked, in the order of the test
     */
    private record Ranked<R>(String metric, String blocks, List<R> of, Friedman test) {

        Cell rank(R row, String absent) {
            int at = of.indexOf(row);
            return at < 0 ? Cell.absent(absent) : number(test.meanRanks().get(at));
        }
    }

    private RankTable() {}

    /**
     * Builds the ranks of models over seeds; empty if no metric can be tested. Its caption says
     * what is left out.
     */
    public static Optional<Table> of(Comparison comparison) {
        List<Ranked<ComparedModel>> ranked =
                JointRanking.ofAll(comparison).stream()
                        .filter(one -> one.test() != null)
                        .map(RankTable::overSeeds)
                        .toList();
        String leftOut = leftOut(comparison).map(text -> " " + text).orElse("");
        return table(
                TableSpec.ofModels("ranks", comparison.models()),
                ranked,
                "Not ranked: it has no value, or one that may not be compared with the others.",
                test -> List.of(chiSquared(test), pValue(test), criticalDifference(test, LEVEL)),
                OVER_SEEDS + leftOut + SharedStart.note(comparison.models().stream()));
    }

    private static Ranked<ComparedModel> overSeeds(JointRanking one) {
        String blocks = one.models().size() + " models · " + one.seeds().size() + " seeds";
        Friedman test = Objects.requireNonNull(one.test());
        return new Ranked<>(one.metric().label(), blocks, one.models(), test);
    }

    /** Builds the ranks of methods over data sets; empty if no metric has three methods or more. */
    public static Optional<Table> of(List<Tasks> metrics) {
        List<Ranked<ComparedMethod>> ranked =
                metrics.stream()
                        .flatMap(
                                of -> TaskScores.ranks(of).map(test -> overData(of, test)).stream())
                        .toList();
        List<ComparedMethod> methods =
                ranked.stream().flatMap(r -> r.of().stream()).distinct().toList();
        return table(
                TableSpec.of("tasks-ranks", methods).cells("Method", m -> Cell.label(m.label())),
                ranked,
                "Not ranked: it lacks a comparable value on a data set.",
                test ->
                        List.of(
                                Double.isNaN(test.chiSquared())
                                        ? Cell.absent()
                                        : number(test.chiSquared()),
                                p(test),
                                criticalDifferenceOfData(test)),
                OVER_DATA);
    }

    private static Ranked<ComparedMethod> overData(Tasks of, Friedman test) {
        String blocks = of.tasks().size() + " data sets";
        return new Ranked<>(of.metric().label(), blocks, of.methods(), test);
    }

    private static <R> Optional<Table> table(
            TableSpec<R> table,
            List<Ranked<R>> ranked,
            String absent,
            Function<Friedman, List<Cell>> summary,
            String caption) {
        ranked.forEach(of -> table.numbers(of.metric(), of.blocks(), row -> of.rank(row, absent)));
        List<List<Cell>> tests = ranked.stream().map(of -> summary.apply(of.test())).toList();
        table.summary("Friedman’s χ²", tests.stream().map(of -> of.get(0)))
                .summary("p", tests.stream().map(of -> of.get(1)))
                .summary("Critical difference", tests.stream().map(of -> of.get(2)));
        return ranked.isEmpty() ? Optional.empty() : Optional.of(table.captioned(caption));
    }

    /**
     * Returns the metrics without a test, and why; empty if there are none, or fewer than three
     * models, where nobody expects a test.
     */
    public static Optional<String> leftOut(Comparison comparison) {
        Map<String, List<String>> metrics =
                JointRanking.ofAll(comparison).stream()
                        .filter(one -> one.obstacle() != null)
                        .collect(
                                Collectors.groupingBy(
                                        one -> Objects.requireNonNull(one.obstacle()),
                                        LinkedHashMap::new,
                                        Collectors.mapping(
                                                one -> one.metric().label(), Collectors.toList())));
        if (metrics.isEmpty() || comparison.models().size() < JointRanking.FEWEST_MODELS) {
            return Optional.empty();
        }
        return Optional.of(
                "Friedman's test needs %s models whose values may be compared, and %s seeds that all of them completed. It is left out for %s."
                        .formatted(
                                JointRanking.FEWEST_MODELS,
                                JointRanking.FEWEST_SEEDS,
                                metrics.entrySet().stream()
                                        .map(
                                                e ->
                                                        String.join(", ", e.getValue())
                                                                + ": "
                                                                + e.getKey())
                                        .collect(Collectors.joining("; "))));
    }

    /** Returns a mean rank, or a statistic of mean ranks. */
    private static Cell number(double value) {
        return Cell.number(value, DECIMALS);
    }

    private static Cell chiSquared(Friedman test) {
        return Double.isNaN(test.chiSquared())
                ? Cell.absent("The models of every seed are equal: there is no test.")
                : number(test.chiSquared());
    }

    private static Cell p(Friedman test) {
        return Double.isNaN(test.bestP())
                ? Cell.plain(NumberText.ABSENT)
                : Cell.number(test.bestP(), Precision.P_VALUE);
    }

    private static Cell pValue(Friedman test) {
        Cell cell = p(test);
        String approximate =
                "From the chi-squared distribution with %s degrees of freedom: there are too many"
                        + " orders for an exact one.";
        return Double.isNaN(test.exactP()) && !Double.isNaN(test.p())
                ? cell.marked(List.of(approximate.formatted(test.meanRanks().size() - 1)))
                : cell;
    }

    private static Cell criticalDifference(Friedman test, double level) {
        Cell difference = number(test.criticalDifference(level));
        return test.bestP() < level
                ? difference
                : faint(difference, "No pair is told apart: p is not below 0.05.");
    }

    private static Cell criticalDifferenceOfData(Friedman test) {
        Cell cell = criticalDifference(test, TaskScores.level());
        String none =
                "Larger than any difference of mean ranks on %s data sets: no pair can be told apart.";
        return test.canSeparate(TaskScores.level())
                ? cell
                : faint(cell, none.formatted(test.blocks()));
    }

    private static Cell faint(Cell cell, String note) {
        return cell.emphasised(Emphasis.FAINT).marked(List.of(note));
    }
}
