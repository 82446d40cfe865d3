// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * A posterior whose gradient is not biased is the same distribution in training as in evaluation.
 */
final class PhaseCheck {

    private PhaseCheck() {}

    /** Asserts that log q of draws of evaluation is the same early and late in training. */
    static void check(PosteriorFamily family, Tensor head, RandomKey key) {
        Posterior evaluated = family.of(head, Phase.evaluation());
        Draw draw = evaluated.draw(key, 20);
        for (long step : List.of(0L, 90_000L)) {
            Phase training = Phase.training(new TrainingProgress(step, 100_000));
            Posterior trained = family.of(head, training);
            if (trained.draw(key, 1).isRelaxed()
                    || trained.gradient().isBiased()
                    || trained.isPointMass()
                    || evaluated.isPointMass()) {
                continue;
            }
            PartContract.assertClose(
                    "log q of equal points in "
                            + training
                            + " is not that of evaluation, so training fits another distribution"
                            + " than is reported; relaxed draws or a biased gradient() may differ",
                    trained.logProbability(draw.z()).readDoubles(),
                    draw.logProbability().readDoubles(),
                    1e-7);
        }
    }
}
