// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A posterior that is known by values and has no density: the states of chains, or one mode. A draw
 * is one of these values, with the same index for each datum. Draws repeat only if there are more
 * draws than values.
 *
 * @param latents in ancestral order
 * @param values [N, B, event] of each variable; of chains those of one time side by side
 * @param chains of which the values are, independent of one another; 1 for a mode
 * @param gradient how the values pass gradients
 * @param effects what the inference asks of a training step
 * @param diagnostics by name, [B] each
 */
record DrawsPosterior(
        List<LatentVariable> latents,
        Latents values,
        int chains,
        GradientKind gradient,
        TrainingEffects effects,
        Map<String, double[]> diagnostics)
        implements JointPosterior {

    DrawsPosterior {
        diagnostics = new LinkedHashMap<>(diagnostics);
    }

    /** Values that pass no gradient. */
    DrawsPosterior(
            List<LatentVariable> latents,
            Latents values,
            int chains,
            TrainingEffects effects,
            Map<String, double[]> diagnostics) {
        this(latents, values, chains, GradientKind.NONE, effects, diagnostics);
    }

    private Values of(LatentVariable latent) {
        return new Values(latent.space(), values.z(latent.name()), gradient);
    }

    @Override
    public JointDraw draw(RandomKey key, int samples) {
        List<LatentDraw> draws = new ArrayList<>();
        for (LatentVariable latent : latents) {
            Values q = of(latent);
            // One key for all variables: the values of one place belong together.
            draws.add(new LatentDraw(latent.name(), q, q.draw(key, samples), false));
        }
        return new JointDraw(draws, effects);
    }

    @Override
    public Tensor logProbability(Latents at) {
        return of(latents.get(0)).logProbability(at.z(latents.get(0).name()));
    }

    @Override
    public Latents location() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (LatentVariable latent : latents) {
            all.put(latent.name(), of(latent).location());
        }
        return Latents.of(all);
    }

    /** Returns the mean of each chain, if there are several. */
    @Override
    public Optional<Latents> sampledMeans() {
        if (chains < 2) {
            return Optional.empty();
        }
        Map<String, Tensor> means = new LinkedHashMap<>();
        for (LatentVariable latent : latents) {
            Tensor z = values.z(latent.name());
            Shape each = z.shape().from(1).prepend(z.shape().extent(0) / chains, chains);
            means.put(latent.name(), z.reshape(each).mean(0));
        }
        return Optional.of(Latents.of(means));
    }

    @Override
    public Posterior first() {
        return of(latents.get(0));
    }

    /**
     * The values of one variable.
     *
     * @param z [N, B, event]
     */
    private record Values(LatentSpace space, Tensor z, GradientKind gradient) implements Posterior {

        @Override
        public Draw draw(RandomKey key, int samples) {
            int n = z.shape().extent(0);
            int[] places = new int[samples];
            int[] order = key.split("places").permutation(n);
            for (int k = 0; k < samples; k++) {
                if (k > 0 && k % n == 0) {
                    order = key.split("places").fold(k / n).permutation(n);
                }
                places[k] = order[k % n];
            }
            Tensor drawn = z.gather(0, z.runtime().indices(places, Shape.of(samples)));
            return Draw.of(drawn, logProbability(drawn));
        }

        /** Returns NaN: the density is not known. */
        @Override
        public Tensor logProbability(Tensor values) {
            Shape leading = values.shape().range(0, 2);
            return values.runtime().full(Double.NaN, leading).cast(z.dtype());
        }

        /** Returns the mean if it is in the space, else the value that is nearest to it. */
        @Override
        public Tensor location() {
            Tensor mean = z.mean(0);
            if (space.containsMeans() || z.shape().extent(0) == 1) {
                return mean;
            }
            int n = z.shape().extent(0);
            int rows = z.shape().extent(1);
            Shape event = z.shape().from(2);
            Tensor flat = z.reshape(n, rows, event.size());
            Tensor distance = flat.sub(mean.reshape(rows, event.size())).square().sum(-1);
            int[] nearest = distance.transpose().neg().argMax(-1).readInts();
            double[] all = flat.readDoubles();
            double[] chosen = new double[rows * event.size()];
            for (int b = 0; b < rows; b++) {
                int from = (nearest[b] * rows + b) * event.size();
                System.arraycopy(all, from, chosen, b * event.size(), event.size());
            }
            return z.runtime().tensor(chosen, event.prepend(rows)).cast(z.dtype());
        }

        @Override
        public Optional<Tensor> expectation() {
            return Optional.of(z.mean(0));
        }

        @Override
        public boolean hasDensity() {
            return false;
        }

        @Override
        public boolean isPointMass() {
            return z.shape().extent(0) == 1;
        }
    }
}
