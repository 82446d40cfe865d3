// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecException;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingListener;
import org.vaelab.framework.training.TrainingSettings;

/** A setting of training changes what is trained, or is rejected before training. */
final class TrainingSettingsTest {

    private static final long SEED = 23;
    private static final RandomKey KEY = RandomKey.of(SEED);
    private static final TrainingProgress START = new TrainingProgress(0, 1);

    /**
     * How many models the sweep trains: each variant alone, then combinations that are drawn from
     * the grid. Most of those are rejected, and do not count.
     */
    private static final int TRAINED = 75;

    private static final List<String> VARIANTS =
            List.of(
                    "variant: gaussian, latent: 3",
                    "variant: gaussian, posterior: {type: full-normal, latent: 3}",
                    "variant: gaussian, posterior: {type: iaf, latent: 3}",
                    "variant: gaussian, latent: 3, prior: {type: vamp, components: 4}",
                    "variant: gaussian, latent: 'normal(2) > normal(4)'",
                    "variant: gaussian, latent: 'onehot(2, 3) > normal(3)'",
                    "variant: gaussian, latent: 3, supervision: shape",
                    "variant: vmf, latent: 3",
                    "variant: gumbel, variables: 2, categories: 3",
                    "variant: gumbel, variables: 2, categories: 3, draw: discrete",
                    "variant: gaussian, posterior: {type: bernoulli, variables: 4}",
                    "variant: beta, latent: 3, beta: 3",
                    "variant: beta, latent: 3, capacity: {to: 5, steps: 100}",
                    "variant: beta, latent: 3, constraint: {kl: 1, start: 2}",
                    "variant: beta-tc, latent: 3, beta: 2",
                    "variant: dip, latent: 3, offDiagonal: 1, diagonal: 1",
                    "variant: mmd, latent: 3, lambda: 2",
                    "variant: aae, latent: 3, critic: {hidden: [4]}",
                    "variant: factor-vae, latent: 3, gamma: 2, critic: {hidden: [4]}",
                    "variant: rae, latent: 3",
                    "variant: vae-gan, latent: 3, critic: {hidden: [4]}",
                    "variant: dirichlet, latent: 3",
                    "variant: sq, codebookSize: 5, positions: 3, codeDimension: 2",
                    "variant: lfq, positions: 3, bits: 2",
                    "variant: vq, codebookSize: 5, positions: 3, codeDimension: 2",
                    "variant: product, latent: 'normal(2) x sphere(2) x onehot(2, 3)'",
                    "variant: mixture, components: 3");

    /** Inferences that are slow by default. */
    private static final Map<String, String> QUICK =
            Map.of(
                    "svi", "{type: svi, steps: 2, samples: 2}",
                    "semi-amortized", "{type: semi-amortized, steps: 2, samples: 2}",
                    "map", "{type: map, steps: 2}");

    private static final String PLAIN = "variant: gaussian, latent: 3";
    private static final String WEIGHT_ONE = "variant: beta, latent: 3, beta: 1";

    /** What may stand for the KL in the loss. */
    private static final List<String> RULES =
            List.of(
                    PLAIN,
                    WEIGHT_ONE,
                    "variant: beta, latent: 3, beta: 50",
                    "variant: beta, latent: 3, capacity: {to: 5, steps: 100}",
                    "variant: beta, latent: 3, constraint: {kl: 1, start: 2}",
                    "variant: beta-tc, latent: 3, beta: 2",
                    "variant: beta-tc, latent: 3, beta: 20",
                    "variant: dip, latent: 3, offDiagonal: 1, diagonal: 1",
                    "variant: dip, latent: 3, offDiagonal: 1, diagonal: 20",
                    "variant: mmd, latent: 3, lambda: 2",
                    "variant: mmd, latent: 3, lambda: 200",
                    "variant: gaussian, latent: 3, estimator: {type: elbo, freeBits: {nats: 1}}",
                    "variant: gaussian, latent: 3, estimator: {type: elbo, kl: monte-carlo}");

    private static final List<String> CHANGES =
            List.of(
                    "klWeight: 0.3",
                    "warmup: 50",
                    "layerKlWeight: {normal2: 0.3}",
                    "batch: 10",
                    "optimizer: {type: adam, learningRate: 2e-3}",
                    "optimizer: {type: sgd, learningRate: 1e-3}",
                    "clip: 1e-3",
                    "lag: {steps: 2}");

    @TempDir Path temporary;

    private final ClassLoader loader = TrainingSettingsTest.class.getClassLoader();
    private final Plugins plugins = Plugins.load(loader);
    private final Backends backends = Backends.find(loader);
    private final DataCache data = new DataCache(DataSource.Progress.SILENT);

    /**
     * What training leaves behind.
     *
     * @param values of all parameters, by name; of those that follow a gradient alone, if there are
     *     some
     * @param pointMass whether q is one, so that its KL is a constant
     * @param followsGradient whether a step follows a gradient
     */
    private record Trained(
            Map<String, double[]> values, boolean pointMass, boolean followsGradient) {

        boolean isSameAs(Trained other) {
            return values.keySet().equals(other.values.keySet())
                    && values.keySet().stream()
                            .allMatch(
                                    name ->
                                            Arrays.equals(
                                                    values.get(name), other.values.get(name)));
        }
    }

    /** Trains for a few steps; empty if the config is rejected. */
    private Optional<Trained> train(String model, String training) throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("settings.yaml"),
                        """
                        data: {source: sprites, size: 16, train: 60, test: 20}
                        runtime: {threads: 1}
                        network: {hidden: [6], latentHidden: [6]}
                        training: {steps: 6, batch: 20}
                        models:
                          model: {%s, training: {%s}}
                        """
                                .formatted(model, training));
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        try {
            return Optional.of(
                    train(new SpecReader(context).read(config, List.of()).runs().get(0)));
        } catch (SpecException | IllegalArgumentException rejected) {
            return Optional.empty();
        }
    }

    private Trained train(RunSpec spec) {
        PreparedData prepared = data.get(spec);
        RandomKey key = RandomKey.of(spec.seed());
        try (TensorRuntime runtime = spec.runtime().open(backends)) {
            AssembledModel assembled = spec.assemble(runtime, plugins, prepared);
            requireFits(assembled, spec.training());
            boolean pointMass = isPointMass(assembled.trained());
            boolean followsGradient = followsGradient(assembled);
            new Trainer(assembled, spec.training(), key, List.of())
                    .train(
                            prepared.batches(spec.training().batch(), key),
                            model -> 0,
                            CheckpointStore.none(),
                            TrainingListener.SILENT,
                            () -> false);
            return new Trained(values(assembled.model()), pointMass, followsGradient);
        }
    }

    /** What is asked before a comparison begins. */
    private static void requireFits(AssembledModel assembled, TrainingSettings training) {
        training.requireFits(assembled.model(), List.of());
        assembled
                .estimator()
                .obstacle(training.batch())
                .ifPresent(
                        reason -> {
                            throw new IllegalArgumentException(reason);
                        });
        LatentVariableModel model = assembled.model();
        try (TensorScope scope = model.runtime().scope()) {
            model.infer(model.trial(), KEY, Phase.evaluation());
        }
    }

    private static boolean isPointMass(LatentVariableModel model) {
        try (TensorScope scope = model.runtime().scope()) {
            return model.infer(model.trial(), KEY, Phase.training(START))
                    .draw(KEY, 1)
                    .isPointMass();
        }
    }

    private static boolean followsGradient(AssembledModel assembled) {
        LatentVariableModel model = assembled.trained();
        try (TensorScope scope = model.runtime().scope()) {
            return assembled
                    .estimator()
                    .estimate(assembled.step(model.trial(), KEY, START))
                    .minimised()
                    .isTracked();
        }
    }

    private static Map<String, double[]> values(LatentVariableModel model) {
        List<Parameter> all = model.parameters();
        boolean learned = all.stream().anyMatch(p -> p.role() == Parameter.Role.LEARNED);
        Map<String, double[]> values = new LinkedHashMap<>();
        all.stream()
                .filter(p -> !learned || p.role() == Parameter.Role.LEARNED)
                .forEach(p -> values.put(p.name(), p.value().readDoubles()));
        return values;
    }

    /** Why a change may leave a model as it is. */
    private static boolean isVacuous(String change, Trained model) {
        boolean ofKl = change.startsWith("klWeight") || change.startsWith("warmup");
        boolean ofGradient = change.startsWith("optimizer") || change.startsWith("clip");
        return (ofKl && model.pointMass()) || (ofGradient && !model.followsGradient());
    }

    @Tag("exhaustive")
    @Test
    void everySettingChangesWhatIsTrainedOrIsRejected() throws IOException {
        List<String> models = new ArrayList<>(VARIANTS);
        models.addAll(grid());
        Collections.shuffle(models.subList(VARIANTS.size(), models.size()), new Random(SEED));
        List<String> ignored = new ArrayList<>();
        int accepted = 0;
        int changed = 0;
        for (String model : models) {
            if (accepted == TRAINED) {
                break;
            }
            Optional<Trained> before = train(model, "");
            if (before.isEmpty()) {
                continue;
            }
            accepted++;
            for (String change : CHANGES) {
                Optional<Trained> after = train(model, change);
                if (after.isPresent() && after.get().isSameAs(before.get())) {
                    if (!isVacuous(change, before.get())) {
                        ignored.add("{" + model + ", training: {" + change + "}}");
                    }
                } else if (after.isPresent()) {
                    changed++;
                }
            }
        }
        assertThat(ignored).as("seed %d, %d models, %d changes", SEED, accepted, changed).isEmpty();
        assertThat(accepted).as("seed %d", SEED).isEqualTo(TRAINED);
    }

    private List<String> grid() {
        List<String> estimators = new ArrayList<>(plugins.of(EstimatorPart.class).names());
        estimators.add("{type: elbo, freeBits: {nats: 1e-6}}");
        estimators.add("{type: elbo, kl: monte-carlo, samples: 2}");
        List<String> models = new ArrayList<>();
        for (String variant : VARIANTS) {
            for (String estimator : estimators) {
                for (String inference : plugins.of(InferencePart.class).names()) {
                    models.add(
                            variant
                                    + ", estimator: "
                                    + estimator
                                    + ", inference: "
                                    + QUICK.getOrDefault(inference, inference));
                }
            }
        }
        return models;
    }

    /**
     * Every rule trains other parameters than the evidence lower bound does, and than every other
     * rule.
     */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"svi", "semi-amortized"})
    void everyRuleOfTheKlReachesAnInferenceThatAscends(String inference) throws IOException {
        Map<String, Trained> all = new LinkedHashMap<>();
        for (String rule : RULES) {
            all.put(rule, train(rule + ", inference: " + QUICK.get(inference), "").orElseThrow());
        }
        Trained weightOne = Objects.requireNonNull(all.remove(WEIGHT_ONE));
        assertThat(weightOne.isSameAs(Objects.requireNonNull(all.get(PLAIN))))
                .as(WEIGHT_ONE)
                .isTrue();
        for (String change : List.of("klWeight: 0.3", "warmup: 50")) {
            all.put(
                    change,
                    train(PLAIN + ", inference: " + QUICK.get(inference), change).orElseThrow());
        }
        List<String> names = List.copyOf(all.keySet());
        List<String> same = new ArrayList<>();
        for (String one : names) {
            for (String other : names.subList(0, names.indexOf(one))) {
                if (Objects.requireNonNull(all.get(one)).isSameAs(all.get(other))) {
                    same.add("{" + one + "} and {" + other + "}");
                }
            }
        }
        assertThat(same).isEmpty();
    }
}
