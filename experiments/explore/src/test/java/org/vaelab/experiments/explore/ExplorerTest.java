// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Condition;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.data.ExampleReader.Found;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;

/** The answers of the page are those of the library. */
final class ExplorerTest {

    private static final Map<String, Object> THIRD = Map.of("source", "test", "index", 3);

    @TempDir static Path folder;
    private static Results results;
    private static Explorer explorer;
    private static Page page;
    private static String plane;

    @BeforeAll
    static void trainAndOpen() throws Exception {
        Path table = folder.resolve("table.csv");
        StringBuilder rows = new StringBuilder("height,colour,kind\n");
        for (int i = 0; i < 120; i++) {
            String colour = i % 3 == 0 ? "<b>red</b>" : "green";
            rows.append(i % 7).append(".5,").append(colour).append(',').append(i % 2).append('\n');
        }
        Files.writeString(table, rows);
        Path config = folder.resolve("config.yaml");
        Files.writeString(
                config,
                """
                name: small
                data: {source: table, path: table.csv, label: kind, validation: 0.2, testFraction: 0.2}
                training: {steps: 30, batch: 20}
                evaluation: {importanceSamples: 10}
                seeds: [1]
                network: {hidden: [8]}
                models:
                  plane: {variant: gaussian, latent: 2}
                  line: {variant: gaussian, latent: 1}
                  given: {variant: gaussian, latent: 2, condition: kind}
                  sphere: {variant: vmf, latent: 2}
                """);
        results =
                Experiment.read(config)
                        .in(folder.resolve("runs"))
                        .plan()
                        .run(Executor.local(1), Listener.SILENT)
                        .orThrow();
        explorer = Explorer.open(List.of(folder.resolve("runs")), Lab.with(), 0);
        page = Page.of(explorer);
        plane = run("plane");
    }

    @AfterAll
    static void close() throws IOException {
        if (explorer != null) {
            explorer.close();
        }
    }

    private static String run(String model) throws Exception {
        for (JsonNode run : page.ask("overview", Map.of()).at("/folders/0/runs")) {
            if (run.path("model").asText().equals(model)) {
                return run.path("id").asText();
            }
        }
        throw new AssertionError("no run of " + model);
    }

    private interface OfModel {
        void check(Model model) throws Exception;
    }

    private static void with(String name, OfModel check) throws Exception {
        try (Model model = results.model(name, 1)) {
            check.check(model);
        }
    }

    private static Examples third(Model model) {
        return model.test().select(3);
    }

    private static void assertSame(JsonNode found, double[] expected) {
        // A page gets single precision where that is exact.
        assertThat(Page.numbers(found)).containsExactly(expected, within(1e-7));
    }

    private static void assertRow(JsonNode view, double[] row) {
        assertThat(view.path("kind").asText()).isEqualTo("row");
        assertThat(view.at("/fields/0/name").asText()).isEqualTo("height");
        assertThat(view.at("/fields/0/value").asDouble()).isCloseTo(row[0], within(1e-6));
        assertThat(view.at("/fields/1/value").asText()).isIn("<b>red</b>", "green");
    }

    @Tag("full")
    @Test
    void allRunsAreShownWithTheirCurvesAndResults() throws Exception {
        JsonNode shown = page.ask("overview", Map.of()).at("/folders/0");
        assertThat(shown.path("progress").asText()).isEqualTo("4 runs: 4 done");
        assertThat(shown.path("isOver").asBoolean()).isTrue();
        JsonNode curves = page.ask("curves", Map.of("folder", "0"));
        assertThat(curves.path("runs")).hasSize(4);
        assertThat(curves.at("/runs/0/train").size()).isPositive();
        JsonNode table = page.ask("table", Map.of("folder", "0"));
        assertThat(table.at("/rows/1/0").asText()).isEqualTo("line");
        assertThat(table.at("/rows/1/2").asText())
                .startsWith(results.table("results").rows().get(1).get(2).text());
    }

    @Test
    void aMapHasTheCodesOfTheLibrary() throws Exception {
        JsonNode map = page.ask("map", Map.of("run", plane));
        with(
                "plane",
                model -> {
                    double[][] codes = model.encode(model.test()).location();
                    assertSame(map.path("x"), Stream.of(codes).mapToDouble(z -> z[0]).toArray());
                    assertSame(map.path("y"), Stream.of(codes).mapToDouble(z -> z[1]).toArray());
                });
        assertThat(map.at("/color/name").asText()).isEqualTo("kind");
        JsonNode bounds = page.ask("map", Map.of("run", plane, "color", "elbo"));
        with(
                "plane",
                model -> assertSame(bounds.at("/color/values"), model.score(model.test()).elbo()));
        assertThat(page.ask("map", Map.of("run", run("line"))).path("frame").asText())
                .isEqualTo("line");
        JsonNode sphere = page.ask("map", Map.of("run", run("sphere")));
        assertThat(sphere.path("frame").asText()).isEqualTo("sphere");
        assertThat(sphere.path("outline").size()).isPositive();
    }

    @Test
    void anExampleHasTheScoresOfTheLibrary() throws Exception {
        JsonNode shown = page.ask("example", Map.of("run", plane, "example", THIRD, "draws", 50));
        with(
                "plane",
                model -> {
                    Examples one = third(model);
                    assertRow(shown.path("view"), model.values(one)[0]);
                    assertRow(shown.path("reconstruction"), model.reconstruct(one).rows()[0]);
                    assertSame(shown.path("code"), model.encode(one).location()[0]);
                    double expected = model.score(one).samples(50).logLikelihood()[0];
                    assertThat(shown.at("/likelihood/logLikelihood").asDouble())
                            .isCloseTo(expected, within(1e-6));
                    double p = model.alarm(0.05).of(one).judgements().get(0).pValue();
                    assertThat(shown.at("/alarm/pValue").asDouble()).isCloseTo(p, within(1e-9));
                    assertSame(
                            shown.path("excess"),
                            model.alarm(0.05).of(one).excess().orElseThrow()[0]);
                });
    }

    @Test
    void whatIsGeneratedIsThatOfTheLibrary() throws Exception {
        double[] code = {0.5, -1};
        JsonNode decoded = page.ask("decode", Map.of("run", plane, "code", code));
        JsonNode drawn = page.ask("sample", Map.of("run", plane, "seed", 7, "count", 3));
        JsonNode walk =
                page.ask(
                        "walk",
                        Map.of(
                                "run",
                                plane,
                                "from",
                                THIRD,
                                "to",
                                Map.of("source", "test", "index", 5),
                                "steps",
                                4));
        with(
                "plane",
                model -> {
                    assertRow(decoded.path("view"), model.decode(new double[][] {code}).rows()[0]);
                    double[][] rows = model.sample(RandomKey.of(7), 3).rows();
                    assertThat(drawn.path("views")).hasSize(3);
                    assertRow(drawn.at("/views/2"), rows[2]);
                    double[][] way = model.interpolate(model.test().select(3, 5), 4).rows();
                    assertThat(walk.path("views")).hasSize(6);
                    assertRow(walk.at("/views/2"), way[2]);
                });
    }

    @Test
    void aConditionIsRequiredAndHonoured() throws Exception {
        String given = run("given");
        assertThat(page.refused("decode", Map.of("run", given, "code", List.of(0, 0))))
                .contains("conditioned on 'kind'");
        page.ask(
                "decode",
                Map.of("run", given, "code", List.of(0, 0), "condition", Map.of("kind", "1")));
        assertThat(
                        page.refused(
                                "decode",
                                Map.of(
                                        "run", given,
                                        "code", List.of(0, 0),
                                        "condition", Map.of("kind", "7"))))
                .contains("7");
        JsonNode model = page.ask("model", Map.of("run", given));
        assertThat(model.at("/conditions/0/values/1").asText()).isEqualTo("1");
    }

    @Test
    void somethingMustBeHidden() throws Exception {
        assertThat(
                        page.refused(
                                "impute",
                                Map.of("run", plane, "example", THIRD, "hidden", List.of())))
                .contains("all");
    }

    @Test
    void aHiddenValueHasTheDistributionOfItsDraws() throws Exception {
        JsonNode filled =
                page.ask(
                        "impute",
                        Map.of(
                                "run",
                                plane,
                                "example",
                                THIRD,
                                "hidden",
                                List.of(1),
                                "draws",
                                40,
                                "seed",
                                2));
        with(
                "plane",
                model -> {
                    Found one = new Found(third(model), List.of());
                    double[][] draws =
                            model.impute(RandomKey.of(2), one)
                                    .observed(true, false)
                                    .draws(40)
                                    .rows();
                    double red = Stream.of(draws).filter(row -> row[1] == 0).count() / 40.0;
                    JsonNode shares = filled.at("/places/0/shares");
                    double first = shares.path("<b>red</b>").asDouble();
                    double second = shares.path("green").asDouble();
                    assertThat(first + second).isCloseTo(1, within(1e-6));
                    assertThat(List.of(first, second))
                            .anySatisfy(share -> assertThat(share).isCloseTo(red, within(1e-6)));
                });
    }

    @Test
    void aFileOfOnesOwnIsShown() throws Exception {
        byte[] own = "height,colour,kind\n2.5,green,0\n,green,1\n".getBytes(StandardCharsets.UTF_8);
        String source = page.upload(plane, "own.csv", own).path("source").asText();
        JsonNode several = page.ask("examples", Map.of("run", plane, "source", source));
        assertThat(several.path("total").asInt()).isEqualTo(2);
        assertThat(several.at("/items/1/view/fields/0/value").isNull()).isTrue();
        JsonNode one =
                page.ask(
                        "example",
                        Map.of("run", plane, "example", Map.of("source", source, "index", 0)));
        assertThat(one.at("/view/fields/0/value").asDouble()).isEqualTo(2.5);
        // Another model of the page reads the same file.
        page.ask("examples", Map.of("run", run("sphere"), "source", source));
    }

    @Tag("full")
    @Test
    void theJavaOfEachViewCompiles(@TempDir Path classes) throws Exception {
        Map<String, Object> other = Map.of("source", "test", "index", 4);
        Compiled.assertCompiles(java("map", Map.of("run", plane)), classes);
        Compiled.assertCompiles(java("example", Map.of("run", plane, "example", THIRD)), classes);
        Compiled.assertCompiles(
                java("walk", Map.of("run", plane, "from", THIRD, "to", other)), classes);
        Compiled.assertCompiles(java("sample", Map.of("run", plane)), classes);
        Compiled.assertCompiles(
                java("impute", Map.of("run", plane, "example", THIRD, "hidden", List.of(1))),
                classes);
        Compiled.assertCompiles(
                java(
                        "decode",
                        Map.of(
                                "run", run("given"),
                                "code", List.of(0, 1.5),
                                "condition", Map.of("kind", "1"))),
                classes);
    }

    private static String java(String name, Map<String, ?> question) throws Exception {
        String java = page.ask(name, question).path("java").asText();
        assertThat(java).contains("Model.open(");
        return java;
    }

    @Tag("full")
    @Test
    void nothingIsWrittenInTheFolder() throws Exception {
        Map<Path, String> before = files();
        for (String name : List.of("plane", "line", "given", "sphere")) {
            String run = run(name);
            page.ask("model", Map.of("run", run));
            page.ask("example", Map.of("run", run, "example", THIRD));
        }
        assertThat(files()).isEqualTo(before);
    }

    private static Map<Path, String> files() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder.resolve("runs"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    @Test
    void aRunIsNamedWithItsComparison() throws Exception {
        Path named = results.run("line", 1).path();
        try (Explorer one = Explorer.open(List.of(named), Lab.with(), 0)) {
            JsonNode runs = Page.of(one).ask("overview", Map.of()).at("/folders/0/runs");
            assertThat(runs).hasSize(4);
            assertThat(runs.get(1).path("isChosen").asBoolean()).isTrue();
            assertThat(runs.get(0).path("isChosen").asBoolean()).isFalse();
        }
        assertThatThrownBy(() -> Explorer.open(List.of(folder), Lab.with(), 0))
                .isInstanceOf(VaeLabException.class)
                .hasMessageContaining("neither the folder of a comparison");
    }

    /** Nobody writes the level of each step by hand. */
    @Tag("full")
    @Test
    void aSeriesIsGeneratedAtTheLevelOfATestExample(@TempDir Path own) throws Exception {
        StringBuilder rows = new StringBuilder("month,sales\n");
        double[] noise = RandomKey.of(1).normal(120);
        for (int i = 0; i < noise.length; i++) {
            rows.append(1990 + i / 12).append(i % 12 < 9 ? "-0" : "-").append(1 + i % 12);
            rows.append(',').append(100 + i + noise[i]).append('\n');
        }
        Files.writeString(own.resolve("sales.csv"), rows);
        Path config = own.resolve("config.yaml");
        Files.writeString(
                config,
                """
                name: sales
                data: {source: series, path: sales.csv, time: month, step: month, window: 6, testFrom: 1998-01, scale: level}
                training: {steps: 20, batch: 20}
                evaluation: {importanceSamples: 10}
                seeds: [1]
                models: {linear: {variant: state-space, state: 2}}
                """);
        Results sales =
                Experiment.read(config)
                        .in(own.resolve("runs"))
                        .plan()
                        .run(Executor.local(1), Listener.SILENT)
                        .orThrow();
        try (Explorer opened = Explorer.open(List.of(own.resolve("runs")), Lab.with(), 0);
                Model model = sales.model("linear", 1)) {
            Page shown = Page.of(opened);
            String run = shown.ask("overview", Map.of()).at("/folders/0/runs/0/id").asText();
            JsonNode facts = shown.ask("model", Map.of("run", run));
            assertThat(facts.path("conditions")).isEmpty();
            assertThat(facts.path("asInTest")).hasSize(1);
            assertThat(facts.path("longestForecast").asInt()).isEqualTo(5);
            double[] code = Page.numbers(facts.path("start"));
            Map<String, Object> question = Map.of("run", run, "code", code, "condition", Map.of());
            double[] expected = model.decode(new double[][] {code}, Condition.drawn()).rows()[0];
            JsonNode decoded = shown.ask("decode", question);
            // Of numbers near 200 in single precision.
            assertThat(Page.numbers(decoded.at("/view/values")))
                    .containsExactly(expected, within(1e-4));
            assertThat(decoded.path("java").asText()).contains(", Condition.drawn())");
            Map<String, Object> draws =
                    Map.of("run", run, "seed", 1, "count", 2, "condition", Map.of());
            assertThat(shown.ask("sample", draws).path("views")).hasSize(2);
        }
    }
}
