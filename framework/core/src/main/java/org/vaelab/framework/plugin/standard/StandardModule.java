// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.posterior.DiagonalNormal;
import org.vaelab.framework.prior.LearnedNormal;
import org.vaelab.framework.prior.StandardNormal;
import org.vaelab.framework.tensor.Fused;

/** Announces the standard parts. */
public final class StandardModule extends VaeLabModule {

    @Override
    protected void announce() {
        posterior("diagonal-normal", DiagonalNormalFactory.class);
        prior("standard-normal", StandardNormalFactory.class);
        prior("learned-normal", LearnedNormalFactory.class);
        prior("mixture-of-gaussians", MixtureOfGaussiansFactory.class);
        prior("vamp", VampPriorFactory.class);
        prior("flow", CouplingFlowFactory.class);
        likelihood("bernoulli", BernoulliFactory.class);
        likelihood("continuous-bernoulli", ContinuousBernoulliFactory.class);
        likelihood("gaussian", GaussianFactory.class);
        likelihood("discretized-logistic", DiscretizedLogisticFactory.class);
        likelihood("discretized-logistic-mixture", DiscretizedLogisticMixtureFactory.class);
        likelihood("categorical", CategoricalFactory.class);
        estimator("elbo", ElboFactory.class);
        estimator("iwae", ImportanceWeightedFactory.class);
        kl(
                DiagonalNormal.class,
                StandardNormal.class,
                (q, p) -> Fused.normalKl(q.mean(), q.logVariance()));
        kl(
                DiagonalNormal.class,
                LearnedNormal.class,
                (q, p) -> p.divergenceFrom(q.mean(), q.logVariance()));
    }
}
