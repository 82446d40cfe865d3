// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the mean joint density of the data and of values that an inference finds, in the
 * parameters of the generative model alone:
 *
 * <pre>
 *   Q(theta) = E_q [ log p(x given z) + log p(z) ],   z held
 * </pre>
 *
 * <p>With draws of the posterior, exact or of a Markov chain, its gradient is that of log p(x)
 * (Fisher's identity): Monte Carlo EM (Wei and Tanner 1990) by gradient steps, as Hoffman (2017)
 * trains decoders. With the posterior's mode it maximises the joint density of data and modes,
 * which is no bound of log p(x), and which a model can raise without limit by narrowing p(z) where
 * that is learned.
 */
@Cites({"wei1990", "hoffman2017"})
@Part(
        value = "joint",
        description =
                "the joint density of data and inferred values, maximised over the generative model"
                        + " alone (Monte Carlo EM, MAP)",
        paper = "Wei and Tanner (1990); Hoffman (2017)")
public record JointDensity(@Setting(value = "draws per example", defaultValue = "1") int samples)
        implements Estimator {

    public JointDensity {
        Counts.atLeastOne("samples", samples);
    }

    @Override
    public Estimator create(EstimatorContext context) {
        context.requireNoKlWeight("estimator joint", "the inference finds values of z by itself");
        return this;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the inference has parameters that follow a gradient,
     *     which this objective does not have
     */
    @Override
    public Objective estimate(Step step) {
        LatentVariableModel model = step.model();
        if (model.inference().parameters().stream()
                .anyMatch(p -> p.role() == Parameter.Role.LEARNED)) {
            throw new IllegalArgumentException(
                    "estimator joint moves the generative model alone, and inference '"
                            + model.inference().name()
                            + "' has parameters, which would stay as they were drawn; it is for"
                            + " inference map, hmc or exact");
        }
        JointDraw draw = step.draws(samples).draw().mapped(Tensor::stopGradient);
        Tensor reconstruction =
                draw.mean(model.output(draw, step.batch()).logProbability(step.batch().x()));
        Tensor logPrior = draw.mean(model.logPrior(draw, step.batch()));
        Tensor joint = reconstruction.add(logPrior);
        return Objective.maximising(
                joint,
                joint,
                Objective.jointTerms(reconstruction, logPrior),
                KlSource.NONE,
                draw.effects(),
                () -> 1);
    }

    /** Accepts every kind: no gradient goes through a draw. */
    @Override
    public boolean accepts(GradientKind kind) {
        return true;
    }

    @Override
    public boolean needsDensity(KlRegularizer regularizer) {
        return false;
    }

    /**
     * Returns the evidence lower bound: with q held, its gradient in the generative model is that
     * of the joint density.
     */
    @Override
    public Optional<RegularizedBound> posteriorObjective(KlRegularizer regularizer) {
        return Optional.of(RegularizedBound.EVIDENCE);
    }
}
