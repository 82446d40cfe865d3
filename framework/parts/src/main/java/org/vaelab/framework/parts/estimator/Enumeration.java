// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.List;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The evidence lower bound itself, and its gradient, by a sum over all k^n values of the latent
 * variable:
 *
 * <pre>
 *   sum_z q(z given x) ( log p(x given z) - weight (log q(z given x) - log p(z)) )
 * </pre>
 *
 * <p>Nothing is drawn but what the posterior and the inference ask of a step beside the bound. A
 * step decodes k^n values of each example, at most {@value #LIMIT}.
 */
@Part(
        value = "enumerate",
        description = "the evidence lower bound of discrete latents, by a sum over all values")
public record Enumeration() implements Estimator {

    /** The largest number of values that are gone through. */
    public static final int LIMIT = 1024;

    @Override
    public Estimator create(EstimatorContext context) {
        requireFew(context.space(OneHot.class, "enumerate"));
        return this;
    }

    static void requireFew(OneHot space) {
        if (!(values(space) <= LIMIT)) {
            throw new IllegalArgumentException(
                    ("enumerate goes through at most %s values, and %s has %s^%s; use an"
                                    + " estimator that draws: score-function, nvil, vimco, rebar, relax")
                            .formatted(LIMIT, space, space.categories(), space.variables()));
        }
    }

    private static double values(OneHot space) {
        return Math.pow(space.categories(), space.variables());
    }

    @Override
    public Objective estimate(Step step) {
        JointDraw one = step.draws(1).draw();
        Batch batch = step.batch();
        LatentVariableModel model = step.model();
        JointDraw all =
                everyValue(
                        one.latents().get(0),
                        (OneHot) model.generative().latents().get(0).space(),
                        batch);
        double weight = step.klWeight();
        Tensor logQ = all.logProbability();
        Tensor q = logQ.exp();
        Tensor logLikelihood = model.output(all, batch).logProbability(batch.x());
        Tensor reconstruction = q.mul(logLikelihood).sum(0);
        Tensor kl = q.mul(logQ.sub(model.logPrior(all, batch))).sum(0);
        return Objective.maximising(
                reconstruction.sub(weight == 1 ? kl : kl.mul(weight)),
                reconstruction.sub(kl),
                Objective.elboTerms(reconstruction, kl),
                KlSource.ANALYTIC,
                one.effects(),
                () -> weight);
    }

    /** Returns all values for each example, [k^n, B, n, k], the last variable varying fastest. */
    private static JointDraw everyValue(LatentDraw latent, OneHot space, Batch batch) {
        TensorRuntime runtime = batch.x().runtime();
        int n = space.variables();
        int count = (int) Math.round(values(space));
        int[] categories = new int[count * n];
        for (int v = 0; v < count; v++) {
            int rest = v;
            for (int i = n - 1; i >= 0; i--) {
                categories[v * n + i] = rest % space.categories();
                rest /= space.categories();
            }
        }
        Tensor values =
                runtime.indices(categories, Shape.of(count, 1, n)).oneHot(space.categories());
        Tensor z = values.broadcastTo(space.eventShape().prepend(count, batch.size()));
        Draw all = Draw.of(z, latent.q().logProbability(z));
        return new JointDraw(List.of(new LatentDraw(latent.name(), latent.q(), all, false)));
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind == GradientKind.SCORE_FUNCTION;
    }
}
