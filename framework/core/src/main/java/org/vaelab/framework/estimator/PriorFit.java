// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Fits a prior to the aggregate of trained posteriors (Ghosh et al. 2020, section 4). It
 * maximises, in the parameters of the prior only,
 *
 * <pre>
 *   mean_b E_q[log p(z)] = -mean_b KL(q(z given x_b) || p(z)) + a constant
 * </pre>
 *
 * <p>The loss is the mean divergence in nats, over one draw or in closed form; q is that of
 * evaluation, discrete where training relaxed it. If the posterior is a point mass, the loss is
 * {@code -log p(z)}, and this is maximum likelihood. The reported bound is that of the model under
 * the present prior.
 */
public final class PriorFit implements Estimator {

    @Override
    public Objective estimate(Step step) {
        LatentVariableModel model = step.model();
        Batch batch = step.batch();
        RandomKey key = step.key();
        JointDraw draw =
                model.runtime()
                        .unrecorded(
                                () ->
                                        model.infer(
                                                        batch,
                                                        key.split("inference"),
                                                        Phase.evaluation())
                                                .draw(key.split("posterior"), 1));
        Tensor reconstruction =
                model.runtime()
                        .unrecorded(
                                () -> model.output(draw, batch).logProbability(batch.x()).mean(0));
        List<KlTerm> terms = KlTerms.of(model, batch, draw, KlMode.AUTO);
        Tensor kl = KlTerms.sum(terms);
        return new Objective(
                kl.mean(),
                reconstruction.sub(kl),
                Objective.elboTerms(reconstruction, kl),
                List.of(),
                KlTerms.source(terms),
                () -> 1,
                List.of());
    }

    /** Accepts any: the gradient does not pass the draw. */
    @Override
    public boolean accepts(GradientKind kind) {
        return true;
    }
}
