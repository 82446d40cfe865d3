// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.AgainstPublished;
import org.vaelab.reports.comparison.ChangeText;
import org.vaelab.testkit.reports.Records;

final class PublishedTableTest {

    private static final String LL = "logLikelihood";

    private static PublishedValue published(
            String model, double value, PublishedValue.@Nullable Conditions conditions) {
        return new PublishedValue(model, LL, value, 0.5, "A et al. 2015, table 1", conditions);
    }

    private static PublishedValue published(String model, double value) {
        return published(model, value, null);
    }

    private static SettingChange change(String key) {
        return new SettingChange(key, IntNode.valueOf(9000), IntNode.valueOf(10), "budget small");
    }

    private static List<String> texts(Table table, int row) {
        return table.rows().get(row).stream().map(Table.Cell::text).toList();
    }

    private static Table table(Records records) {
        return PublishedTable.of(records.comparison()).orElseThrow();
    }

    @Test
    void withoutPublishedNumbersThereIsNoTable() {
        Records records = new Records().runs("a", LL, 500, -90);
        assertThat(PublishedTable.of(records.comparison())).isEmpty();
        assertThat(PublishedTable.opposite(records.comparison())).isEmpty();
        assertThat(SettingsTables.changes(records.comparison())).isEmpty();
    }

    @Test
    void aMeanIsWithinTheToleranceOrOutside() {
        Table table =
                table(
                        new Records()
                                .runs("a", LL, 500, -90, -90.4)
                                .runs("b", LL, 500, -90, -90.4)
                                .expecting(published("a", -89.75), published("b", -89.5)));
        // t_{0.975, 1} = 12.706 times 0.2.
        assertThat(texts(table, 0))
                .containsExactly(
                        "a", "log p(x)", "−90.2 ± 2.5", "−89.75", "−0.5", "0.50", "within");
        assertThat(texts(table, 1)).contains("−0.7", "outside");
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .containsExactly("A et al. 2015, table 1.");
    }

    @Test
    void whatRestsOnSomethingElseIsNotCompared() {
        PublishedValue.Conditions conditions =
                new PublishedValue.Conditions(
                        "mnist", 5000L, 10000L, "stochastic binarisation", null);
        Table table =
                table(
                        new Records()
                                .on(LL, 10)
                                .runs("a", LL, 500, -90)
                                .expecting(published("a", -90, conditions)));
        assertThat(texts(table, 0))
                .containsExactly(
                        "a", "log p(x)", "−90.00", "−90.00", "–", "0.50", "not comparable");
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .containsExactly(
                        "A et al. 2015, table 1; stochastic binarisation.",
                        "K is 500, published with 5,000; of 10 test data, published of 10,000; on"
                                + " toy, published on mnist.");
    }

    @Test
    void aConfigThatDeviatesIsNotJudgedButItsOrderIs() {
        PublishedValue.Conditions deviating =
                new PublishedValue.Conditions(null, null, null, null, "the steps are not known");
        Table table =
                table(
                        new Records()
                                .runs("a", LL, 500, -90, -90)
                                .runs("b", LL, 500, -91, -91)
                                .expecting(
                                        published("a", -90, deviating),
                                        published("b", -91, deviating)));
        assertThat(texts(table, 0)).endsWith("not comparable");
        assertThat(table.notes()).extracting(Table.Note::text).contains("The steps are not known.");
        assertThat(table.caption()).contains("of 1 pair 1 stands as published");
    }

    @ParameterizedTest
    @CsvSource({
        "training.steps, not comparable",
        "models.a.training.steps, not comparable",
        "models.a, not comparable",
        "models.b.training.steps, within",
        "models.ab, within",
        "seeds, within",
        "runtime.threads, within",
        "models.a.training.historyEvery, within",
        "runtime.precision, not comparable"
    })
    void aReplacedSettingThatBearsOnTheModelMakesItIncomparable(String key, String verdict) {
        Records records =
                new Records()
                        .runs("a", LL, 500, -90)
                        .budget("small", change(key))
                        .expecting(published("a", -90));
        assertThat(AgainstPublished.of(records.comparison()).get(0).verdict().label())
                .isEqualTo(verdict);
    }

    @Test
    void modelsWithoutANumberAreNotMeasured() {
        Table table =
                table(
                        new Records()
                                .failed("a")
                                .expecting(published("a", -90), published("gone", -80)));
        assertThat(texts(table, 0)).endsWith("not measured").contains("–");
        assertThat(texts(table, 1)).startsWith("gone").endsWith("not measured");
        assertThat(table.caption())
                .contains("of 0 pairs 0 stand as published", "1 was not measured");
        assertThat(table.notes())
                .extracting(Table.Note::text)
                .contains(
                        "No completed run of the model has this metric.",
                        "The model is left out here.");
    }

    /** The paper has a above b above c; measured is b, c, a, of which a below b is settled. */
    @Test
    void theOrderOfModelsIsHeldAgainstThePaper() {
        Records records =
                new Records()
                        .runs("a", LL, 500, -92, -93)
                        .runs("b", LL, 500, -90, -91.02)
                        .runs("c", LL, 500, -91, -91.02)
                        .budget("small", change("training.steps"))
                        .expecting(published("a", -80), published("b", -81), published("c", -82));
        assertThat(table(records).caption())
                .contains(
                        "Order in log p(x): of 3 pairs 1 stands as published, 0 settled by the"
                                + " seeds; 2 the other way, 1 settled by the seeds.");
        Table opposite = PublishedTable.opposite(records.comparison()).orElseThrow();
        assertThat(texts(opposite, 0))
                .containsExactly("log p(x)", "a", "b", "+1.00", "−1.99 ± 0.13", "yes");
        assertThat(texts(opposite, 1).subList(1, 4)).containsExactly("a", "c", "+2.00");
        assertThat(texts(opposite, 1).get(5)).isEqualTo("no");
        for (String text : List.of(MarkdownTable.of(opposite), HtmlTable.of(opposite))) {
            assertThat(text).contains("−1.99 ± 0.13");
        }
        assertThat(LatexTable.of(opposite)).contains("-1.99\\vaelabpm{0.13}");
    }

    @Test
    void oneSeedSettlesNothing() {
        Records records =
                new Records()
                        .runs("a", LL, 500, -92)
                        .runs("b", LL, 500, -90)
                        .expecting(published("a", -80), published("b", -81));
        Table opposite = PublishedTable.opposite(records.comparison()).orElseThrow();
        assertThat(texts(opposite, 0)).endsWith("−2.00", "no: one seed");
    }

    @Test
    void numbersOfOtherTablesOrOnAnotherBasisMakeNoPair() {
        PublishedValue.Conditions other =
                new PublishedValue.Conditions(null, 5000L, null, null, null);
        Records apart =
                new Records()
                        .runs("a", LL, 500, -92)
                        .runs("b", LL, 500, -90)
                        .expecting(published("a", -80), published("b", -81, other));
        assertThat(table(apart).caption()).doesNotContain("Order");
        Records onOtherDraws =
                new Records()
                        .runs("a", LL, 500, -92)
                        .runs("b", LL, 50, -90)
                        .expecting(published("a", -80), published("b", -81));
        assertThat(table(onOtherDraws).caption()).contains("1 was not measured");
    }

    @Test
    void replacedSettingsHaveATable() {
        Records records =
                new Records()
                        .runs("a", LL, 500, -92)
                        .budget(
                                "small",
                                change("training.steps"),
                                new SettingChange(
                                        "data.source", null, TextNode.valueOf("x"), "--set"),
                                new SettingChange(
                                        "models.b",
                                        JsonNodeFactory.instance.objectNode().put("latent", 2000),
                                        NullNode.getInstance(),
                                        "budget small"));
        Table table = SettingsTables.changes(records.comparison()).orElseThrow();
        assertThat(texts(table, 0))
                .containsExactly("training.steps", "9,000", "10", "budget small");
        assertThat(texts(table, 1)).containsExactly("data.source", "not set", "x", "--set");
        assertThat(texts(table, 2))
                .containsExactly("models.b", "{latent: 2,000}", "left out", "budget small");
    }

    @Test
    void valuesOfAConfigInPrint() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        assertThat(ChangeText.value(nodes.numberNode(999))).isEqualTo("999");
        assertThat(ChangeText.value(nodes.numberNode(9_840_000L))).isEqualTo("9,840,000");
        assertThat(ChangeText.value(nodes.numberNode(1e-4))).isEqualTo("1.0E-4");
        assertThat(ChangeText.value(nodes.arrayNode().add(1).add(2).add(3))).isEqualTo("[1, 2, 3]");
        assertThat(ChangeText.value(nodes.arrayNode().add(1).add(2).add(3).add(4)))
                .isEqualTo("[1 to 4]");
        assertThat(ChangeText.value(nodes.arrayNode().add(1).add(2).add(3).add(5)))
                .isEqualTo("[1, 2, 3, 5]");
        assertThat(ChangeText.value(nodes.objectNode().set("a", nodes.booleanNode(true))))
                .isEqualTo("{a: true}");
    }
}
