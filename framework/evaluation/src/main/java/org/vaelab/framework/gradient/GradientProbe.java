// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.gradient;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.ExampleSubset;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;

/**
 * Measures the gradients of estimators on one model, which it leaves unchanged: variance,
 * signal-to-noise ratio (Rainforth et al. 2018, equation 4) and bias, as {@link GradientQuality}
 * defines them.
 *
 * <p>The gradient is that of {@link Objective#loss}, in nats per datum, on one batch of training
 * examples. The clock is that of the last training step, so the KL weight and the temperature are
 * the final ones. Only the noise differs between draws. Each estimator gets a new model with the
 * parameters of the measured model, matched by name. Its own parameters are copied too if their
 * names match: a trained baseline is used as trained, another one as initialised. No state is
 * updated.
 *
 * <p>The draws of an estimator depend on the key, its name and K alone. One gradient takes the
 * memory of a training step on as many examples. Four copies of the parameters in float64 come on
 * top, and eleven more with a reference.
 */
@Internal
public final class GradientProbe {

    /** The name of the measurement in progress reports, by which the key is split too. */
    private static final String GRADIENTS = "gradients";

    private final GradientSettings settings;
    private final List<ProbedEstimator> probed;
    private final TrainingProgress clock;

    /**
     * Prepares the measurement.
     *
     * @param probed what is measured, in this order; the reference is one of them
     * @param clock the training step at which the gradients are those of training
     * @throws IllegalArgumentException if the reference is none of them
     */
    public GradientProbe(
            GradientSettings settings, List<ProbedEstimator> probed, TrainingProgress clock) {
        this.settings = settings;
        this.probed = List.copyOf(probed);
        this.clock = clock;
        GradientSettings.Reference reference = settings.reference();
        if (reference != null && ofName(reference.of()).isEmpty()) {
            throw new IllegalArgumentException(
                    "the reference '" + reference.of() + "' is not among what is measured");
        }
    }

    private List<ProbedEstimator> ofName(String name) {
        return probed.stream().filter(p -> p.name().equals(name)).toList();
    }

    /**
     * Tries every estimator.
     *
     * @throws IllegalArgumentException if its parts do not fit one another, or its model lacks the
     *     parameters of the measured model
     */
    public void requireFits(AssembledModel measured) {
        if (measured.model().parameters().stream()
                .noneMatch(weight -> weight.role() == Parameter.Role.LEARNED)) {
            throw new IllegalArgumentException(
                    "evaluation.gradients measures gradients in weights, and this model learns none"
                            + "\nleave it out for this model");
        }
        for (ProbedEstimator estimator : probed) {
            using(estimator, measured, own -> own.model());
        }
    }

    /**
     * Measures all.
     *
     * @param measured the model, which is left as it is
     * @param training all training examples, as evaluation sees them
     * @param subset which of them are in the batch
     * @throws IllegalArgumentException as {@link #requireFits}
     */
    public List<GradientQuality> measure(
            AssembledModel measured,
            Examples training,
            ExampleSubset subset,
            RandomKey key,
            EvaluationProgress progress) {
        return new Measurement(measured, training, subset, key, progress).all();
    }

    /** The reference of an estimator: that with as many draws per datum, or the only one. */
    private Optional<ProbedEstimator> referenceOf(ProbedEstimator estimator) {
        if (settings.reference() == null) {
            return Optional.empty();
        }
        List<ProbedEstimator> candidates = ofName(settings.reference().of());
        return candidates.size() == 1
                ? Optional.of(candidates.get(0))
                : candidates.stream()
                        .filter(c -> c.samples() != null && c.samples().equals(estimator.samples()))
                        .findFirst();
    }

    private static <T> T using(
            ProbedEstimator estimator, AssembledModel measured, Function<AssembledModel, T> use) {
        AssembledModel own = naming(estimator, estimator.assembly());
        try {
            naming(
                    estimator,
                    () -> {
                        SameParameters.give(measured.model(), own.model());
                        return own;
                    });
            SameParameters.giveWhereAlike(
                    measured.estimatorParameters(), own.estimatorParameters());
            return use.apply(own);
        } finally {
            release(own.model().parameters());
            release(own.estimatorParameters());
        }
    }

    /** Names the estimator in the message of what it rejects. */
    private static AssembledModel naming(
            ProbedEstimator estimator, Supplier<AssembledModel> assembly) {
        try {
            return assembly.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "evaluation.gradients.of." + estimator.name() + ": " + e.getMessage(), e);
        }
    }

    private static void release(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            TensorRuntime runtime = parameter.value().runtime();
            if (runtime.isKept(parameter.value())) {
                runtime.release(parameter.value());
            }
        }
    }

    private final class Measurement {

        private final AssembledModel measured;
        private final MiniBatch examples;
        private final int[] rows;
        private final RandomKey key;
        private final EvaluationProgress progress;
        private final long work;
        private long done;

        Measurement(
                AssembledModel measured,
                Examples training,
                ExampleSubset subset,
                RandomKey key,
                EvaluationProgress progress) {
            this.measured = measured;
            this.rows = subset.rows(settings.examples(), training.size());
            this.examples = new Chunks(training.select(rows), rows.length).at(0);
            this.key = key.split("evaluation").split(GRADIENTS);
            this.progress = progress;
            long work = 0;
            for (ProbedEstimator estimator : probed) {
                work += (long) settings.draws() * cost(estimator);
            }
            for (ProbedEstimator reference :
                    probed.stream().flatMap(p -> referenceOf(p).stream()).distinct().toList()) {
                work += (long) settings.referenceDraws() * cost(reference);
            }
            this.work = Math.max(work, 1);
        }

        /** Returns the rough cost of a gradient: rows of the decoder for each example. */
        private static int cost(ProbedEstimator estimator) {
            return estimator.samples() == null ? 1 : estimator.samples();
        }

        List<GradientQuality> all() {
            // What has one reference is measured together, so that one at a time is held.
            Map<Optional<ProbedEstimator>, List<ProbedEstimator>> byReference =
                    new LinkedHashMap<>();
            for (ProbedEstimator estimator : probed) {
                byReference
                        .computeIfAbsent(referenceOf(estimator), r -> new ArrayList<>())
                        .add(estimator);
            }
            Map<ProbedEstimator, List<GradientQuality>> found = new LinkedHashMap<>();
            byReference.forEach(
                    (reference, estimators) -> {
                        ReferenceMoments against = reference.map(this::reference).orElse(null);
                        estimators.forEach(
                                e -> found.put(e, of(e, against, reference.map(r -> r.name()))));
                    });
            return probed.stream().flatMap(p -> found.get(p).stream()).toList();
        }

        private ReferenceMoments reference(ProbedEstimator estimator) {
            int draws = settings.referenceDraws();
            return using(
                    estimator,
                    measured,
                    own -> {
                        ParameterGroups groups = groups(own);
                        ReferenceMoments moments =
                                new ReferenceMoments(groups.size(), new SplitDraws(draws));
                        draw(own, groups, estimator, "reference", draws, moments::add);
                        return moments;
                    });
        }

        private List<GradientQuality> of(
                ProbedEstimator estimator,
                @Nullable ReferenceMoments reference,
                Optional<String> referenceName) {
            return using(
                    estimator,
                    measured,
                    own -> {
                        ParameterGroups groups = groups(own);
                        GradientMoments moments =
                                new GradientMoments(
                                        groups, new SplitDraws(settings.draws()), reference);
                        draw(own, groups, estimator, "draws", settings.draws(), moments::add);
                        return moments.quality(estimator, referenceName.orElse(""));
                    });
        }

        private ParameterGroups groups(AssembledModel own) {
            return new ParameterGroups(own.trained().parameters());
        }

        private void draw(
                AssembledModel own,
                ParameterGroups groups,
                ProbedEstimator estimator,
                String purpose,
                int draws,
                Consumer<double[]> into) {
            RandomKey of = key.split(purpose).split(estimator.name());
            RandomKey noise = estimator.samples() == null ? of : of.fold(estimator.samples());
            double[] gradient = new double[groups.size()];
            for (int i = 0; i < draws; i++) {
                gradient(own, groups, noise.split("draw").fold(i), gradient);
                into.accept(gradient);
                done += cost(estimator);
                progress.advanced(
                        GRADIENTS,
                        (int) Math.min(done, Integer.MAX_VALUE),
                        (int) Math.min(work, Integer.MAX_VALUE));
            }
        }

        private void gradient(
                AssembledModel own, ParameterGroups groups, RandomKey noise, double[] into) {
            LatentVariableModel model = own.trained();
            try (TensorScope scope = model.runtime().scope();
                    GradientTape tape = GradientTape.record(model.runtime())) {
                Batch inOrder = model.batch(examples);
                // As in training: an inference may remember of each datum how far it has come.
                Batch batch = new Batch(inOrder.x(), inOrder.given(), rows);
                Objective objective = own.estimator().estimate(own.step(batch, noise, clock));
                groups.read(tape.gradients(objective.loss()), into);
            }
        }
    }
}
