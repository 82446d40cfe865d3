// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts;

import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.parts.estimator.CombinedImportanceWeightedFactory;
import org.vaelab.framework.parts.estimator.DisarmFactory;
import org.vaelab.framework.parts.estimator.DoublyReparameterizedFactory;
import org.vaelab.framework.parts.estimator.ElboFactory;
import org.vaelab.framework.parts.estimator.EnumerationFactory;
import org.vaelab.framework.parts.estimator.ExpectationMaximizationFactory;
import org.vaelab.framework.parts.estimator.ImportanceWeightedFactory;
import org.vaelab.framework.parts.estimator.JointDensityFactory;
import org.vaelab.framework.parts.estimator.MultipleImportanceWeightedFactory;
import org.vaelab.framework.parts.estimator.NvilFactory;
import org.vaelab.framework.parts.estimator.RenyiBoundFactory;
import org.vaelab.framework.parts.estimator.ReweightedWakeSleepFactory;
import org.vaelab.framework.parts.estimator.ScoreFunctionFactory;
import org.vaelab.framework.parts.estimator.StickingTheLandingFactory;
import org.vaelab.framework.parts.estimator.VimcoFactory;
import org.vaelab.framework.parts.flow.IafFactory;
import org.vaelab.framework.parts.flow.RealNvpPosteriorFactory;
import org.vaelab.framework.parts.inference.AmortizedFactory;
import org.vaelab.framework.parts.inference.ExactFactory;
import org.vaelab.framework.parts.inference.HmcFactory;
import org.vaelab.framework.parts.inference.MapFactory;
import org.vaelab.framework.parts.inference.SemiAmortizedFactory;
import org.vaelab.framework.parts.inference.SviFactory;
import org.vaelab.framework.parts.likelihood.BernoulliFactory;
import org.vaelab.framework.parts.likelihood.CategoricalLevelsFactory;
import org.vaelab.framework.parts.likelihood.ContinuousBernoulliFactory;
import org.vaelab.framework.parts.likelihood.DiscretizedLogisticFactory;
import org.vaelab.framework.parts.likelihood.DiscretizedLogisticMixtureFactory;
import org.vaelab.framework.parts.likelihood.GaussianFactory;
import org.vaelab.framework.parts.likelihood.MaskedBernoulliFactory;
import org.vaelab.framework.parts.likelihood.PixelCnnFactory;
import org.vaelab.framework.parts.prior.AutoregressiveNormal;
import org.vaelab.framework.parts.prior.AutoregressiveNormalFactory;
import org.vaelab.framework.parts.prior.LearnedCategoricalFactory;
import org.vaelab.framework.parts.prior.LearnedNormalFactory;
import org.vaelab.framework.parts.prior.MadePriorFactory;
import org.vaelab.framework.parts.prior.MixtureOfNormalsFactory;
import org.vaelab.framework.parts.prior.RealNvpFactory;
import org.vaelab.framework.parts.prior.StandardNormalFactory;
import org.vaelab.framework.parts.prior.UniformCategoricalFactory;
import org.vaelab.framework.parts.prior.UniformSphereFactory;
import org.vaelab.framework.parts.prior.VampPriorFactory;
import org.vaelab.framework.parts.product.ProductFactory;
import org.vaelab.framework.parts.product.ProductPriorFactory;
import org.vaelab.framework.parts.product.ProductVariant;
import org.vaelab.framework.plugin.VaeLabModule;

/** Announces the standard parts. */
public final class StandardModule extends VaeLabModule {

    @Override
    protected void announce() {
        variant("product", ProductVariant.class);
        posterior("product", ProductFactory.class);
        posterior("iaf", IafFactory.class);
        posterior("real-nvp", RealNvpPosteriorFactory.class);
        prior("standard-normal", StandardNormalFactory.class);
        prior("learned-normal", LearnedNormalFactory.class);
        prior("mixture-of-normals", MixtureOfNormalsFactory.class);
        prior("vamp", VampPriorFactory.class);
        prior("real-nvp", RealNvpFactory.class);
        prior("uniform-categorical", UniformCategoricalFactory.class);
        prior("learned-categorical", LearnedCategoricalFactory.class);
        prior("made", MadePriorFactory.class);
        prior("autoregressive-normal", AutoregressiveNormalFactory.class);
        prior("uniform-sphere", UniformSphereFactory.class);
        prior("product", ProductPriorFactory.class);
        formerPrior("mixture-of-gaussians", "mixture-of-normals");
        formerPrior("flow", "real-nvp");
        formerPrior("autoregressive", "made");
        kl(IndependentNormal.class, AutoregressiveNormal.class, (q, p) -> p.divergenceOf(q));
        likelihood("bernoulli", BernoulliFactory.class);
        likelihood("made", MaskedBernoulliFactory.class);
        likelihood("pixelcnn", PixelCnnFactory.class);
        likelihood("continuous-bernoulli", ContinuousBernoulliFactory.class);
        likelihood("gaussian", GaussianFactory.class);
        likelihood("discretized-logistic", DiscretizedLogisticFactory.class);
        likelihood("discretized-logistic-mixture", DiscretizedLogisticMixtureFactory.class);
        likelihood("categorical", CategoricalLevelsFactory.class);
        estimator("elbo", ElboFactory.class);
        estimator("iwae", ImportanceWeightedFactory.class);
        estimator("stl", StickingTheLandingFactory.class);
        estimator("dreg", DoublyReparameterizedFactory.class);
        estimator("miwae", MultipleImportanceWeightedFactory.class);
        estimator("ciwae", CombinedImportanceWeightedFactory.class);
        estimator("renyi", RenyiBoundFactory.class);
        estimator("rws", ReweightedWakeSleepFactory.class);
        estimator("score-function", ScoreFunctionFactory.class);
        estimator("vimco", VimcoFactory.class);
        estimator("nvil", NvilFactory.class);
        estimator("disarm", DisarmFactory.class);
        estimator("enumerate", EnumerationFactory.class);
        estimator("em", ExpectationMaximizationFactory.class);
        estimator("joint", JointDensityFactory.class);
        inference("amortized", AmortizedFactory.class);
        inference("svi", SviFactory.class);
        inference("semi-amortized", SemiAmortizedFactory.class);
        inference("map", MapFactory.class);
        inference("hmc", HmcFactory.class);
        inference("exact", ExactFactory.class);
    }
}
