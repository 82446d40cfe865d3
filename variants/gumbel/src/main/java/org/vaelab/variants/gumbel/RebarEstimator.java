// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * Maximises the evidence lower bound of discrete draws by the score function, with a relaxation as
 * control variate. It is REBAR (Tucker et al. 2017, section 3), or RELAX if the control variate has
 * a network (Grathwohl et al. 2018, section 3).
 *
 * <pre>
 *   r = (f(b) - c(z')) grad log q(b) + grad c(z) - grad c(z'),    E[r] = grad E_q[f]
 * </pre>
 *
 * <p>The posterior draws b. The values z and z' are logits perturbed by Gumbel noise, given that b
 * is their largest coordinate. z moves with the logits as log p + g does; z' moves as {@link
 * PerturbedLogits} says. The signal f is that of {@link LearningSignal}. c omits a KL computed over
 * draws, as its expectation is the same.
 *
 * <p>r is the gradient in the logits of each variable. The encoder follows the sum of these; the
 * generative model follows the discrete draw. No expectation depends on the parameters of c. They
 * minimise the mean square of r, and so its variance; see {@link VarianceGradient}.
 */
final class RebarEstimator implements Estimator {

    private final String name;
    private final ControlVariate variate;
    private final KlMode kl;
    private final Schedule klWeight;

    /**
     * Creates the estimator.
     *
     * @param name as configs have it
     */
    RebarEstimator(String name, ControlVariate variate, KlMode kl, Schedule klWeight) {
        this.name = name;
        this.variate = variate;
        this.kl = kl;
        this.klWeight = klWeight;
    }

    @Override
    public Objective estimate(
            LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
        JointDraw draw =
                model.infer(batch, key.split("inference"), Phase.training(clock))
                        .draw(key.split("posterior"), 1);
        LatentDraw latent = draw.latents().get(0);
        Tensor logits = CategoricalLogits.requiredBy(name, latent.q()).logits();
        LearningSignal signal =
                LearningSignal.of(model, batch, draw, kl, klWeight.at(clock.step()));
        UnaryOperator<Tensor> c = z -> variate.at(model.generative(), batch, latent.name(), z);
        RelaxedGradient gradient =
                model.runtime()
                        .unrecorded(
                                () ->
                                        RelaxedGradient.of(
                                                c,
                                                signal.value().stopGradient(),
                                                latent.draw().z().stopGradient(),
                                                logits.stopGradient(),
                                                key.split("relaxation")));
        Tensor score = LearningSignal.zeros(logits, gradient.inTheLogits()).sum(-2, -1);
        return signal.objective(score, draw.effects()).beside(meanSquare(gradient, c));
    }

    /** Returns the mean of |r|^2 over the examples, with its gradient in the parameters of c. */
    private Tensor meanSquare(RelaxedGradient gradient, UnaryOperator<Tensor> c) {
        List<Tensor> parameters = variate.parameters().stream().map(Parameter::value).toList();
        return CustomGradient.of(
                () -> gradient.inTheLogits().square().sum(-2, -1).mean(),
                (upstream, needed) ->
                        gradient.ofVariance(c, parameters).stream()
                                .map(slope -> slope.mul(upstream))
                                .toArray(Tensor[]::new),
                parameters);
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind == GradientKind.SCORE_FUNCTION;
    }

    @Override
    public List<Parameter> parameters() {
        return variate.parameters();
    }
}
