// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.model.GivenLikelihood;

/** Terms of a bound of which only the divergence is of interest. */
public final class GivenTerms {

    private GivenTerms() {}

    /**
     * Returns R of such terms.
     *
     * @param units the divergences of independent units, one row for each example, [B, U]
     */
    public static KlRegularizer.Regularized regularized(
            KlRegularizer regularizer, Tensor units, TrainingProgress clock) {
        return regularizer.of(of(units), at(units, clock));
    }

    /**
     * Returns the step of such terms, with a batch and a model of which nothing is asked but
     * p(z) = N(0, I).
     *
     * @param units the divergences of independent units, one row for each example, [B, U]
     */
    public static Step at(Tensor units, TrainingProgress clock) {
        TensorRuntime runtime = units.runtime();
        Euclidean space = new Euclidean(units.shape().extent(1));
        LatentVariableModel model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(1),
                        x -> x,
                        new ToyNormal.Family(space.dimension()),
                        new StandardNormal(runtime, space),
                        z -> z,
                        new GivenLikelihood(),
                        new KlRegistry(List.of()));
        Batch batch = Batch.of(runtime.zeros(Shape.of(units.shape().extent(0), 1)));
        return new Step(model, batch, RandomKey.of(0), clock);
    }

    /**
     * Returns terms with the reconstruction 0.
     *
     * @param units the divergences of independent units, one row for each example, [B, U]
     */
    public static ElboTerms of(Tensor units) {
        Tensor zeros = units.runtime().zeros(units.shape().range(0, 1));
        Tensor kl = units.sum(-1);
        Draw none = Draw.of(zeros.expandDims(0), zeros.expandDims(0));
        LatentDraw draw = new LatentDraw(OneLatent.Z, new ToyNormal(units, units), none, false);
        KlTerm term = new KlTerm("", kl, KlSource.ANALYTIC, false, Optional.of(() -> units));
        return new ElboTerms(new JointDraw(List.of(draw)), zeros, List.of(term), kl);
    }
}
