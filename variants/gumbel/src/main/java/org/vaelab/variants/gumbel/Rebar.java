// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/** The settings of REBAR. */
@Cites("tucker2017")
@Part(
        value = "rebar",
        description =
                "the evidence lower bound of discrete draws, with their relaxation as control variate",
        paper = "Tucker et al. (2017), section 3")
public record Rebar(
        @Setting(value = KL, defaultValue = "auto") KlMode kl,
        @Setting(value = TEMPERATURE, defaultValue = "0.5") double temperature)
        implements EstimatorPart {

    static final String KL = "how the KL is computed: auto, analytic or monte-carlo";

    static final String TEMPERATURE =
            "the temperature of the relaxation when training begins, above 0; it is learned";

    public Rebar {
        LearningSignal.requireUsable(kl);
        ControlVariate.requirePositive(temperature);
    }

    @Override
    public Estimator create(EstimatorContext context) {
        ControlVariate variate =
                new ControlVariate(
                        context.runtime(),
                        context.space(OneHot.class, "rebar"),
                        temperature,
                        Optional.empty());
        return new RebarEstimator("rebar", variate, kl);
    }

    /**
     * Maximises the evidence lower bound of discrete draws by the score function with a relaxation
     * as control variate: REBAR (Tucker et al. 2017, section 3), and RELAX where the control
     * variate has a network (Grathwohl et al. 2018, section 3).
     *
     * <pre>
     *   r = (f(b) - c(z')) grad log q(b) + grad c(z) - grad c(z'),    E[r] = grad E_q[f]
     * </pre>
     *
     * <p>b is drawn by the posterior; z and z' are logits perturbed by Gumbel noise, both given
     * that b is their largest coordinate. z moves with the logits as log p + g does, z' as {@link
     * RelaxedGradient.PerturbedLogits} says. f is that of {@link LearningSignal}; c leaves out a KL
     * that is taken over draws, for which the expectation is the same.
     *
     * <p>The gradients are those in the logits, of each variable; the encoder follows their sum,
     * the generative model the discrete draw. The parameters of c, of which no expectation depends,
     * minimise the mean square of r, and so its variance; see {@link RelaxedGradient#ofVariance}.
     *
     * @param name as configs have it
     */
    record RebarEstimator(String name, ControlVariate variate, KlMode kl) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            LatentVariableModel model = step.model();
            JointDraw draw = step.draws(1).draw();
            LatentDraw latent = draw.latents().get(0);
            Tensor logits = CategoricalLogits.requiredBy(name, latent.q()).logits();
            LearningSignal signal = LearningSignal.of(step, draw, kl);
            UnaryOperator<Tensor> c =
                    z -> variate.at(model.generative(), step.batch(), latent.name(), z);
            RelaxedGradient gradient =
                    model.runtime()
                            .unrecorded(
                                    () ->
                                            RelaxedGradient.of(
                                                    c,
                                                    signal.value().stopGradient(),
                                                    latent.draw().z().stopGradient(),
                                                    logits.stopGradient(),
                                                    step.key().split("relaxation")));
            Tensor score = LearningSignal.zeros(logits, gradient.inTheLogits()).sum(-2, -1);
            return signal.objective(score, draw.effects()).beside(meanSquare(gradient, c));
        }

        /**
         * Returns the mean of |r|^2 over the examples, with its gradient in the parameters of c.
         */
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
}
