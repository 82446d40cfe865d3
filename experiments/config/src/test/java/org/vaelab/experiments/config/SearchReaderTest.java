// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

final class SearchReaderTest {

    private static final String CONFIG =
            """
            data: {source: sprites, validation: 0.1}
            training: {steps: 100}
            search:
              over:
                training.optimizer.learningRate: {log: [1e-4, 1e-2]}
                training.batch: {integer: [16, 20]}
                training.clip: {linear: [1, 10]}
                latent: {logInteger: [2, 64]}
                network.hidden: [[16], [32, 16]]
              budget: %s
            models:
              vae: {variant: gaussian}
              own: {variant: gaussian, search: {over: {latent: [3, 4]}, seed: 2}}
              plain: {variant: gaussian, latent: 2, search: null}
            """;

    @TempDir Path temporary;

    private ComparisonSpec read(String yaml, String... settings) throws IOException {
        ClassLoader loader = SearchReaderTest.class.getClassLoader();
        Path file = Files.writeString(temporary.resolve("config.yaml"), yaml);
        SpecContext context =
                SpecContext.of(
                        Plugins.load(loader), DataLocations.ofSystem(), Backends.find(loader));
        return new SpecReader(context).read(file, List.of(settings));
    }

    private static double number(SearchSpec.Trial trial, String key) {
        return trial.values().get(key).doubleValue();
    }

    @Tag("full")
    @Test
    void drawsFromEveryKindOfAxis() throws IOException {
        SearchSpec search = read(CONFIG.formatted(200)).searches().get(0);
        assertThat(search.trials()).hasSize(200);
        assertThat(search.direction()).isEqualTo(Direction.HIGHER);
        assertThat(search.unit()).isEqualTo("nats");
        assertThat(search.rungs()).containsExactly(100L);
        int small = 0;
        for (SearchSpec.Trial trial : search.trials()) {
            assertThat(number(trial, "training.optimizer.learningRate")).isBetween(1e-4, 1e-2);
            assertThat(number(trial, "training.clip")).isBetween(1.0, 10.0);
            assertThat(trial.run("vae", 1).training().batch())
                    .isBetween(16, 20)
                    .isEqualTo((int) number(trial, "training.batch"));
            assertThat(number(trial, "latent")).isBetween(2.0, 64.0);
            small += number(trial, "training.optimizer.learningRate") < 1e-3 ? 1 : 0;
        }
        // Binomial(200, 1/2): six standard deviations are 42.
        assertThat(small).isBetween(58, 142);
        for (String key : List.of("training.batch", "network.hidden")) {
            long different =
                    search.trials().stream().map(t -> t.values().get(key)).distinct().count();
            assertThat(different).isEqualTo(key.equals("network.hidden") ? 2 : 5);
        }
    }

    @Test
    void aLargerBudgetKeepsTheTrials() throws IOException {
        List<Map<String, JsonNode>> few = values(read(CONFIG.formatted(5)).searches().get(0));
        List<Map<String, JsonNode>> many = values(read(CONFIG.formatted(9)).searches().get(0));
        assertThat(many.subList(0, 5)).isEqualTo(few);
        // An axis has its own values, whatever the others are.
        List<Map<String, JsonNode>> other =
                values(
                        read(CONFIG.formatted(5), "search.over.network.hidden=[[8], [4]]")
                                .searches()
                                .get(0));
        IntStream.range(0, 5)
                .forEach(
                        i ->
                                assertThat(other.get(i).get("latent"))
                                        .isEqualTo(few.get(i).get("latent")));
    }

    /** Runs that chose the settings never report them. */
    @Test
    void trialsHaveOtherSeedsThanTheReportedRuns() throws IOException {
        ComparisonSpec spec = read(CONFIG.formatted(5), "seeds=[1, 2]");
        SearchSpec search = spec.searches().get(0);
        assertThat(search.seeds()).containsExactly(1_000_001L, 1_000_002L);
        assertThat(search.finalSeeds()).containsExactly(1L, 2L);
        assertThat(seeds(spec, "vae")).isEqualTo(seeds(spec, "plain"));
        // A seed that the trials would have is skipped; more seeds keep those of the trials.
        assertThat(read(CONFIG.formatted(5), "seeds=[1, 1000002, 3]").searches().get(0).seeds())
                .containsExactly(1_000_001L, 1_000_003L, 1_000_004L);
        spec = read(CONFIG.formatted(5), "seeds=[1, 2]", "search.finalSeeds=4", "search.seeds=[8]");
        assertThat(seeds(spec, "vae")).containsExactly(1L, 2L, 3L, 4L);
        assertThat(seeds(spec, "plain")).containsExactly(1L, 2L);
        assertThat(spec.searches().get(0).seeds()).containsExactly(8L);
    }

    private static List<Long> seeds(ComparisonSpec spec, String model) {
        return spec.runs().stream()
                .filter(run -> run.model().equals(model))
                .map(RunSpec::seed)
                .toList();
    }

    private static List<Map<String, JsonNode>> values(SearchSpec search) {
        return search.trials().stream().map(SearchSpec.Trial::values).toList();
    }

    @Test
    void aModelHasItsOwnSearchOverThatOfAll() throws IOException {
        ComparisonSpec spec = read(CONFIG.formatted(5));
        assertThat(spec.models()).containsExactly("vae", "own", "plain");
        assertThat(spec.searches()).extracting(SearchSpec::model).containsExactly("vae", "own");
        SearchSpec own = spec.searches().get(1);
        assertThat(own.space().get("latent").toString()).isEqualTo("[3,4]");
        assertThat(own.space()).containsKey("training.clip");
        assertThat(own.seed()).isEqualTo(2);
        assertThat(spec.withoutSearched().models()).containsExactly("plain");
    }

    /** A config that builds on one with a sweep leaves it out by null, as other keys. */
    @Test
    void aSweepThatIsNullIsNone() throws IOException {
        String config = CONFIG.formatted(4);
        assertThat(read(config + "sweep: null\n").models()).containsExactly("vae", "own", "plain");
    }

    @Test
    void aSearchOfTheTopReplacesNoValueOfAModel() throws IOException {
        String config = CONFIG.formatted(4);
        assertThatThrownBy(() -> read(config.replace("vae: {", "vae: {latent: 5, ")))
                .hasMessageContaining("models.vae.latent")
                .hasMessageContaining("is searched by the top of the config, and set here");
        // A model may have its own search over a value that it has itself.
        assertThat(read(config.replace("own: {", "own: {latent: 6, ")).searches()).hasSize(2);
    }

    @Test
    void rungsDependOnTheStepsAlone() throws IOException {
        String halving =
                CONFIG.formatted("9, method: halving").replace("budget: 9,", "budget: 9\n ");
        assertThat(read(halving).searches().get(0).rungs()).containsExactly(11L, 33L, 100L);
        assertThat(read(halving, "search.budget=50").searches().get(0).rungs())
                .containsExactly(11L, 33L, 100L);
        assertThat(read(halving, "search.eta=2", "search.leastSteps=20").searches().get(0).rungs())
                .containsExactly(25L, 50L, 100L);
        assertThat(read(halving, "search.leastSteps=100").searches().get(0).rungs())
                .containsExactly(100L);
    }
}
