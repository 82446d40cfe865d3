// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Separate variational parameters for each datum (stochastic variational inference; Hoffman et al.
 * 2013, figure 4). The generative model is held fixed during gradient steps on
 *
 * <pre>
 *   L(phi_b) = E_q(z; phi_b)[ log p(x_b given z) ] - KL(q(z; phi_b) || p(z))
 * </pre>
 *
 * <p>in evaluation. Training uses the objective of the estimator at that step: L with a regulariser
 * instead of the KL. A regulariser of the whole batch couples the data of the batch.
 *
 * <p>Here phi_b is the head output of an encoder for x_b. The steps on a trained model start from
 * the output of its encoder (Cremer et al. 2018, section 3). Training has no encoder, so phi_b
 * starts from its value at the last visit of x_b, at first from 0. Data that training has not seen
 * start from 0.
 *
 * <p>The parameters of all training data are state: saved in checkpoints, and changed after a step
 * by the data of its batch alone. The moments of Adam restart for each batch. Parameters of the
 * family, such as those of a flow, are shared by all data and learned with the model.
 */
@Cites("hoffman2013")
@Part(
        value = "svi",
        description = "variational parameters of each example, found by gradient steps (SVI)",
        paper = "Hoffman et al. (2013)")
public record StochasticVariationalInference(
        @Setting(
                        value = "steps of gradient ascent for the examples of a batch",
                        defaultValue = "20")
                int steps,
        @Setting("steps in evaluation, which starts anew; absent: as steps")
                @Nullable Integer evaluationSteps,
        @Setting(value = "draws per example and step", defaultValue = "5") int samples,
        @Setting(value = "learning rate of Adam, above 0", defaultValue = "0.01")
                double learningRate)
        implements InferencePart {

    public StochasticVariationalInference {
        new LocalAscent(steps, evaluationSteps, samples, learningRate);
    }

    /** Empty where the config sets {@code evaluationSteps}. */
    @Override
    public OptionalInt stepsOfOneVisitInEvaluation() {
        return evaluationSteps == null ? OptionalInt.of(steps) : OptionalInt.empty();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The steps on a trained model with an encoder start at its output. Training has no encoder:
     * each example continues from its last visit.
     */
    @Override
    public Inference create(InferenceContext context) {
        InferenceContext.Encoding encoding = context.requireEncoding("svi");
        context.requireOneLatent("svi");
        int width = encoding.family().head().width();
        return new LocalInference(
                "svi",
                new LocalAscent(steps, evaluationSteps, samples, learningRate),
                encoding.latent(),
                encoding.family(),
                context.kl(),
                new LocalInference.Own(
                        context.trained(),
                        context.trained().isPresent()
                                ? Optional.empty()
                                : Optional.of(LocalTable.of(context.part(), width))),
                RegularizedBound.EVIDENCE,
                context.part().mode());
    }
}
