// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.tensor.Fused;

public final class SeriesModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(StateSpaceModel.Settings.class);
        part(StateSpacePrior.Settings.class);
        part(Vrnn.class);
        part(ParticleLogLikelihood.class);
        part(KalmanInference.Settings.class);
        part(LogLikelihoodPerStep.class);
        for (HiddenSteps plan : HiddenSteps.values()) {
            for (StepScores.Measure measure : StepScores.Measure.values()) {
                announce(new StepScores(plan, measure, null, null));
                for (NaivePrediction by : NaivePrediction.values()) {
                    announce(new StepScores(plan, measure, by, null));
                }
            }
        }
        kl(
                StepNormals.class,
                StandardNormal.class,
                (q, p) -> Fused.normalKl(q.mean(), q.logVariance()),
                (q, p) -> Fused.normalKl(q.mean().expandDims(-1), q.logVariance().expandDims(-1)));
        kl(IndependentNormal.class, StateSpacePrior.class, (q, p) -> p.divergenceOf(q));
    }

    private void announce(StepScores scores) {
        instance(Metric.class, scores.name(), StepMetric.of(scores));
    }
}
