// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.plugin.product.ProductFactory;
import org.vaelab.framework.plugin.product.ProductPriorFactory;
import org.vaelab.framework.posterior.Categorical;
import org.vaelab.framework.posterior.DiagonalNormal;
import org.vaelab.framework.posterior.FullNormal;
import org.vaelab.framework.posterior.PowerSpherical;
import org.vaelab.framework.posterior.VonMisesFisher;
import org.vaelab.framework.prior.LearnedCategorical;
import org.vaelab.framework.prior.LearnedNormal;
import org.vaelab.framework.prior.StandardNormal;
import org.vaelab.framework.prior.UniformCategorical;
import org.vaelab.framework.prior.UniformSphere;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;

/** Announces the standard parts. */
public final class StandardModule extends VaeLabModule {

    @Override
    protected void announce() {
        posterior("diagonal-normal", DiagonalNormalFactory.class);
        posterior("full-normal", FullNormalFactory.class);
        posterior("categorical", CategoricalFactory.class);
        posterior("bernoulli", BernoulliFamilyFactory.class);
        posterior("von-mises-fisher", VonMisesFisherFactory.class);
        posterior("power-spherical", PowerSphericalFactory.class);
        posterior("product", ProductFactory.class);
        prior("standard-normal", StandardNormalFactory.class);
        prior("learned-normal", LearnedNormalFactory.class);
        prior("mixture-of-gaussians", MixtureOfGaussiansFactory.class);
        prior("vamp", VampPriorFactory.class);
        prior("flow", CouplingFlowFactory.class);
        prior("uniform-categorical", UniformCategoricalFactory.class);
        prior("learned-categorical", LearnedCategoricalFactory.class);
        prior("autoregressive", AutoregressiveCategoricalFactory.class);
        prior("uniform-sphere", UniformSphereFactory.class);
        prior("mixture-of-von-mises-fisher", MixtureOfVonMisesFisherFactory.class);
        prior("product", ProductPriorFactory.class);
        likelihood("bernoulli", BernoulliFactory.class);
        likelihood("continuous-bernoulli", ContinuousBernoulliFactory.class);
        likelihood("gaussian", GaussianFactory.class);
        likelihood("discretized-logistic", DiscretizedLogisticFactory.class);
        likelihood("discretized-logistic-mixture", DiscretizedLogisticMixtureFactory.class);
        likelihood("categorical", CategoricalLevelsFactory.class);
        estimator("elbo", ElboFactory.class);
        estimator("iwae", ImportanceWeightedFactory.class);
        estimator("score-function", ScoreFunctionFactory.class);
        estimator("vimco", VimcoFactory.class);
        kl(
                DiagonalNormal.class,
                StandardNormal.class,
                (q, p) -> Fused.normalKl(q.mean(), q.logVariance()));
        kl(FullNormal.class, StandardNormal.class, (q, p) -> q.klToStandardNormal());
        kl(VonMisesFisher.class, UniformSphere.class, (q, p) -> q.klToUniform());
        kl(PowerSpherical.class, UniformSphere.class, (q, p) -> q.klToUniform());
        kl(
                DiagonalNormal.class,
                LearnedNormal.class,
                (q, p) -> p.divergenceFrom(q.mean(), q.logVariance()));
        kl(Categorical.class, UniformCategorical.class, StandardModule::categoricalKl);
        kl(
                Categorical.class,
                LearnedCategorical.class,
                (q, p) -> Fused.categoricalKl(q.logits(), p.logProbabilities()).sum(-1));
    }

    private static Tensor categoricalKl(Categorical q, UniformCategorical p) {
        Tensor logPrior = p.runtime().scalar(-Math.log(p.space().categories()));
        return Fused.categoricalKl(q.logits(), logPrior).sum(-1);
    }
}
