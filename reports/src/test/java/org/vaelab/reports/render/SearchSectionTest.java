// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.SearchFolder;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.SearchRegret;
import org.vaelab.reports.tables.SearchTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.testkit.reports.Records;

final class SearchSectionTest {

    private static final Map<String, JsonNode> OVER = Map.of("rate", TextNode.valueOf("[0, 1]"));

    /** Trials by their means in each rung; NaN for a failed one. */
    private static SearchRecord search(
            Direction direction,
            List<Long> rungs,
            @Nullable Integer best,
            List<List<Double>> means) {
        List<SearchRecord.Trial> trials = new ArrayList<>();
        for (List<Double> of : means) {
            int number = trials.size() + 1;
            trials.add(
                    new SearchRecord.Trial(
                            number,
                            Map.of("rate", DoubleNode.valueOf(number / 8.0)),
                            of.stream()
                                    .map(
                                            mean ->
                                                    new SearchRecord.Result(
                                                            mean,
                                                            0.5,
                                                            mean.isNaN() ? "seed 1: NaN" : null))
                                    .toList()));
        }
        return new SearchRecord(
                SearchRecord.SCHEMA,
                "a",
                OVER,
                rungs.size() > 1 ? "halving" : "random",
                trials.size(),
                1,
                rungs.size() > 1 ? 2 : 1,
                rungs,
                List.of(7L, 8L),
                List.of(1L, 2L),
                "elbo",
                "nats",
                direction,
                trials,
                best);
    }

    private static SearchRecord random() {
        return search(
                Direction.HIGHER,
                List.of(10L),
                3,
                List.of(List.of(-9.0), List.of(Double.NaN), List.of(-4.0), List.of(-5.0)));
    }

    @Test
    void theRegretFallsToZero() {
        assertThat(SearchRegret.of(random(), "ELBO").orElseThrow().csv())
                .isEqualTo(
                        """
                        trial,rung,steps_spent,value,best_so_far,regret
                        1,0,20,-9.0,-9.0,5.0
                        2,0,40,,-9.0,5.0
                        3,0,60,-4.0,-4.0,0.0
                        4,0,80,-5.0,-4.0,0.0
                        """);
    }

    @Test
    void halvingSpendsTheStepsOfEachRung() {
        SearchRecord halving =
                search(
                        Direction.LOWER,
                        List.of(10L, 30L),
                        2,
                        List.of(List.of(9.0), List.of(7.0, 3.0), List.of(8.0, 5.0)));
        assertThat(SearchRegret.of(halving, "ELBO").orElseThrow().csv())
                .contains("1,0,20,9.0,9.0,6.0\n", "2,1,100,3.0,3.0,0.0\n", "3,1,140,5.0,3.0,0.0\n");
        // Of two seeds, 0.5 is 4.5 to each side; the interval of a difference is 6.4 to each side.
        assertThat(SearchTable.chance(halving)).contains("step 10", "1 of 1 dropped trials");
        Table table = SearchTable.of(halving, "ELBO");
        assertThat(table.columns())
                .extracting(Table.Column::title)
                .containsExactly("Trial", "rate", "Trained to", "ELBO");
        assertThat(table.rows().get(1))
                .extracting(Table.Cell::text)
                .containsExactly("2", "0.25", "30", "3.0 ± 4.5");
        assertThat(table.rows().get(1).get(0).emphasis()).isEqualTo(Table.Emphasis.BEST);
    }

    @Test
    void oneSeedTellsNothingOfChance() {
        SearchRecord two = random();
        SearchRecord one =
                new SearchRecord(
                        two.schema(),
                        two.model(),
                        two.over(),
                        two.method(),
                        two.budget(),
                        two.seed(),
                        two.eta(),
                        two.rungs(),
                        List.of(7L),
                        two.finalSeeds(),
                        two.by(),
                        two.unit(),
                        two.direction(),
                        two.trials(),
                        two.best());
        assertThat(SearchTable.chance(one)).contains("Each trial had one seed");
        assertThat(SearchTable.chance(two)).isEmpty();
    }

    @Test
    void aFailedTrialHasAFootnote() {
        Table table = SearchTable.of(random(), "ELBO");
        assertThat(table.rows().get(1).get(2).marks()).containsExactly("a");
        assertThat(table.notes().get(0).text()).isEqualTo("Failed: seed 1: NaN.");
    }

    @Test
    void theSectionNamesTheBest() throws IOException {
        Map<String, Estimate> metrics = Map.of("elbo", Records.bound(-100, 1));
        Comparison comparison = new Records().run("a", metrics).comparison(random());
        Content content = Content.of(comparison, List.of());
        String page = MarkdownPage.of(content);
        assertThat(page).contains("## Search", "Trial 3 of 4 is the best by ELBO");
        assertThat(page)
                .contains(
                        "1 of 4 trials failed.", "4 trials with the seeds 7, 8, 80 training steps")
                .contains("the reported runs have other seeds, which took no part in the choice")
                .contains("<sup>a</sup> Tuned: 4 trials");
        SearchRecord open = search(Direction.HIGHER, List.of(10L), null, List.of(List.of()));
        assertThat(
                        MarkdownPage.of(
                                Content.of(
                                        new Records().run("a", metrics).comparison(open),
                                        List.of())))
                .contains("has not found a best trial");
    }

    @TempDir Path temporary;

    @Test
    void theRecordReadsBack() throws IOException {
        SearchFolder folder = new SearchFolder(temporary.resolve("a"));
        assertThat(folder.record().find()).isEmpty();
        folder.write(random());
        assertThat(folder.record().find()).contains(random());
    }
}
