// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.Inference.WrappedInference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.JointPosterior.WrappedPosterior;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * An inference whose draws ask a training step for the penalty {@code sum_m (1 - w_m) log p(x_m
 * given z)}. The loss then has w_m log p(x_m given z), and the bound stays what it is.
 *
 * @param weights w_m by name
 */
record WeighedInference(Inference wrapped, Map<String, Double> weights)
        implements WrappedInference {

    /** The name of the penalty. */
    static final String PENALTY = "modalityWeights";

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        return new Weighed(wrapped.infer(p, batch, key, phase), p, batch, weights);
    }

    private record Weighed(
            JointPosterior q, GenerativeModel p, Batch batch, Map<String, Double> weights)
            implements WrappedPosterior {

        @Override
        public JointDraw draw(RandomKey key, int samples) {
            JointDraw draw = q.draw(key, samples);
            if (draw.weights().isPresent()) {
                throw new IllegalArgumentException(
                        "weights of modalities are not for a label that takes every value");
            }
            Map<String, Tensor> each =
                    JoinedOutput.of(p.output(draw.values(), batch.given())).byModality(batch.x());
            Tensor any = each.values().iterator().next();
            Tensor penalty = any.runtime().zeros(any.shape(), any.dtype());
            for (Map.Entry<String, Tensor> of : each.entrySet()) {
                Double weight = weights.get(of.getKey());
                if (weight != null) {
                    penalty = penalty.add(of.getValue().mul(1 - weight));
                }
            }
            TrainingEffects own = new TrainingEffects(Map.of(PENALTY, penalty), List.of());
            return new JointDraw(draw.latents(), draw.own().with(own), draw.weights());
        }
    }
}
