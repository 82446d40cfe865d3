// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link StochasticVariationalInference}. */
public final class SviFactory implements InferenceFactory<SviFactory.Settings> {

    /**
     * Settings.
     *
     * @param steps of gradient ascent on the parameters of the data of a batch, default 20
     * @param evaluationSteps the same in evaluation, which starts anew; absent: as {@code steps}
     * @param samples draws per datum and step, default 5
     * @param learningRate of Adam, default 1e-2
     */
    public record Settings(
            Integer steps,
            @Nullable Integer evaluationSteps,
            Integer samples,
            Double learningRate) {
        /** Fills in defaults, and checks them. */
        public Settings(
                @Nullable Integer steps,
                @Nullable Integer evaluationSteps,
                @Nullable Integer samples,
                @Nullable Double learningRate) {
            this.steps = Counts.atLeastOne("steps", steps == null ? 20 : steps);
            this.evaluationSteps = evaluationSteps;
            this.samples = Counts.atLeastOne("samples", samples == null ? 5 : samples);
            this.learningRate = learningRate == null ? 1e-2 : learningRate;
            if (evaluationSteps != null) {
                Counts.atLeastOne("evaluationSteps", evaluationSteps);
            }
            if (!(this.learningRate > 0 && this.learningRate < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "learningRate must be finite and above 0, is " + learningRate);
            }
        }

        LocalAscent evaluation() {
            return ascent(evaluationSteps == null ? steps : evaluationSteps);
        }

        LocalAscent ascent(int number) {
            return new LocalAscent(number, samples, learningRate);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "parameters of each datum's own, found by gradient steps (SVI, Hoffman et al. 2013)";
    }

    /**
     * {@inheritDoc}
     *
     * <p>On a trained model with an encoder, its output is where the steps start. In training there is
     * none: each datum goes on from what was found when it was last seen.
     */
    @Override
    public Inference create(Settings settings, InferenceContext context) {
        InferenceContext.Encoding encoding = context.requireEncoding("svi");
        context.requireOneLatent("svi");
        return new StochasticVariationalInference(
                encoding.latent(),
                encoding.family(),
                context.kl(),
                settings.ascent(settings.steps()),
                settings.evaluation(),
                context.trained(),
                context.trained().isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                LocalTable.of(context.part(), encoding.family().head().width())),
                RegularizedBound.EVIDENCE);
    }
}
