// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.predictive.Calibration;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.parts.architecture.ImageArchitecture;
import org.vaelab.framework.parts.architecture.Layers;
import org.vaelab.framework.parts.estimator.ImportanceWeighted;
import org.vaelab.framework.parts.layers.ActivationLayer;
import org.vaelab.framework.parts.layers.Dense;
import org.vaelab.framework.parts.layers.Dropout;
import org.vaelab.framework.parts.layers.Normalization;
import org.vaelab.framework.parts.layers.ResidualLayers;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.SpritesSource;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.testkit.family.ToyReference;
import org.vaelab.variants.beta.BetaRegularizer;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** Experiments in Java are those of config files, and their results the same bytes. */
final class ExperimentTest {

    private static final Path CONFIGS = Path.of("../../configs");

    private static final Lab LAB = Lab.with();

    @TempDir Path temporary;

    static Stream<Path> configs() throws IOException {
        try (Stream<Path> files = Files.walk(CONFIGS)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static List<String> folders(ComparisonSpec spec) {
        return spec.runs().stream().map(run -> run.planned().folderName()).toList();
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("configs")
    void aConfigInJavaPlansTheRunsOfTheFile(Path file) throws IOException {
        assumeTrue(
                !Files.readString(file).contains("source: mnist10k")
                        || DataLocations.ofSystem().roots().stream()
                                .anyMatch(r -> Files.isDirectory(r.path().resolve("mnist10k"))),
                "needs the folder mnist10k under a data root");
        ComparisonSpec spec = Experiment.read(file).spec();
        Map<String, RunSpec> first = new LinkedHashMap<>();
        Map<String, List<Long>> seeds = new LinkedHashMap<>();
        for (RunSpec run : spec.runs()) {
            first.putIfAbsent(run.model(), run);
            seeds.computeIfAbsent(run.model(), m -> new ArrayList<>()).add(run.seed());
        }
        List<String> planned = new ArrayList<>();
        List<String> printed = new ArrayList<>();
        for (RunSpec run : first.values()) {
            // One model each: searched models have seeds of their own, and starts name single runs.
            long[] own = {run.seed()};
            Experiment made =
                    Experiment.named(spec.name(), LAB).seeds(own).model(run.model(), model(run));
            planned.addAll(folders(made.spec()));
            Path config = Files.writeString(temporary.resolve("printed.yaml"), made.yaml());
            printed.addAll(folders(Experiment.read(config, LAB).spec()));
        }
        List<String> expected =
                first.values().stream().map(run -> run.planned().folderName()).toList();
        assertThat(planned).isEqualTo(expected);
        assertThat(printed).isEqualTo(expected);
    }

    /** Returns every key of a run's config, as a program would set it. */
    private static UnaryOperator<ModelConfig> model(RunSpec run) {
        ObjectNode config = (ObjectNode) run.config();
        config.remove(List.of("model", "seed"));
        return model -> {
            ModelConfig all = model;
            for (Map.Entry<String, ?> entry : config.properties()) {
                all = all.set(entry.getKey(), entry.getValue());
            }
            return all;
        };
    }

    private Experiment small() {
        return Experiment.named("small", LAB)
                .data(SpritesSource.ofSize(16, 200, 60))
                .seeds(1, 2)
                .set("network", Map.of("hidden", List.of(20)))
                .set("training", Map.of("steps", 12, "batch", 20))
                .set("evaluation", Map.of("importanceSamples", 5, "importanceExamples", 20))
                .model("vae", m -> m.variant(new DiagonalNormalFamily(3)))
                .model(
                        "iwae",
                        m ->
                                m.variant(new DiagonalNormalFamily(3))
                                        .estimator(new ImportanceWeighted(4)))
                .model(
                        "beta",
                        m ->
                                m.posterior(new DiagonalNormalFamily(3))
                                        .regularizer(BetaRegularizer.weight(4)));
    }

    @Test
    void partsAreTheKeysOfAFile() throws IOException {
        Path file =
                Files.writeString(
                        temporary.resolve("small.yaml"),
                        """
                        data: {source: sprites, size: 16, train: 200, test: 60}
                        seeds: [1, 2]
                        network: {hidden: [20]}
                        training: {steps: 12, batch: 20}
                        evaluation: {importanceSamples: 5, importanceExamples: 20}
                        models:
                          vae: {variant: gaussian, latent: 3}
                          iwae: {variant: gaussian, latent: 3, estimator: {type: iwae, samples: 4}}
                          beta:
                            variant: gaussian
                            posterior: {type: diagonal-normal, latent: 3}
                            regularizer: {type: beta, beta: 4}
                        """);
        assertThat(folders(small().spec())).isEqualTo(folders(Experiment.read(file).spec()));
        assertThat(folders(small().with("training.steps", 13).spec()))
                .isEqualTo(folders(Experiment.read(file).with("training.steps", 13).spec()))
                .isNotEqualTo(folders(small().spec()));
    }

    @Test
    void metricsWithSettingsAreThoseOfAFile() {
        Experiment metrics =
                small().evaluation(
                                e ->
                                        e.metrics("activeUnits")
                                                .metric(new Calibration(100, 9, 0.05)));
        Map<String, Object> calibration =
                Map.of("type", "calibration", "examples", 100, "draws", 9);
        assertThat(folders(metrics.spec()))
                .isEqualTo(
                        folders(
                                small().with(
                                                "evaluation.metrics",
                                                List.of("activeUnits", calibration))
                                        .spec()))
                .isNotEqualTo(folders(small().spec()));
    }

    @Test
    void networksInJavaAreThoseOfAFile() throws IOException {
        Path file =
                Files.writeString(
                        temporary.resolve("networks.yaml"),
                        """
                        data: {source: sprites, size: 16, train: 200, test: 60}
                        seeds: [1]
                        network: {hidden: [30, 20], activation: relu, outputBias: drawn}
                        models:
                          common: {variant: gaussian, latent: 3}
                          wide: {variant: gaussian, latent: 3, network: {hidden: [50]}}
                          images:
                            variant: gaussian
                            latent: 3
                            network:
                              encoder:
                                type: convolutional
                                hidden: [20]
                                channels: [4]
                                kernel: 4
                                activation: relu
                                initializer: he
                              decoder:
                                - dense: 30
                                - gelu
                                - residual: {layers: [layer-norm, {dense: 30}], projection: false}
                                - dropout: 0.1
                        """);
        Experiment made =
                Experiment.named("networks", LAB)
                        .data(SpritesSource.ofSize(16, 200, 60))
                        .seeds(1)
                        .network(
                                n ->
                                        n.hidden(30, 20)
                                                .activation(Activation.RELU)
                                                .set("outputBias", "drawn"))
                        .model("common", m -> m.set("variant", "gaussian").set("latent", 3))
                        .model(
                                "wide",
                                m ->
                                        m.set("variant", "gaussian")
                                                .set("latent", 3)
                                                .network(n -> n.hidden(50)))
                        .model(
                                "images",
                                m ->
                                        m.set("variant", "gaussian")
                                                .set("latent", 3)
                                                .network(ExperimentTest::ofImages));
        assertThat(folders(made.spec())).isEqualTo(folders(Experiment.read(file).spec()));
        assertThat(folders(made.network(n -> n.hidden(30)).spec()))
                .isNotEqualTo(folders(made.spec()));
        assertThat(made.toString()).contains("hidden: [30, 20]");
    }

    private static NetworkConfig ofImages(NetworkConfig network) {
        return network.encoder(
                        new ImageArchitecture.Convolutional(
                                List.of(20), List.of(4), 4, Activation.RELU, Initializer.HE))
                .decoder(
                        Layers.of(
                                new Dense(30),
                                new ActivationLayer.Gelu(),
                                ResidualLayers.of(new Normalization.LayerNorm(), new Dense(30)),
                                new Dropout(0.1)));
    }

    @Test
    @Tag("full")
    void aPlanWritesNothingAndItsRunsGoOn() throws IOException {
        Path out = temporary.resolve("out");
        Plan plan = small().in(out).plan();
        assertThat(out).doesNotExist();
        assertThat(plan.runs()).hasSize(6);
        int[] asked = {0};
        Listener stop = Listener.interruptedBy(() -> ++asked[0] > 25);
        assertThat(plan.run(Executor.local(1), stop).ending()).isEqualTo(Ending.INTERRUPTED);
        Results results = small().in(out).plan().run(Executor.local(2), Listener.SILENT);
        assertThat(results.ending()).isEqualTo(Ending.COMPLETE);
        assertThat(results.records()).hasSize(6);
        assertThat(results.writeReport()).isEqualTo(out.resolve("report/index.html")).exists();
        Results whole =
                small().in(temporary.resolve("whole"))
                        .plan()
                        .run(Executor.local(1), Listener.SILENT);
        for (RunRecord record : results.records()) {
            assertThat(record.withoutVolatile())
                    .isEqualTo(whole.record(record.model(), record.seed()).withoutVolatile());
        }
        assertThatThrownBy(() -> results.run("vae", 3))
                .hasMessageContaining("plans no run of model 'vae' with seed 3");
    }

    /** As a notebook does when its user stops a cell. */
    @Tag("full")
    @Test
    void anInterruptedThreadLeavesCheckpoints() throws IOException {
        Experiment experiment = small().in(temporary.resolve("out"));
        Thread caller = Thread.currentThread();
        Listener stop =
                event -> {
                    if (event instanceof RunEvent.Stepped e && e.step() == 5) {
                        caller.interrupt();
                    }
                };
        Results results = experiment.plan().run(Executor.local(1), stop);
        assertThat(Thread.interrupted()).as("the thread is interrupted still").isTrue();
        assertThat(results.ending()).isEqualTo(Ending.INTERRUPTED);
        assertThat(results.run("vae", 1).checkpoint()).exists();
        assertThat(experiment.plan().run(Executor.local(1), Listener.SILENT).ending())
                .isEqualTo(Ending.COMPLETE);
    }

    /** An error whose message needs memory that is not there, when it is asked for first. */
    private static final class Exhausted extends OutOfMemoryError {
        private static final long serialVersionUID = 1L;
        private boolean asked;

        @Override
        public String getMessage() {
            if (!asked) {
                asked = true;
                throw new OutOfMemoryError("while a failure was recorded");
            }
            return "heap";
        }
    }

    @Tag("full")
    @Test
    void aRunThatExhaustsMemoryFailsAlone() throws IOException {
        Listener exhausting =
                event -> {
                    if (event instanceof RunEvent.Stepped e
                            && e.run().model().equals("vae")
                            && e.step() == 5) {
                        throw new Exhausted();
                    }
                };
        requireOnlyVaeFails(exhausting, "out of memory: while a failure was recorded");
    }

    @Test
    @Tag("full")
    void aRunWhoseFolderIsDeletedWhileItTrainsFails() throws IOException {
        Path runs = temporary.resolve("out/runs");
        Listener deleting =
                event -> {
                    if (event instanceof RunEvent.Stepped e
                            && e.run().model().equals("vae")
                            && e.step() == 5) {
                        delete(runs.resolve(e.run().folderName()));
                    }
                };
        requireOnlyVaeFails(deleting, "history.jsonl: it was deleted while the run was executed");
    }

    @Test
    @Tag("full")
    void aRunWhoseFolderIsDeletedWhileItIsEvaluatedFails() throws IOException {
        Path runs = temporary.resolve("out/runs");
        Listener deleting =
                event -> {
                    if (event instanceof RunEvent.Evaluated e && e.run().model().equals("vae")) {
                        delete(runs.resolve(e.run().folderName()));
                    }
                };
        requireOnlyVaeFails(deleting, "history.jsonl: it was deleted while the run was executed");
    }

    private static void delete(Path folder) {
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireOnlyVaeFails(Listener listener, String cause) throws IOException {
        Results results =
                small().with("training.historyEvery", 4)
                        .in(temporary.resolve("out"))
                        .plan()
                        .run(Executor.local(1), listener);
        assertThat(results.ending()).isEqualTo(Ending.FAILED);
        assertThat(results.records()).hasSize(6);
        for (RunRecord record : results.records()) {
            assertThat(record.status())
                    .as("%s", record.failure())
                    .isEqualTo(
                            record.model().equals("vae") ? RunStatus.FAILED : RunStatus.COMPLETED);
        }
        assertThat(results.record("vae", 1).failure().cause()).endsWith(cause);
    }

    @Test
    void aModelIsUsedAsTheCommandsUseIt() throws IOException {
        Results results =
                small().in(temporary.resolve("out")).plan().run(Executor.local(1), Listener.SILENT);
        RunRecord record = results.record("vae", 1);
        try (Model model = Model.open(results.run("vae", 1))) {
            assertThat(model.sample(RandomKey.of(1), 7).rows()).hasDimensions(7, 16 * 16);
            assertThat(model.sample(RandomKey.of(1), 7).rows())
                    .isDeepEqualTo(model.sample(RandomKey.of(1), 7).rows());
            assertThat(model.encode(model.test()).location()).hasDimensions(60, 3);
            assertThat(model.reconstruct(model.test()).rows()).hasDimensions(60, 16 * 16);
            assertThat(model.evaluate().metrics().get("elbo"))
                    .isEqualTo(record.metrics().get("elbo"));
            assertThat(model.values(model.test().first(7))).hasDimensions(7, 16 * 16);
            assertThat(model.sheet(4, model.sample(RandomKey.of(1), 7).rows()).rows()).isEqualTo(2);
            assertThat(model.parts()).containsEntry("posterior", "diagonal-normal");
            assertThat(model.parameters()).isEqualTo(record.parameters());
            DatumScores scores = model.score(model.test()).samples(5).values();
            assertThat(scores.perDatum().elbo()).hasSize(60);
        }
        Model closed = Model.open(results.run("vae", 1));
        Examples test = closed.test();
        closed.close();
        assertThatThrownBy(() -> closed.encode(test).location())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the model is closed");
        assertThatThrownBy(() -> closed.sample(RandomKey.of(1), 7).rows())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the model is closed");
    }

    /** A part of what the source loads, and all of it again. */
    @Test
    void anExperimentMayBeOnDataInMemory() throws IOException {
        try (Lab lab = Lab.with()) {
            Experiment experiment =
                    Experiment.named("few", lab)
                            .data(SpritesSource.ofSize(16))
                            .model("vae", m -> m.posterior(new DiagonalNormalFamily(3)));
            Dataset all = experiment.dataset();
            Dataset few =
                    new Dataset(
                            all.identity(),
                            all.shape(),
                            all.train(),
                            Optional.empty(),
                            all.test().first(5),
                            all.facts());
            assertThat(experiment.on(few).dataset().test().size()).isEqualTo(5);
            assertThat(experiment.on(all).dataset().test().size()).isEqualTo(all.test().size());
        }
    }

    @Test
    void aFolderWithoutResultsIsAnErrorOfTheUser() {
        Path absent = temporary.resolve("absent");
        assertThatThrownBy(() -> Results.in(absent))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        absent.resolve("plan.json")
                                + ": not the folder of a comparison: it has no plan.json");
    }

    @Test
    @Tag("full")
    void tablesAndFiguresOfTheReportHaveNames() throws IOException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Results results =
                small().in(temporary.resolve("out"))
                        .plan()
                        .run(Executor.local(1), Listener.lines(lines::add));
        assertThat(lines)
                .hasSize(6)
                .allMatch(line -> line.matches("\\w+ seed \\d: trained in \\d+ s"));
        assertThat(results.table("results").rows()).hasSize(3);
        assertThat(results.figure("learning-curves").csv()).contains("iwae");
        assertThatThrownBy(() -> results.table("result"))
                .hasMessageContaining("no table 'result'")
                .hasMessageContaining("did you mean 'results'?");
    }

    @Test
    void aProgramMayDefineParts() {
        assertThat(withToyPrior(Lab.withParts(ToyReference.class)).spec().runs()).hasSize(1);
        assertThatThrownBy(() -> withToyPrior(LAB).spec()).hasMessageContaining("unknown prior");
        assertThatThrownBy(() -> Lab.withParts(ToyReference.class, ToyReference.class).specs())
                .hasMessageContaining("is announced twice");
    }

    @Part(value = "immense", description = "a prior that no memory holds")
    record Immense() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    @Test
    void aModelThatNoMemoryHoldsIsRefused() {
        Experiment experiment =
                Experiment.named("own", Lab.withParts(Immense.class))
                        .in(temporary.resolve("out"))
                        .data(SpritesSource.ofSize(16, 200, 60))
                        .seeds(1)
                        .set("training", Map.of("steps", 12, "batch", 20))
                        .model(
                                "large",
                                m -> m.posterior(new DiagonalNormalFamily(3)).prior(new Immense()));
        assertThatThrownBy(experiment::plan)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("large: out of memory: Java heap space")
                .hasMessageContaining("VAELAB_JAVA_OPTS=-Xmx8g");
    }

    private static Experiment withToyPrior(Lab lab) {
        return Experiment.named("own", lab)
                .data(SpritesSource.ofSize(16, 200, 60))
                .seeds(1)
                .model(
                        "a",
                        m -> m.posterior(new DiagonalNormalFamily(3)).prior(new ToyReference()));
    }

    @Test
    void whatIsWrongIsSaidAsForAFile() {
        assertThatThrownBy(() -> small().with("training.stepz", 3).spec())
                .hasMessageContaining("stepz")
                .hasMessageContaining("steps");
        assertThatThrownBy(() -> Experiment.read(CONFIGS.resolve("quickstart.yaml")).seeds(1))
                .isInstanceOf(IllegalStateException.class);
    }
}
