// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts;

import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.parts.estimator.CombinedImportanceWeighted;
import org.vaelab.framework.parts.estimator.Disarm;
import org.vaelab.framework.parts.estimator.DoublyReparameterized;
import org.vaelab.framework.parts.estimator.ElboSettings;
import org.vaelab.framework.parts.estimator.Enumeration;
import org.vaelab.framework.parts.estimator.ExpectationMaximization;
import org.vaelab.framework.parts.estimator.ImportanceWeighted;
import org.vaelab.framework.parts.estimator.JointDensity;
import org.vaelab.framework.parts.estimator.MultipleImportanceWeighted;
import org.vaelab.framework.parts.estimator.NeuralBaseline;
import org.vaelab.framework.parts.estimator.RenyiBound;
import org.vaelab.framework.parts.estimator.ReweightedWakeSleep;
import org.vaelab.framework.parts.estimator.ScoreFunction;
import org.vaelab.framework.parts.estimator.StickingTheLanding;
import org.vaelab.framework.parts.estimator.Vimco;
import org.vaelab.framework.parts.flow.InverseAutoregressiveFlow;
import org.vaelab.framework.parts.flow.RealNvpPosterior;
import org.vaelab.framework.parts.inference.Amortized;
import org.vaelab.framework.parts.inference.ExactInference;
import org.vaelab.framework.parts.inference.HamiltonianInference;
import org.vaelab.framework.parts.inference.LadderInference;
import org.vaelab.framework.parts.inference.MaximumAPosteriori;
import org.vaelab.framework.parts.inference.SemiAmortizedInference;
import org.vaelab.framework.parts.inference.StochasticVariationalInference;
import org.vaelab.framework.parts.inference.TopDownInference;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.parts.likelihood.CategoricalLevels;
import org.vaelab.framework.parts.likelihood.ContinuousBernoulli;
import org.vaelab.framework.parts.likelihood.DiscretizedLogistic;
import org.vaelab.framework.parts.likelihood.DiscretizedLogisticMixture;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.parts.likelihood.MaskedBernoulli;
import org.vaelab.framework.parts.likelihood.PixelCnn;
import org.vaelab.framework.parts.prior.AutoregressiveNormal;
import org.vaelab.framework.parts.prior.LearnedCategorical;
import org.vaelab.framework.parts.prior.LearnedConditional;
import org.vaelab.framework.parts.prior.LearnedNormal;
import org.vaelab.framework.parts.prior.MadePrior;
import org.vaelab.framework.parts.prior.MixtureOfNormals;
import org.vaelab.framework.parts.prior.RealNvp;
import org.vaelab.framework.parts.prior.ReferencePriors;
import org.vaelab.framework.parts.prior.VampPrior;
import org.vaelab.framework.parts.product.ProductFamily;
import org.vaelab.framework.parts.product.ProductPrior;
import org.vaelab.framework.parts.product.ProductVariant;
import org.vaelab.framework.plugin.VaeLabModule;

/** Binds the standard parts. */
public final class StandardModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(ProductFamily.Settings.class);
        part(ProductPrior.Settings.class);
        part(ProductVariant.class);
        part(InverseAutoregressiveFlow.class);
        part(RealNvpPosterior.class);
        part(AutoregressiveNormal.Settings.class);
        part(LearnedCategorical.Settings.class);
        part(LearnedConditional.Settings.class);
        part(LearnedNormal.Settings.class);
        part(MadePrior.Settings.class);
        part(MixtureOfNormals.Settings.class);
        part(RealNvp.Settings.class);
        part(ReferencePriors.StandardNormalPrior.class);
        part(ReferencePriors.UniformCategoricalPrior.class);
        part(ReferencePriors.UniformSpherePrior.class);
        part(VampPrior.Settings.class);
        part(Bernoulli.class);
        part(CategoricalLevels.class);
        part(ContinuousBernoulli.class);
        part(DiscretizedLogistic.class);
        part(DiscretizedLogisticMixture.class);
        part(Gaussian.Settings.class);
        part(MaskedBernoulli.Settings.class);
        part(PixelCnn.Settings.class);
        part(CombinedImportanceWeighted.Settings.class);
        part(Disarm.Settings.class);
        part(DoublyReparameterized.Settings.class);
        part(ElboSettings.class);
        part(Enumeration.Settings.class);
        part(ExpectationMaximization.Settings.class);
        part(ImportanceWeighted.Settings.class);
        part(JointDensity.Settings.class);
        part(MultipleImportanceWeighted.Settings.class);
        part(NeuralBaseline.Settings.class);
        part(RenyiBound.Settings.class);
        part(ReweightedWakeSleep.Settings.class);
        part(ScoreFunction.Settings.class);
        part(StickingTheLanding.Settings.class);
        part(Vimco.Settings.class);
        part(Amortized.class);
        part(ExactInference.class);
        part(HamiltonianInference.Settings.class);
        part(LadderInference.Settings.class);
        part(MaximumAPosteriori.Settings.class);
        part(SemiAmortizedInference.Settings.class);
        part(StochasticVariationalInference.Settings.class);
        part(TopDownInference.Settings.class);
        kl(IndependentNormal.class, AutoregressiveNormal.class, (q, p) -> p.divergenceOf(q));
    }
}
