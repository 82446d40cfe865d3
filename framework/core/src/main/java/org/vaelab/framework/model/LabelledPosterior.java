// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * q(y given x) q(z given x, y): a label, and the posterior of all else for each value of it.
 *
 * <p>y is drawn, or takes each of its k values equally often, with its probability as weight. A
 * weighted mean over draws is then the sum over y.
 *
 * @param q of y, [B, 1, k]
 * @param enumerates whether y takes every value
 * @param given from values of y, [R, k], to the posterior of R rows
 * @param own what is asked of a training step
 */
record LabelledPosterior(
        String label,
        Posterior q,
        boolean enumerates,
        Function<Tensor, JointPosterior> given,
        TrainingEffects own)
        implements JointPosterior {

    @Override
    public JointDraw draw(RandomKey key, int samples) {
        Draw drawn = enumerates ? everyValue(samples) : q.draw(key.split(label), samples);
        Shape leading = drawn.shape();
        int draws = leading.extent(0);
        int batch = leading.extent(1);
        List<LatentDraw> all = new ArrayList<>();
        all.add(new LatentDraw(label, q, drawn, false));
        JointDraw rest = given.apply(rows(drawn.z())).draw(key.split("given"), 1);
        for (LatentDraw latent : rest.latents()) {
            all.add(
                    new LatentDraw(
                            latent.name(), latent.q(), latent.draw().reshaped(draws, batch), true));
        }
        Optional<Tensor> weights =
                enumerates
                        ? Optional.of(drawn.logProbability().exp().mul(1.0 / samples))
                        : Optional.empty();
        return new JointDraw(all, rest.own().with(own), weights);
    }

    /** All values, each {@code times} times in a row, [k times, B, 1, k]. */
    private Draw everyValue(int times) {
        Tensor logits = CategoricalLogits.requiredBy("a label", q).logits();
        int categories = logits.shape().extent(-1);
        int[] values = IntStream.range(0, categories * times).map(i -> i / times).toArray();
        Tensor z =
                logits.runtime()
                        .indices(values, Shape.of(values.length, 1, 1))
                        .oneHot(categories)
                        .broadcastTo(logits.shape().prepend(values.length));
        return Draw.of(z, q.logProbability(z));
    }

    /** Unit vectors as rows, [K B, k]. */
    private static Tensor rows(Tensor y) {
        int categories = y.shape().extent(-1);
        return y.reshape(Shape.of(y.shape().size() / categories, categories));
    }

    @Override
    public Tensor logProbability(Latents values) {
        LatentValue y = values.value(label);
        Tensor own = y.logProbabilityUnder(q);
        Shape leading = own.shape();
        int rows = leading.size();
        Latents rest =
                values.without(label).mapped(t -> t.reshape(t.shape().from(2).prepend(1, rows)));
        return own.add(given.apply(rows(y.z())).logProbability(rest).reshape(leading));
    }

    /** The probabilities of the label, and the location of all else given them. */
    @Override
    public Latents location() {
        Tensor y = q.location();
        return Latents.of(label, y).with(given.apply(rows(y)).location());
    }

    @Override
    public Map<String, Posterior> atLocation() {
        Map<String, Posterior> all = new LinkedHashMap<>(Map.of(label, q));
        all.putAll(given.apply(rows(q.location())).atLocation());
        return all;
    }

    @Override
    public Posterior first() {
        return q;
    }
}
