// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.reports.Report;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.render.Format;
import org.vaelab.reports.statistics.BayesianSignedRank;
import org.vaelab.reports.tables.LatexTable;
import org.vaelab.reports.tables.RankTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.tables.TaskTables;
import org.vaelab.testkit.reports.Records;

/** Which models are one method on several data sets, and what the report says of them. */
class TasksTest {

    private final Records records = new Records();

    private TasksTest run(String data, String method, double... values) {
        records.data(data, "1x2x2")
                .settings(Map.of("method", method))
                .runs(data + "." + method, "elbo", 0, values);
        return this;
    }

    private Optional<Tasks> tasks() {
        Comparison comparison = records.comparison();
        return Tasks.of(comparison, comparison.metric("elbo"));
    }

    private TaskScores scores() {
        return TaskScores.of(records.comparison(), tasks().orElseThrow());
    }

    private TasksTest threeByThree() {
        return run("aa", "one", -10, -11)
                .run("aa", "two", -12, -13)
                .run("aa", "three", -15, -14)
                .run("bb", "one", -100, -102)
                .run("bb", "two", -101, -99)
                .run("bb", "three", -120, -122)
                .run("cc", "one", -3, -2)
                .run("cc", "two", -4, -5)
                .run("cc", "three", -7, -6);
    }

    @Test
    void modelsWithEqualConfigsApartFromDataAreOneMethod() {
        Tasks tasks = threeByThree().tasks().orElseThrow();
        assertThat(tasks.methods())
                .extracting(ComparedMethod::name)
                .containsExactly("one", "two", "three");
        assertThat(tasks.methods()).extracting(m -> m.label().plain()).startsWith("one");
        assertThat(tasks.tasks()).containsExactly("toy (aa)", "toy (bb)", "toy (cc)");
        assertThat(tasks.leftOut()).isEmpty();
        assertThat(tasks.scores()[0][1]).containsExactly(-11, -102, -2);
    }

    @Test
    void theOrderOfTheDataSetsDoesNotMatter() {
        run("bb", "one", -1, -2).run("bb", "two", -4, -6);
        run("aa", "one", -3, -5).run("aa", "two", -5, -8);
        TaskScores scores = scores();
        TasksTest other = new TasksTest();
        other.run("aa", "one", -3, -5).run("aa", "two", -5, -8);
        other.run("bb", "one", -1, -2).run("bb", "two", -4, -6);
        assertThat(scores.aggregates(1)).isEqualTo(other.scores().aggregates(1));
        assertThat(scores.signedRank(0, 1)).isEqualTo(other.scores().signedRank(0, 1));
    }

    @Test
    void oneDataSetOrOneMethodGivesNothing() {
        assertThat(run("aa", "one", -1).run("aa", "two", -2).tasks()).isEmpty();
        assertThat(new TasksTest().run("aa", "one", -1).run("bb", "one", -2).tasks()).isEmpty();
        assertThat(Tasks.ofAll(records.comparison())).isEmpty();
    }

    @Test
    void theCompletePartCounts() {
        threeByThree().run("aa", "four", -1, -2);
        run("bb", "four", Double.NaN, -1);
        Tasks tasks = tasks().orElseThrow();
        assertThat(tasks.methods()).hasSize(3);
        assertThat(tasks.leftOut())
                .containsExactly("Left out, with values on toy (aa) only: four.");
    }

    @Test
    void aDataSetThatMostMethodsLackIsLeftOut() {
        threeByThree().run("dd", "one", -1, -2);
        Tasks tasks = tasks().orElseThrow();
        assertThat(tasks.tasks()).hasSize(3);
        assertThat(tasks.leftOut())
                .containsExactly("Left out, because some methods have no value there: toy (dd).");
    }

    @Test
    void failedRunsLeaveTheFirstSeeds() {
        threeByThree();
        records.failed("bb.one");
        run("dd", "one", -1).run("dd", "two", -2).run("dd", "three", -3);
        records.failed("dd.one");
        Tasks tasks = tasks().orElseThrow();
        assertThat(tasks.tasks()).hasSize(4);
        assertThat(tasks.seeds()).isEqualTo(1);
        assertThat(tasks.leftOut()).singleElement().asString().startsWith("One seed");
        assertThat(scores().aggregates(0).interquartileMean().low()).isNaN();
    }

    @Test
    void anotherModelOfTheSameMethodOnTheSameDataIsLeftOut() {
        threeByThree();
        records.data("cc", "1x2x2")
                .settings(Map.of("method", "one"))
                .runs("again", "elbo", 0, -9.0, -9.0);
        assertThat(tasks().orElseThrow().leftOut())
                .containsExactly("again is left out: cc.one is the same method on the same data.");
    }

    @Test
    void valuesOfAnotherProtocolAreLeftOut() {
        threeByThree();
        records.data("aa", "1x2x2").settings(Map.of("method", "four"));
        records.runs("aa.four", "elbo", 7, -9.0, -9.0);
        assertThat(tasks().orElseThrow().leftOut())
                .containsExactly("aa.four is left out: its values have another protocol.");
    }

    @Test
    void scoresGoFromTheWorstMeanToTheBest() {
        TaskScores scores = threeByThree().scores();
        assertThat(scores.isScaled()).isTrue();
        assertThat(scores.scores()[0][0][0]).isGreaterThan(1);
        assertThat(scores.scores()[0][1][0]).isLessThan(1);
        assertThat(scores.best()).isZero();
        assertThat(scores.aggregates(2).mean().estimate()).isBetween(-1e-12, 1e-12);
    }

    @Test
    void dataSetsWithoutADifferenceHaveNoScale() {
        threeByThree().run("dd", "one", -1, -1).run("dd", "two", -1, -1).run("dd", "three", -1, -1);
        TaskScores scores = scores();
        assertThat(scores.withoutScale()).containsExactly("toy (dd)");
        assertThat(TaskTables.aggregates(scores).orElseThrow().caption())
                .contains("All methods are equal on toy (dd), which is left out.");
        TasksTest equal = new TasksTest();
        equal.run("aa", "one", -1).run("aa", "two", -1).run("bb", "one", -1).run("bb", "two", -1);
        assertThat(TaskTables.aggregates(equal.scores())).isEmpty();
        assertThat(equal.scores().signedRank(0, 1)).isEmpty();
    }

    @Test
    void aRegionOfPracticalEquivalenceIsInNats() {
        records.rope(5);
        threeByThree();
        BayesianSignedRank test = scores().signedRank(0, 1).orElseThrow();
        assertThat(test.rope()).isGreaterThan(0.99);
        assertThat(scores().signedRank(0, 2).orElseThrow().right()).isLessThan(0.9);
        assertThat(TaskTables.pairs(records.comparison(), scores()).caption())
                .contains("Differences up to 5.0 nats count as equal.");
    }

    @Test
    void twoDataSetsFindNothingByRanks() {
        run("aa", "one", -1).run("aa", "two", -2).run("aa", "three", -3);
        run("bb", "one", -1).run("bb", "two", -2).run("bb", "three", -3);
        Table table = RankTable.of(List.of(tasks().orElseThrow())).orElseThrow();
        assertThat(table.notes()).singleElement().asString().contains("no pair can be told apart");
    }

    @Test
    void manyMethodsAreComparedWithTheBaseline() {
        for (int m = 0; m < 20; m++) {
            run("aa", "m" + m, -m, -m - 1.5).run("bb", "m" + m, -m, -m - 0.5);
        }
        Comparison comparison = records.comparison();
        assertThat(scores().pairs(comparison)).hasSize(19);
        assertThat(TaskTables.means(scores()).rows()).hasSize(20);
        assertThat(RankTable.of(List.of(tasks().orElseThrow()))).isPresent();
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"2, 2", "6, 2", "12, 3"})
    void tablesOfAnyNumberOfMethodsAndDataSetsEnd(int methods, int data) throws IOException {
        for (int d = 0; d < data; d++) {
            for (int m = 0; m < methods; m++) {
                // Seeds that differ by more than methods make columns wider than half a line.
                run("d" + d, "m" + m, -m - 20 * methods, -m + 20 * methods);
            }
        }
        Content content = Content.of(records.comparison(), List.of());
        assertThat(content.tables()).extracting(Table::id).contains("tasks-aggregates-elbo");
        for (Table table : content.tables()) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> LatexTable.of(table), table.id());
        }
    }

    @Tag("full")
    @Test
    void theReportHasTheSection() throws IOException {
        threeByThree();
        Report report =
                Report.of(records.comparison(), EnumSet.allOf(Format.class), List.of(), part -> {});
        assertThat(report.files())
                .contains(
                        "tables/tasks-means-elbo.tex",
                        "tables/tasks-aggregates-elbo.tex",
                        "tables/tasks-pairs-elbo.tex",
                        "tables/tasks-ranks.tex",
                        "figures/tasks-ranks-elbo.svg",
                        "figures/tasks-profiles-elbo.svg",
                        "figures/tasks-improvement-elbo.svg");
    }
}
