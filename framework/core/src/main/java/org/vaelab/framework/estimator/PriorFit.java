// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.latent.Prior.FitLoss;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariable;
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
 *
 * <p>A prior with a {@link org.vaelab.framework.latent.Distribution#fitLoss} of its own minimises
 * the mean of that loss over the same draws. Its steps report the loss, {@code fit.<variable>}, and
 * no bound, of which validation and evaluation measure the present value.
 */
public final class PriorFit implements Estimator {

    private static final String FIT = "fit.";

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
        Map<String, FitLoss> own = ownLosses(model, batch, draw);
        List<KlTerm> terms = KlTerms.of(model, batch, draw, KlMode.AUTO, own.keySet());
        if (own.isEmpty()) {
            Tensor reconstruction =
                    model.runtime()
                            .unrecorded(
                                    () ->
                                            model.output(draw, batch)
                                                    .logProbability(batch.x())
                                                    .mean(0));
            ElboTerms found = new ElboTerms(draw, reconstruction, terms, KlTerms.sum(terms));
            return new Objective(
                    found.kl().mean(),
                    found.bound(),
                    found.named(),
                    List.of(),
                    found.klSource(),
                    () -> 1,
                    List.of());
        }
        List<Objective.Term> losses = new ArrayList<>();
        own.forEach(
                (name, loss) -> {
                    Tensor z = draw.of(name).draw().z();
                    Tensor value = loss.of(z, key.split("fit").split(name)).mean(0);
                    losses.add(new Objective.Term(FIT + name, 1, value));
                });
        if (!terms.isEmpty()) {
            losses.add(new Objective.Term(Objective.KL, 1, KlTerms.sum(terms)));
        }
        return Objective.withoutBound(losses);
    }

    private static Map<String, FitLoss> ownLosses(
            LatentVariableModel model, Batch batch, JointDraw draw) {
        Map<String, FitLoss> own = new LinkedHashMap<>();
        for (LatentVariable latent : model.generative().latents()) {
            model.generative()
                    .prior(latent.name(), draw.values(), batch.given())
                    .fitLoss()
                    .ifPresent(loss -> own.put(latent.name(), loss));
        }
        return own;
    }

    /** Returns false: log q has no gradient in the prior. */
    @Override
    public boolean needsDensity(KlRegularizer regularizer) {
        return false;
    }

    /** Accepts any: the gradient does not pass the draw. */
    @Override
    public boolean accepts(GradientKind kind) {
        return true;
    }
}
