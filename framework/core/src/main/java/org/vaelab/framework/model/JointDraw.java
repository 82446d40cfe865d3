// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * K draws of all latent variables for each of B examples.
 *
 * @param latents in the order in which they were drawn, at least one
 * @param own what the inference itself asks of a training step, beside what its draws ask
 * @param weights of the draws in a mean, [K, B], which sum to 1 over the draws: where a variable is
 *     not drawn but takes every value, their probabilities. Empty: 1/K each
 */
public record JointDraw(List<LatentDraw> latents, TrainingEffects own, Optional<Tensor> weights) {

    public JointDraw {
        latents = List.copyOf(latents);
    }

    /** Draws that count alike. */
    public JointDraw(List<LatentDraw> latents, TrainingEffects own) {
        this(latents, own, Optional.empty());
    }

    /** Draws of an inference that asks for nothing. */
    public JointDraw(List<LatentDraw> latents) {
        this(latents, TrainingEffects.NONE);
    }

    /**
     * Returns the mean over the draws, which estimates an expectation under q.
     *
     * @param values [K, B, ...]
     * @return [B, ...]
     */
    public Tensor mean(Tensor values) {
        if (weights.isEmpty()) {
            return values.mean(0);
        }
        Tensor each = weights.get();
        while (each.shape().rank() < values.shape().rank()) {
            each = each.reshape(each.shape().append(1));
        }
        return values.mul(each).sum(0);
    }

    public Latents values() {
        Map<String, LatentValue> values = new LinkedHashMap<>();
        latents.forEach(latent -> values.put(latent.name(), latent.value()));
        return new Latents(values);
    }

    /**
     * Returns the draws of a variable.
     *
     * @throws IllegalArgumentException if there are none
     */
    public LatentDraw of(String name) {
        return latents.stream()
                .filter(latent -> latent.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no draws of latent variable '" + name + "'"));
    }

    public boolean isDrawnBefore(String name, String other) {
        return latents.indexOf(of(name)) < latents.indexOf(of(other));
    }

    /**
     * Returns one draw of each example, [1, B, event]: the first, or of weighted draws that which
     * its weight picks.
     *
     * @param key of the choice
     */
    public Latents one(RandomKey key) {
        if (weights.isEmpty()) {
            return values().mapped(z -> z.slice(0, 0, 1));
        }
        Tensor each = weights.get();
        int draws = each.shape().extent(0);
        int batch = each.shape().extent(1);
        int[] chosen = key.categorical(each.transpose().log().readDoubles(), draws);
        Arrays.setAll(chosen, b -> chosen[b] * batch + b);
        Tensor places = each.runtime().indices(chosen, Shape.of(batch));
        return values().mapped(
                        z -> {
                            Shape event = z.shape().from(2);
                            return z.reshape(event.prepend(draws * batch))
                                    .gather(0, places)
                                    .reshape(event.prepend(1, batch));
                        });
    }

    /** Returns log q(z given x) of all variables together, [K, B]. */
    public Tensor logProbability() {
        return sum(latents.stream().map(latent -> latent.logProbability()));
    }

    /**
     * Returns log q of the variables whose draws pass no gradient, given the variables drawn before
     * them, [K, B]: what a score function weighs. It passes gradients to the draws of the others
     * too.
     */
    public Tensor scoreLogProbability() {
        return sum(
                latents.stream()
                        .filter(latent -> !latent.isThroughDraw())
                        .map(latent -> latent.logProbability()));
    }

    /**
     * Returns log q of all variables together, [K, B], without the gradient of {@link
     * #scoreLogProbability}. That gradient has expectation 0; the one through the draws of the
     * others has not, and stays.
     */
    public Tensor logProbabilityWithoutScore() {
        return sum(
                latents.stream()
                        .map(
                                latent ->
                                        latent.isThroughDraw()
                                                ? latent.logProbability()
                                                : latent.logProbability().stopGradient()));
    }

    private static Tensor sum(Stream<Tensor> logProbabilities) {
        return logProbabilities.reduce(Tensor::add).orElseThrow();
    }

    /**
     * Returns these draws with what a function makes of their tensors; see {@link Draw#mapped}.
     * What they are drawn from stays.
     *
     * @param function keeps the leading axes [K, B]
     */
    public JointDraw mapped(UnaryOperator<Tensor> function) {
        return new JointDraw(
                latents.stream().map(latent -> latent.mapped(function)).toList(),
                own,
                weights.map(function));
    }

    /**
     * Returns the weakest gradient kind of the draws. If the draws have weights, the first
     * variable is summed over and the others are drawn.
     */
    public GradientKind gradient() {
        List<GradientKind> kinds = latents.stream().map(l -> l.q().gradient()).toList();
        if (weights.isEmpty()) {
            return GradientKind.weakest(kinds);
        }
        return kinds.stream().skip(1).allMatch(GradientKind::isThroughDraw)
                ? GradientKind.ENUMERATED
                : GradientKind.NONE;
    }

    public boolean isPointMass() {
        return latents.stream().allMatch(latent -> latent.q().isPointMass());
    }

    /** Returns whether some densities are those of a relaxation. */
    public boolean isRelaxed() {
        return latents.stream().anyMatch(latent -> latent.draw().isRelaxed());
    }

    /** Returns whether some values have no density; see {@link Draw#isContinued}. */
    public boolean isContinued() {
        return latents.stream().anyMatch(latent -> latent.draw().isContinued());
    }

    /**
     * Returns what the draws and the inference ask of a training step; the penalties of several
     * variables are called by the variables' names.
     */
    public TrainingEffects effects() {
        Map<String, TrainingEffects> named = new LinkedHashMap<>();
        latents.forEach(
                latent ->
                        named.put(
                                latents.size() == 1 ? "" : latent.name(), latent.draw().effects()));
        return TrainingEffects.joined(named).with(own);
    }
}
