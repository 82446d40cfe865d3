// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Completions;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The encoder of a VRNN, a network that is the same at each step (Chung et al. 2015, equations 9
 * and 10; {@link VrnnPosterior}).
 *
 * <p>Deviation: it sees x_t itself and not the features that the recurrence sees, so that none of
 * its parameters are those of p.
 *
 * @param model whose states it sees
 * @param network from x_t, the mask of x_t if numbers may be missing, and h_{t-1} to the mean and
 *     the log standard deviation of z_t
 */
record VrnnEncoder(VrnnModel model, Mlp network) implements Inference {

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        Tensor y = p.condition().scaled(batch.x(), batch.given());
        VrnnPosterior q = new VrnnPosterior(model, network, y, model.inputs(batch.given()));
        return new Joint(p, q, y, batch.given());
    }

    /**
     * The posterior, whose draws come with the Normals of each step: KL(q || p) has a closed form
     * given those.
     */
    private record Joint(GenerativeModel p, VrnnPosterior q, Tensor x, Map<String, Tensor> given)
            implements JointPosterior {

        @Override
        public Optional<Completions> completions(RandomKey key, int samples) {
            Completions all = new VrnnFilter(p, q, x, samples, key).run();
            return Optional.of(p.condition().inUnits(all, x, given));
        }

        @Override
        public JointDraw draw(RandomKey key, int samples) {
            return new JointDraw(List.of(q.drawn(key, samples)));
        }

        @Override
        public Tensor logProbability(Latents values) {
            return values.value(VrnnModel.Z).logProbabilityUnder(q);
        }

        @Override
        public Latents location() {
            return Latents.of(VrnnModel.Z, q.location());
        }

        @Override
        public Map<String, Posterior> atLocation() {
            return Map.of(VrnnModel.Z, q.stepsAtLocation());
        }

        @Override
        public Posterior first() {
            return q;
        }
    }

    @Override
    public String name() {
        return "amortized";
    }

    @Override
    public List<Parameter> parameters() {
        return network.parameters().stream().map(p -> p.within("encoder")).toList();
    }
}
