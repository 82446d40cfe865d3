// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.WrappedInference;
import org.vaelab.framework.model.WrappedPosterior;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The defensive mixture of a posterior and the prior (Hesterberg 1995), as a proposal of importance sampling:
 *
 * <pre>
 *   m(z given x) = a q(z given x) + (1 - a) p(z)
 * </pre>
 *
 * <p>Of K draws, half are from q, rounded up, and the others from the prior; a is the share of the first. Weights
 * p(x, z) / m(z given x) are at most p(x given z) / (1 - a). So they have a variance even where q is too narrow,
 * if p(x given z) is bounded.
 */
record DefensiveInference(Inference wrapped) implements WrappedInference {

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        return new Mixture(wrapped.infer(p, batch, key, phase), p, batch);
    }

    /** Returns empty: draws are not those of the encoder alone. */
    @Override
    public Optional<AmortizedInference> amortized() {
        return Optional.empty();
    }

    private record Mixture(JointPosterior q, GenerativeModel p, Batch batch)
            implements WrappedPosterior {

        @Override
        public JointDraw draw(RandomKey key, int samples) {
            int fromQ = (samples + 1) / 2;
            JointDraw own = q.draw(key.split("posterior"), fromQ);
            if (samples == fromQ) {
                return own;
            }
            Latents drawn = own.values();
            Latents prior = prior(key.split("prior"), samples - fromQ);
            Latents all =
                    joined(drawn.byName().keySet().stream().toList(), List.of(drawn, prior), 0);
            Tensor ofQ =
                    Tensor.concatenate(List.of(own.logProbability(), q.logProbability(prior)), 0);
            Tensor density = density(ofQ, all, (double) fromQ / samples);
            List<LatentDraw> latents = new ArrayList<>();
            for (LatentDraw latent : own.latents()) {
                // The first one has the density of all variables together.
                Tensor each = latents.isEmpty() ? density : density.mul(0);
                latents.add(
                        new LatentDraw(
                                latent.name(),
                                latent.q(),
                                Draw.of(all.z(latent.name()), each),
                                latent.givenOthers()));
            }
            return new JointDraw(latents);
        }

        /** Returns draws of the prior, [n, B, event] of each variable. */
        private Latents prior(RandomKey key, int n) {
            List<Latents> draws = new ArrayList<>();
            for (int k = 0; k < n; k++) {
                draws.add(
                        p.sample(key.fold(k), batch.size(), batch.given())
                                .mapped(z -> z.expandDims(0)));
            }
            return joined(draws.get(0).byName().keySet().stream().toList(), draws, 0);
        }

        private static Latents joined(List<String> names, List<Latents> parts, int axis) {
            Map<String, LatentValue> all = new LinkedHashMap<>();
            for (String name : names) {
                Tensor z =
                        Tensor.concatenate(parts.stream().map(part -> part.z(name)).toList(), axis);
                all.put(name, () -> z);
            }
            return new Latents(all);
        }

        private Tensor density(Tensor ofQ, Latents z, double share) {
            Tensor ofPrior = p.logPrior(z, batch.given());
            return Tensor.stack(
                            List.of(ofQ.add(Math.log(share)), ofPrior.add(Math.log(1 - share))), 0)
                    .logSumExp(0);
        }

        @Override
        public Tensor logProbability(Latents values) {
            return density(q.logProbability(values), values, 0.5);
        }
    }
}
