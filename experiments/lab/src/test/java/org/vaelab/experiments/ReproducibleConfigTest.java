// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Rows;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.sources.SpritesSource;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** A config in Java is the same value in every process, and the one that it prints. */
final class ReproducibleConfigTest {

    private static final Lab LAB = Lab.with();

    @TempDir Path temporary;

    private static Experiment small() {
        return Experiment.named("small", LAB)
                .data(SpritesSource.ofSize(16, 200, 60))
                .training(t -> t.steps(300).batch(20))
                .model("vae", m -> m.posterior(new DiagonalNormalFamily(3)));
    }

    private static List<String> folders(Experiment experiment) {
        return folders(experiment.spec());
    }

    private static List<String> folders(ComparisonSpec spec) {
        return spec.runs().stream().map(run -> run.planned().folderName()).toList();
    }

    /** Returns a map with its keys, and those of maps in it, in another order. */
    private static Map<String, Object> shuffled(Map<String, ?> map, Random random) {
        List<String> keys = new ArrayList<>(map.keySet());
        Collections.shuffle(keys, random);
        Map<String, Object> other = new LinkedHashMap<>();
        for (String key : keys) {
            other.put(key, shuffled(map.get(key), random));
        }
        return other;
    }

    private static Object shuffled(Object value, Random random) {
        if (value instanceof List<?> list) {
            return list.stream().map(item -> shuffled(item, random)).toList();
        }
        return value instanceof Map<?, ?> map ? shuffled(texts(map), random) : value;
    }

    private static Map<String, Object> texts(Map<?, ?> map) {
        Map<String, Object> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> texts.put((String) key, value));
        return texts;
    }

    private static final Map<String, Object> SWEEP =
            Map.of(
                    "training.steps", List.of(100, 200),
                    "training.warmup", List.of(0, 10),
                    "estimator", List.of(Map.of("type", "elbo", "samples", 2, "kl", "monte-carlo")),
                    "training.layerKlWeight", List.of(Map.of("z", 0.5, "y", 1, "a", 2)));

    @Tag("full")
    @Test
    void theOrderOfKeysOfASweepDoesNotMatter() {
        List<String> usual = folders(small().set("sweep", SWEEP));
        assertThat(usual)
                .hasSize(4)
                .first()
                .asString()
                .startsWith(
                        "vae,estimator=elbo+monte-carlo+2,training.layerKlWeight=2+1+0.5,training.steps=100,training.warmup=0");
        for (int seed = 0; seed < 20; seed++) {
            assertThat(folders(small().set("sweep", shuffled(SWEEP, new Random(seed)))))
                    .isEqualTo(usual);
        }
    }

    @Tag("full")
    @Test
    void theOrderOfKeysOfASearchDoesNotMatter() {
        Map<String, Object> over =
                Map.of(
                        "training.batch", Map.of("integer", List.of(10, 30)),
                        "training.optimizer.learningRate", Map.of("log", List.of(1e-4, 1e-2)),
                        "training.clip", List.of(1.0, 2.0),
                        "network.activation", List.of("relu", "tanh", "elu"));
        Map<String, Object> search = Map.of("over", over, "budget", 4, "seed", 3);
        String usual = search(search);
        for (int seed = 0; seed < 20; seed++) {
            assertThat(search(shuffled(search, new Random(seed)))).isEqualTo(usual);
        }
    }

    private static String search(Map<String, Object> search) {
        return small().set("search", search)
                .spec()
                .searches()
                .get(0)
                .toString()
                .replaceAll("Place\\[[^]]*]", "")
                // Functions have no text of their own.
                .replaceAll("\\$\\$Lambda[^]]*]", "");
    }

    @Test
    void theOrderOfGivenValuesDoesNotMatter() {
        Map<String, Object> top = Map.of("rows", List.of(0, 3));
        Map<String, Object> bottom = Map.of("rows", List.of(12, 15));
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("top", top);
        given.put("bottom", bottom);
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("bottom", bottom);
        other.put("top", top);
        assertThat(folders(small().set("data.given", given)))
                .isEqualTo(folders(small().set("data.given", other)))
                .isNotEqualTo(folders(small().set("data.given", Map.of("top", top))));
        assertThat(folders(table("[a, b]"))).isEqualTo(folders(table("[b, a]")));
        assertThat(folders(table("[a, b]").set("condition", List.of("a", "b"))))
                .as("the order of a condition is that of the inputs of a network")
                .isNotEqualTo(folders(table("[a, b]").set("condition", List.of("b", "a"))));
    }

    private static Experiment table(String given) {
        return small().data(Rows.of("table", new double[20][3]).columns("a", "b", "c"))
                .with("data.given", given);
    }

    @Test
    void aMapWithoutAnOrderIsSorted() {
        assertThat(small().set("sweep", SWEEP).yaml())
                .contains("sweep: {estimator:", "{kl: monte-carlo, samples: 2, type: elbo}");
        Map<String, Object> models = new LinkedHashMap<>();
        models.put("zebra", Map.of("variant", "gaussian", "latent", 2));
        models.put("ant", Map.of("variant", "gaussian", "latent", 2));
        assertThat(small().set("models", models).spec().models())
                .as("the order of models is that of tables")
                .containsExactly("zebra", "ant");
    }

    @Test
    void aPartOfAMapKeepsItsType() {
        assertThat(
                        small().set("training", Map.of("klWeight", Schedule.warmup(10)))
                                .spec()
                                .runs()
                                .get(0)
                                .training()
                                .klWeight())
                .isEqualTo(Schedule.warmup(10));
    }

    @Test
    void relativePathsAreOfTheWorkingDirectory() {
        Experiment experiment =
                small().set("data", Map.of("source", "table", "path", "people.csv"));
        assertThat(experiment.spec().runs().get(0).data().source().toString())
                .contains("path=" + Path.of("people.csv").toAbsolutePath());
    }

    @Test
    void theLastCallWinsAndIsPrinted() throws IOException {
        Experiment experiment = small().with("training.steps", 500);
        requirePrinted(experiment, 500);
        requirePrinted(experiment.set("training.steps", 7), 7);
        requirePrinted(experiment.training(t -> t.steps(8)), 8);
        requirePrinted(experiment.set("training", Map.of("steps", 9)), 9);
        requirePrinted(small().set("training.steps", 7).with("training.steps", 6), 6);
        Map<String, Object> budgets = Map.of("quick", Map.of("training", Map.of("steps", 11)));
        Experiment quick = small().set("budgets", budgets).atBudget("quick");
        requirePrinted(quick, 11);
        requirePrinted(quick.set("training.steps", 12), 12);
        assertThat(experiment.seeds(4, 5).spec().runs()).hasSize(2);
        assertThat(experiment.data(SpritesSource.ofSize(32)).yaml()).contains("size: 32");
        Experiment without =
                small().model("other", m -> m.posterior(new DiagonalNormalFamily(2)))
                        .with(List.of("models.vae=null"));
        assertThat(without.yaml()).doesNotContain("vae:");
        requirePrinted(without, 300);
    }

    private void requirePrinted(Experiment experiment, long steps) throws IOException {
        ComparisonSpec spec = experiment.spec();
        assertThat(spec.runs().get(0).training().steps()).isEqualTo(steps);
        Path file = Files.writeString(temporary.resolve("printed.yaml"), experiment.yaml());
        assertThat(folders(Experiment.read(file, LAB))).isEqualTo(folders(spec));
    }

    @Test
    void buildersWriteTheKeysOfAFile() {
        Experiment built =
                small().training(t -> t.adam(2e-3).warmup(5).clip(1).earlyStopping(50, 3))
                        .evaluation(e -> e.importanceSamples(20).metrics("activeUnits"))
                        .model(
                                "own",
                                m ->
                                        m.posterior(new DiagonalNormalFamily(2))
                                                .training(t -> t.steps(4))
                                                .evaluation(e -> e.samples(2)));
        Experiment written =
                small().with("training.optimizer", "{type: adam, learningRate: 2e-3}")
                        .with("training.warmup", 5)
                        .with("training.clip", 1)
                        .with("training.earlyStopping", "{every: 50, patience: 3}")
                        .with("evaluation", "{importanceSamples: 20, metrics: [activeUnits]}")
                        .model(
                                "own",
                                m ->
                                        m.posterior(new DiagonalNormalFamily(2))
                                                .set("training.steps", 4)
                                                .set("evaluation.samples", 2));
        assertThat(folders(built)).isEqualTo(folders(written)).isNotEqualTo(folders(small()));
    }

    @Test
    void whatCannotBeMeantIsRejected() {
        assertThatThrownBy(() -> Experiment.named(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("name of an experiment must not be null");
        assertThatThrownBy(() -> small().model("vae", m -> m))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the experiment has a model 'vae' already");
        assertThatThrownBy(() -> small().model("other", m -> m.posterior(null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("posterior of a model must not be null");
    }

    @Test
    void valuesSayWhatTheyAre() throws IOException {
        Experiment experiment = small().in(temporary.resolve("out"));
        assertThat(experiment.with("seeds", List.of(1, 2)))
                .hasToString(experiment.yaml().strip() + "\nset seeds=[1,2]");
        assertThat(experiment.plan().toString())
                .contains("plan 'small' in ", "1 runs of vae", "0 searches");
    }
}
