// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * An encoder whose output is refined by a few gradient steps on the bound of each datum (Krishnan,
 * Liang and Hoffman 2018, algorithm 1).
 *
 * <p>Training moves the generative model along the gradient of the bound at the refined parameters,
 * held fixed. The encoder follows the bound at its own output, with the generative model held
 * fixed. This gradient enters the loss as the penalty {@code encoder}, whose value is minus that
 * bound. The generative model, the encoder and the steps all maximise the objective of the
 * estimator at that training step: the evidence lower bound with a regulariser in place of the KL.
 * The steps of evaluation maximise the evidence lower bound itself. No gradient passes through the
 * steps. Kim et al. (2018) do that, which needs second derivatives.
 */
@Cites("krishnan2018")
@Part(
        value = "semi-amortized",
        description = "an encoder whose output is refined by gradient steps",
        paper = "Krishnan et al. (2018), algorithm 1")
public record SemiAmortizedInference(
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

    public SemiAmortizedInference {
        new LocalAscent(steps, evaluationSteps, samples, learningRate);
    }

    @Override
    public Inference create(InferenceContext context) {
        InferenceContext.Encoding encoding = context.requireEncoding("semi-amortized");
        context.requireOneLatent("semi-amortized");
        return new LocalInference(
                "semi-amortized",
                new LocalAscent(steps, evaluationSteps, samples, learningRate),
                encoding.latent(),
                encoding.family(),
                context.kl(),
                new LocalInference.Encoded(
                        context.trained().orElseGet(encoding::amortized),
                        context.trained().isEmpty()),
                RegularizedBound.EVIDENCE,
                context.part().mode());
    }
}
