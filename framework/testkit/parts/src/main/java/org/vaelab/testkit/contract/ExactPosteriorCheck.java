// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Map;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel.TractableModel;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.testkit.space.Integral;

/**
 * Draws of a posterior that is said to be exact are those of p(z given x), whose density is log p(x,
 * z) up to a constant: its slope in z_i has the mean 0, and the slope times z_i the mean -1 (Stein).
 * The first finds another mean, the second another spread.
 */
record ExactPosteriorCheck(TractableModel model) {

    private static final int DRAWS = 2000;

    /**
     * Asserts it of the numbers of every variable.
     *
     * @param x [B, D], of which some may be missing
     */
    void check(Tensor x, RandomKey key) {
        Batch batch = Batch.of(x);
        JointPosterior q = model.posterior(batch);
        Latents drawn = q.draw(key, DRAWS).values();
        for (LatentVariable latent : model.latents()) {
            if (latent.space() instanceof Euclidean) {
                String name = latent.name();
                Tensor z = drawn.z(name);
                Tensor around = z.sub(q.location().z(name));
                requireMeans(name, slopes(drawn, name, x), around.readDoubles(), z);
            }
        }
    }

    private double[] slopes(Latents drawn, String name, Tensor x) {
        TensorRuntime runtime = model.runtime();
        Tensor z = runtime.keep(drawn.z(name).stopGradient(), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Latents all = drawn.with(name, () -> z);
            Tensor joint =
                    model.output(all, Map.of())
                            .logProbability(x)
                            .add(model.logPrior(all, Map.of()));
            return tape.gradients(joint.sum()).of(z).readDoubles();
        } finally {
            runtime.release(z);
        }
    }

    private static void requireMeans(String name, double[] slopes, double[] around, Tensor z) {
        int each = slopes.length / DRAWS;
        int width = z.shape().extent(-1);
        Comparison comparison = Comparison.of(2 * each);
        for (int i = 0; i < each; i++) {
            double[] slope = new double[DRAWS];
            double[] product = new double[DRAWS];
            for (int k = 0; k < DRAWS; k++) {
                slope[k] = slopes[k * each + i];
                product[k] = slope[k] * around[k * each + i];
            }
            String of =
                    "over draws of the exact posterior of datum %s, the mean of the slope of log p(x, z) in %s_%s"
                            .formatted(i / width, name, i % width);
            comparison.check(of, slope, new Integral(0, 0));
            comparison.check(of + ", times z less its location", product, new Integral(-1, 0));
        }
    }
}
