// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

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
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.model.GivenLikelihood;
import org.vaelab.testkit.problem.OneLatent;

/** Steps at which the posteriors of a batch and their draws are given. */
final class Aggregates {

    /** A step and the terms of its bound. */
    record Given(ElboTerms terms, Step step) {

        KlRegularizer.Regularized to(KlRegularizer regularizer) {
            return regularizer.of(terms, step);
        }
    }

    static final TrainingProgress CLOCK = new TrainingProgress(3, 10);

    private Aggregates() {}

    /** A step of posteriors under N(0, I), with the reconstruction 0 and the KL over the draws. */
    static Given step(Posterior q, Draw draw, RandomKey key) {
        TensorRuntime runtime = q.location().runtime();
        Euclidean space = new Euclidean(q.location().shape().extent(1));
        return step(q, draw, key, new StandardNormal(runtime, space));
    }

    /** A step of posteriors under a prior. */
    static Given step(Posterior q, Draw draw, RandomKey key, Prior prior) {
        TensorRuntime runtime = q.location().runtime();
        int batch = q.location().shape().extent(0);
        Tensor zeros = runtime.zeros(Shape.of(batch));
        Tensor kl = draw.logProbability().sub(prior.logProbability(draw.z())).mean(0);
        LatentVariableModel model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(1),
                        x -> x,
                        new ToyNormal.Family(1),
                        prior,
                        z -> z,
                        new GivenLikelihood(),
                        new KlRegistry(List.of()));
        LatentDraw latent = new LatentDraw(OneLatent.Z, q, draw, false);
        KlTerm term = new KlTerm("", kl, KlSource.MONTE_CARLO, true, Optional.empty());
        ElboTerms terms = new ElboTerms(new JointDraw(List.of(latent)), zeros, List.of(term), kl);
        return new Given(
                terms, new Step(model, Batch.of(runtime.zeros(Shape.of(batch, 1))), key, CLOCK));
    }

    /** Draws of Normals from given noise, so that they are a function of the parameters. */
    static Draw draw(ToyNormal q, Tensor noise) {
        Tensor z = q.mean().add(q.logVariance().mul(0.5).exp().mul(noise));
        return Draw.of(z, q.logProbability(z));
    }

    /** log N(z; m, e^l). */
    static double logNormal(double z, double m, double l) {
        return -0.5 * ((z - m) * (z - m) * Math.exp(-l) + l + Math.log(2 * Math.PI));
    }
}
