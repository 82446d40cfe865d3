// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorPart;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * Reweighted wake-sleep (Bornschein and Bengio 2015, algorithm 1): p ascends the
 * importance-weighted bound, and q minimises {@code KL(p(z given x) || q(z given x))}.
 *
 * <pre>
 *   wake, theta:  E[ sum_k v_k grad log p(x, z_k) ],          v_k = w_k / sum_j w_j
 *   wake, phi:    E[ sum_k v_k grad log q(z_k given x) ]
 *   sleep, phi:   E_p(x, z)[ grad log q(z given x) ]
 * </pre>
 *
 * <p>Wake-phi estimates the gradient of {@code -KL(p(z given x) || q(z given x))}; its bias falls
 * as 1/K. Its expectation is 0 at K = 1, so q learns nothing. The sleep phase adds a gradient on
 * data that the model generates (dreams), as many as the batch has, under the conditions of the
 * batch. It uses q as in evaluation, discrete where training relaxes it. The paper makes either
 * update of q, or both.
 *
 * <p>No gradient passes through draws, so draws of any kind with a known density are supported. The
 * loss is minus the bound, with the terms of {@link ImportanceWeighted}; the gradient in phi is not
 * that of the bound. There is no weight of the KL, because q has no KL to weigh.
 *
 * @param samples K, at least 1
 * @param sleep whether q learns from dreams too
 */
public record ReweightedWakeSleep(int samples, boolean sleep) implements Estimator {

    @Cites("bornschein2015")
    @Part(
            value = "rws",
            description =
                    "reweighted wake-sleep: q follows the posterior, through draws of any kind",
            paper = "Bornschein and Bengio (2015)")
    public record Settings(
            @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples,
            @Setting(
                            value = "whether q learns from dreams of the model too",
                            defaultValue = "false")
                    boolean sleep)
            implements EstimatorPart {

        public Settings {
            Counts.atLeastOne("samples", samples);
        }

        @Override
        public Estimator create(EstimatorContext context) {
            context.requireNoKlWeight("rws", "q follows the posterior itself");
            return new ReweightedWakeSleep(samples, sleep);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if q is a point mass; or if there is a sleep phase, and the
     *     inference learns nothing by gradients
     */
    @Override
    public Objective estimate(
            LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
        ImportanceTerms.Drawn drawn = ImportanceTerms.Drawn.of(model, batch, key, clock, samples);
        if (drawn.draw().latents().stream()
                .flatMap(latent -> Factored.of(latent.q()).values().stream())
                .anyMatch(Posterior::isPointMass)) {
            throw new IllegalArgumentException(
                    "estimator rws follows the density of q, which is a point mass and has none; use"
                            + " another estimator or posterior");
        }
        ImportanceTerms terms = drawn.ofHeldDraws();
        Tensor bound = ImportanceTerms.logMean(terms.logWeights(1));
        Tensor shares = terms.logWeights(1).stopGradient().softmax(0);
        Tensor learning = shares.mul(drawn.logProbabilityOfHeldDraws()).sum(0);
        if (sleep) {
            learning = learning.add(logProbabilityOfDreams(model, batch, key.split("sleep")));
        }
        return terms.objective(bound, bound.add(learning.sub(learning.stopGradient())), 1);
    }

    /**
     * Returns that p and q share parameters, if they do: one objective would move them for p and the
     * other for q. It takes the gradients of log q(z given x) and log p(z) at one example.
     */
    @Override
    public Optional<String> obstacle(LatentVariableModel model) {
        TensorRuntime runtime = model.runtime();
        Batch trial = model.trial();
        List<Parameter> ofP = model.generative().parameters();
        List<Parameter> ofQ = model.inference().parameters();
        try (TensorScope scope = runtime.scope()) {
            Set<String> shared = new LinkedHashSet<>();
            shared.addAll(
                    moved(runtime, ofP, () -> drawn(model, trial).logProbabilityOfHeldDraws()));
            shared.addAll(
                    moved(
                            runtime,
                            ofQ,
                            () ->
                                    model.logPrior(
                                            drawn(model, trial).draw().mapped(Tensor::stopGradient),
                                            trial)));
            return shared.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            "estimator rws trains p and q by different objectives, and here they"
                                    + " share parameters ("
                                    + shared.iterator().next()
                                    + (shared.size() > 1 ? " and others" : "")
                                    + ")\nuse inference: amortized or top-down and a prior with"
                                    + " parameters of its own, or estimator: elbo");
        }
    }

    private ImportanceTerms.Drawn drawn(LatentVariableModel model, Batch trial) {
        return ImportanceTerms.Drawn.of(
                model, trial, RandomKey.of(0), new TrainingProgress(0, 1), samples);
    }

    /** Returns the names of the learned parameters in which a density has a gradient. */
    private static List<String> moved(
            TensorRuntime runtime, List<Parameter> parameters, Supplier<Tensor> logDensity) {
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor density = logDensity.get();
            if (!density.isTracked()) {
                return List.of();
            }
            Gradients gradients = tape.gradients(density.sum());
            return parameters.stream()
                    .filter(p -> p.role() == Parameter.Role.LEARNED)
                    .filter(p -> gradients.find(p.value()).isPresent())
                    .map(Parameter::name)
                    .toList();
        }
    }

    /** Returns log q(z given x) of one (x, z) from the model for each example, [B]. */
    private static Tensor logProbabilityOfDreams(
            LatentVariableModel model, Batch batch, RandomKey key) {
        if (model.inference().parameters().stream()
                .noneMatch(parameter -> parameter.role() == Parameter.Role.LEARNED)) {
            throw new IllegalArgumentException(
                    "sleep: true teaches a network of q by dreams, and inference '"
                            + model.inference().name()
                            + "' has none; leave it out");
        }
        Dream dream = model.runtime().unrecorded(() -> dream(model, batch, key));
        return model.infer(dream.data(), key.split("inference"), Phase.evaluation())
                .logProbability(dream.z())
                .reshape(batch.size());
    }

    /** Generated data, and the latent values that generated them, [1, B, event]. */
    private record Dream(Batch data, Latents z) {}

    private static Dream dream(LatentVariableModel model, Batch batch, RandomKey key) {
        Latents z =
                model.generative()
                        .sample(key.split("z"), batch.size(), batch.given())
                        .mapped(drawn -> drawn.stopGradient().expandDims(0));
        Tensor x = model.generative().output(z, batch.given()).sample(key.split("x"));
        Tensor held = x.stopGradient().reshape(batch.x().shape());
        return new Dream(new Batch(held, batch.given(), batch.rows()), z);
    }

    /** Accepts all but draws whose density passes no gradient. */
    @Override
    public boolean accepts(GradientKind kind) {
        return kind != GradientKind.NONE && kind != GradientKind.ENUMERATED;
    }
}
