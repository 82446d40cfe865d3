// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/** What estimators require that train p and q by different objectives. */
final class SharedParameters {

    private SharedParameters() {}

    /**
     * Checks that all draws have a density.
     *
     * @throws IllegalArgumentException if one is of a point mass
     */
    static void requireDensity(String estimator, JointDraw draw) {
        if (draw.latents().stream()
                .flatMap(latent -> Factored.of(latent.q()).values().stream())
                .anyMatch(Posterior::isPointMass)) {
            throw new IllegalArgumentException(
                    "estimator "
                            + estimator
                            + " follows the density of q, which is a point mass and has none; use"
                            + " another estimator or posterior");
        }
    }

    /**
     * Returns that p and q share parameters, if they do: one objective would move them for p and
     * the other for q. It takes the gradients of log q(z given x) and log p(z) at one example.
     */
    static Optional<String> obstacle(String estimator, LatentVariableModel model) {
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
                            "estimator "
                                    + estimator
                                    + " trains p and q by different objectives, and here they"
                                    + " share parameters ("
                                    + shared.iterator().next()
                                    + (shared.size() > 1 ? " and others" : "")
                                    + ")\nuse inference: amortized or top-down and a prior with"
                                    + " parameters of its own, or estimator: elbo");
        }
    }

    private static ImportanceTerms.Drawn drawn(LatentVariableModel model, Batch trial) {
        return new Step(model, trial, RandomKey.of(0), new TrainingProgress(0, 1)).draws(1);
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
}
