// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.framework.record.TextSheet;
import org.vaelab.framework.record.Timing;
import org.vaelab.framework.record.TopicWords;
import org.vaelab.reports.ExampleComparison;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.Sections;

/** The contract of all sections of VaeLab, on comparisons that together have all their tables. */
final class AllSectionsTest {

    private abstract static class Own extends SectionContract {

        Own() {
            super(Sections.all(List.of()), List.of());
        }

        /** Reads {@code section-rows.json}, which was worked out from the records. */
        @Override
        protected final List<Row> rows() {
            List<Row> rows = new ArrayList<>();
            try (InputStream in = AllSectionsTest.class.getResourceAsStream("section-rows.json")) {
                JsonNode all = new ObjectMapper().readTree(Objects.requireNonNull(in));
                for (Map.Entry<String, JsonNode> table :
                        all.get(getClass().getSimpleName()).properties()) {
                    for (JsonNode row : table.getValue()) {
                        Map<String, String> cells = new LinkedHashMap<>();
                        row.properties()
                                .forEach(
                                        cell -> cells.put(cell.getKey(), cell.getValue().asText()));
                        rows.add(new Row(table.getKey(), cells));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return rows;
        }
    }

    /** As runs leave it, with images, texts and topics. */
    @Tag("full")
    @Nested
    final class Written extends Own {

        @TempDir Path example;

        @Override
        protected Comparison comparison() throws IOException {
            ExampleComparison.write(example);
            RunFolder run = Comparison.read(example).models().get(0).runs().get(0).folder();
            TopicWords.write(
                    List.of(new TopicWords("z0=1", 0.5, List.of("sea", "ship"))), run.topics());
            new TextSheet(List.of(List.of("a text", "a test"))).write(run.reconstructedTexts());
            new TextSheet(List.of(List.of("drawn"))).write(run.priorTexts());
            new TextSheet(List.of(List.of("from", "between", "to"))).write(run.interpolatedTexts());
            return Comparison.read(example);
        }
    }

    /** After a search, with published numbers, ranks and gradients. */
    @Nested
    final class Recorded extends Own {

        @Override
        protected Comparison comparison() {
            Records records =
                    new Records()
                            .expecting(
                                    new PublishedValue(
                                            "b", "elbo", -91, 0.5, "A et al. 2015, table 1", null))
                            .trained(
                                    Map.of("encoder", 120L, "decoder", 130L),
                                    new Method(
                                            "iwae",
                                            "estimator",
                                            "burda2016",
                                            "@misc{burda2016, title = {IWAE}}"));
            for (int seed = 1; seed <= 3; seed++) {
                for (String model : List.of("a", "b", "c")) {
                    int place = model.charAt(0) - 'a';
                    double elbo = -90 - place - 0.1 * seed * seed;
                    records.gradients(gradient(seed))
                            .timing(
                                    new Timing(
                                            new Timing.StepMillis(2, 3 + place),
                                            null,
                                            4,
                                            50,
                                            6,
                                            700))
                            .perDatum("elbo", elbo - 1.5 * place, elbo, elbo + 1.5 * place)
                            .run(model, Map.<String, Estimate>of("elbo", Records.bound(elbo, 1)));
                }
            }
            return records.comparison(search());
        }

        private static GradientQuality gradient(int seed) {
            return new GradientQuality(
                    new GradientQuality.Estimator("iwae", 5),
                    new GradientQuality.Group("encoder", 10),
                    200,
                    2 + seed,
                    3,
                    4,
                    6,
                    new GradientQuality.Bias("exact", 4, 2, 0.04, 0.004, 9));
        }

        private static SearchRecord search() {
            List<SearchRecord.Trial> trials = new ArrayList<>();
            for (int number = 1; number <= 3; number++) {
                trials.add(
                        new SearchRecord.Trial(
                                number,
                                Map.of("rate", DoubleNode.valueOf(number / 8.0)),
                                List.of(new SearchRecord.Result(-90.0 - number, 0.5, null))));
            }
            return new SearchRecord(
                    SearchRecord.SCHEMA,
                    "a",
                    Map.of("rate", TextNode.valueOf("[0, 1]")),
                    "random",
                    3,
                    1,
                    1,
                    List.of(10L),
                    List.of(7L),
                    List.of(1L),
                    "elbo",
                    "nats",
                    Direction.HIGHER,
                    trials,
                    1);
        }
    }

    /** Three methods on three data sets, with changed settings. */
    @Tag("full")
    @Nested
    final class OnSeveralData extends Own {

        @Override
        protected Comparison comparison() {
            SettingChange fewer =
                    new SettingChange(
                            "training.steps",
                            IntNode.valueOf(9000),
                            IntNode.valueOf(10),
                            "budget small");
            Records records = new Records().budget("small", fewer);
            for (String data : List.of("aa", "bb", "cc")) {
                for (String method : List.of("one", "two", "three")) {
                    double elbo = -10 * data.charAt(0) - method.length() - 0.5 * method.charAt(0);
                    records.data(data, "1x2x2")
                            .settings(Map.of("method", method))
                            .runs(data + "." + method, "elbo", 1, elbo, elbo - 1);
                }
            }
            return records.comparison();
        }
    }
}
