// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.List;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the evidence lower bound of Bernoulli variables by an antithetic pair of draws (Dong,
 * Mnih and Tucker 2020, DisARM; the same as U2G of Yin et al. 2020):
 *
 * <pre>
 *   b_i = 1[u_i > 1 - p_i],  b'_i = 1[u_i &lt; p_i],  u uniform, p_i = 1 / (1 + e^-l_i)
 *   dE_q[f]/dl_i = E[ 1/2 (f(b) - f(b')) (b_i - b'_i) max(p_i, 1 - p_i) ]
 * </pre>
 *
 * <p>Unbiased. Its variance is at most that of ARM, whose augmentation it integrates out. For most
 * f, it is below that of two independent draws, each with f of the other as baseline. l_i is the
 * difference of the two logits of a variable. The posterior draws b, and b' is drawn given b. f is
 * that of {@link LearningSignal}. The generative model follows the mean over both draws.
 */
@Cites("dong2020")
@Part(
        value = "disarm",
        description =
                "the evidence lower bound of Bernoulli variables, by antithetic pairs of draws",
        paper = "Dong, Mnih and Tucker (2020)")
public record Disarm(
        @Setting(
                        value = "how the KL is computed: auto, analytic or monte-carlo",
                        defaultValue = "auto")
                KlMode kl)
        implements Estimator {

    public Disarm {
        LearningSignal.requireUsable(kl);
    }

    @Override
    public Estimator create(EstimatorContext context) {
        OneHot space = context.space(OneHot.class, "disarm");
        if (space.categories() != 2) {
            throw new IllegalArgumentException(
                    ("disarm is for variables of 2 categories, and those of %s have"
                                    + " %s; use rebar, relax, nvil, score-function or vimco")
                            .formatted(space, space.categories()));
        }
        return this;
    }

    @Override
    public Objective estimate(Step step) {
        JointDraw one = step.draws(1).draw();
        LatentDraw latent = one.latents().get(0);
        Tensor logits = logit(CategoricalLogits.requiredBy("disarm", latent.q()).logits());
        Tensor bits = latent.draw().z().slice(-1, 1, 2).reshape(logits.shape());
        Tensor others = antithetic(logits.stopGradient(), bits, step.key().split("antithetic"));
        JointDraw pair = pair(one, bits, others);
        LearningSignal signal = LearningSignal.of(step, pair, kl);
        Tensor f = signal.value().stopGradient();
        Tensor difference = f.slice(0, 0, 1).sub(f.slice(0, 1, 2)).reshape(step.batch().size(), 1);
        Tensor larger = logits.stopGradient().abs().sigmoid();
        Tensor gradient = difference.mul(bits.sub(others)).mul(larger).mul(0.5);
        return signal.objective(LearningSignal.zeros(logits, gradient).sum(-1), one.effects());
    }

    /** Returns the logits of the second category over the first, [B, n], from [B, n, 2]. */
    private static Tensor logit(Tensor logits) {
        return logits.slice(-1, 1, 2)
                .sub(logits.slice(-1, 0, 1))
                .reshape(logits.shape().range(0, -1));
    }

    /**
     * Draws b' given b: of u above 1 - p it is 1 with probability {@code max(0, 2 - 1 / p)}, of u
     * below with {@code min(1, p / (1 - p))}.
     */
    private static Tensor antithetic(Tensor logits, Tensor bits, RandomKey key) {
        Tensor above = logits.maximum(0).neg().expm1().neg();
        Tensor below = logits.minimum(0).exp();
        Tensor uniform = logits.runtime().uniform(key, logits.shape()).cast(logits.dtype());
        return uniform.lt(above.where(bits, below));
    }

    private static JointDraw pair(JointDraw one, Tensor bits, Tensor others) {
        LatentDraw latent = one.latents().get(0);
        Tensor ones = Tensor.stack(List.of(bits, others), 0);
        Tensor z = Tensor.stack(List.of(ones.neg().add(1), ones), -1);
        Draw both = Draw.of(z, latent.q().logProbability(z));
        return new JointDraw(List.of(new LatentDraw(latent.name(), latent.q(), both, false)));
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind == GradientKind.SCORE_FUNCTION;
    }
}
