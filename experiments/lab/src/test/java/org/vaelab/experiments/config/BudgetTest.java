// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.reports.comparison.ChangeText;

final class BudgetTest {

    private static final String CONFIG =
            """
            name: paper
            data: {source: sprites, train: 200, test: 50}
            seeds: [1, 2, 3]
            estimator: iwae
            training: {steps: 1000, optimizer: {learningRate: 2e-3}}
            models:
              vae: {variant: gaussian, latent: 2, training: {clip: 5}}
              wide: {variant: gaussian, latent: 20}
              a.b: {variant: gaussian, latent: 3}
            expected:
              - {model: wide, metric: elbo, value: -10, tolerance: 0.5, source: "A, table 1"}
            budgets:
              small:
                training.steps: 50
                seeds: [1]
                models.vae.training.clip: 1
                models.a.b.latent: 4
                models.wide: null
                estimator: {type: iwae, samples: 3}
                training.batch: 20
              same: {training.steps: 1000}
            """;

    @TempDir Path temporary;

    private static SpecContext context() {
        return SpecContext.of(
                Plugins.load(BudgetTest.class.getClassLoader()),
                DataLocations.ofSystem(),
                Backends.find(BudgetTest.class.getClassLoader()));
    }

    private ComparisonSpec read(String budget, String... settings) throws IOException {
        Path file = Files.writeString(temporary.resolve("paper.yaml"), CONFIG);
        return new SpecReader(context()).read(file, List.of(settings), Optional.ofNullable(budget));
    }

    private static List<String> texts(ComparisonSpec spec) {
        return spec.changes().stream()
                .map(change -> change.by() + ": " + ChangeText.of(change, "->"))
                .toList();
    }

    @Test
    void aConfigIsTakenAsItIsWithoutABudget() throws IOException {
        ComparisonSpec spec = read(null);
        assertThat(spec.models()).containsExactly("vae", "wide", "a.b");
        assertThat(spec.firstRun("vae").training().steps()).isEqualTo(1000);
        assertThat(spec.runs()).hasSize(9);
        assertThat(spec.budget()).isEmpty();
        assertThat(spec.changes()).isEmpty();
        assertThat(spec.folderName()).isEqualTo("paper");
        assertThat(spec.planned().budget()).isNull();
        assertThat(spec.planned().changes()).isEmpty();
    }

    /** The command of the report names it, because the budget alone gives another value. */
    @Test
    void aValueThatIsPutBackIsAChange() throws IOException {
        assertThat(read("small", "training.steps=1000").changes())
                .anySatisfy(
                        change -> {
                            assertThat(change.key()).isEqualTo("training.steps");
                            assertThat(change.by()).isEqualTo("--set");
                            assertThat(change.to().asInt()).isEqualTo(1000);
                        });
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"budgets=1", "budgets.small.seeds=[2]", "expected=[]"})
    void whatDefinesReplacementsIsNotReplaced(String setting) {
        assertThatThrownBy(() -> read("small", setting))
                .hasMessageStartingWith("set: " + setting.split("=", 2)[0])
                .hasMessageContaining("' cannot be replaced")
                .hasMessageContaining("write it in the config");
    }

    @Tag("full")
    @Test
    void aBudgetIsLaidOverFileAndModels() throws IOException {
        ComparisonSpec spec = read("small");
        assertThat(spec.models()).containsExactly("vae", "a.b");
        assertThat(spec.runs()).hasSize(2);
        assertThat(spec.firstRun("vae").training().steps()).isEqualTo(50);
        assertThat(spec.firstRun("vae").training().clip()).isEqualTo(1);
        assertThat(spec.firstRun("vae").config().at("/estimator/samples").asInt()).isEqualTo(3);
        assertThat(spec.firstRun("a.b").config().at("/latent").asInt()).isEqualTo(4);
        assertThat(spec.folderName()).isEqualTo("paper-small");
    }

    @Test
    void whatItReplacedIsInThePlan() throws IOException {
        ComparisonSpec spec = read("small", "training.steps=70", "runtime.threads=2");
        assertThat(spec.firstRun("vae").training().steps()).isEqualTo(70);
        assertThat(texts(spec))
                .containsExactly(
                        "budget small: seeds [1, 2, 3] -> [1]",
                        "budget small: models.vae.training.clip 5 -> 1",
                        "budget small: models.a.b.latent 3 -> 4",
                        "budget small: models.wide {variant: gaussian, latent: 20} -> left out",
                        "budget small: estimator {type: iwae} -> {type: iwae, samples: 3}",
                        "budget small: training.batch not set -> 20",
                        "--set: training.steps 1,000 -> 70",
                        "--set: runtime.threads not set -> 2");
        ComparisonPlan plan = spec.planned();
        ComparisonPlan again =
                RecordMapper.read(RecordMapper.document(plan), ComparisonPlan.class, "plan.json");
        assertThat(RecordMapper.document(again)).isEqualTo(RecordMapper.document(plan));
        assertThat(again.budget()).isEqualTo("small");
        assertThat(again.changes()).hasSize(8);
        assertThat(again.expected())
                .containsExactly(new PublishedValue("wide", "elbo", -10, 0.5, "A, table 1", null));
    }

    @Test
    void whatStaysAsItWasIsNoChange() throws IOException {
        ComparisonSpec spec = read("same");
        assertThat(spec.changes()).isEmpty();
        assertThat(spec.budget()).contains("same");
    }

    @Test
    void nullLeavesAModelOut() throws IOException {
        assertThat(read(null, "models.wide=null").runs())
                .extracting(RunSpec::model)
                .containsOnly("vae", "a.b");
        assertThatThrownBy(() -> read(null, "models.wid=null"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("unknown model 'wid'")
                .hasMessageContaining("did you mean 'wide'?");
        assertThat(read(null, "models.a.b.prior=null").runs()).hasSize(9);
    }

    @Test
    void aMisspeltBudgetIsNamedWithTheOthers() {
        assertThatThrownBy(() -> read("smal"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("unknown budget 'smal'")
                .hasMessageContaining("did you mean 'small'? Allowed here: small, same");
    }

    static Stream<Path> papers() throws IOException {
        Path folder = Path.of(System.getProperty("vaelab.root"), "configs", "papers");
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Each has a budget that a laptop can carry, and says what a full run costs. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("papers")
    void theProtocolsOfPapersHaveASmallBudget(Path config) throws IOException {
        SpecReader reader = new SpecReader(context());
        ComparisonSpec small;
        try {
            small = reader.read(config, List.of(), Optional.of("small"));
        } catch (SpecException e) {
            // Folders of data need not be here.
            assertThat(e.problems()).allSatisfy(p -> assertThat(p.message()).contains("mnist10k"));
            return;
        }
        assertThat(small.runs())
                .allSatisfy(run -> assertThat(run.training().steps()).isLessThanOrEqualTo(20_000));
        assertThat(small.changes().stream().map(SettingChange::key)).contains("training.steps");
        assertThat(small.folderName()).endsWith("-small");
        assertThat(Files.readString(config))
                .contains("--budget small", "At full budget", "At budget small");
    }
}
