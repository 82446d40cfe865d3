// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.decoding.Sampling;
import org.vaelab.framework.plugin.VaeLabModule;

/**
 * Announces the metrics of the framework and the quantities of predictive checks. It reserves the names
 * of what the evaluator measures by itself ({@link EvaluatorMetrics}).
 */
public final class EvaluationModule extends VaeLabModule {

    @Override
    protected void announce() {
        EvaluatorMetrics.TABLE.names().forEach(name -> reserve(Metric.class, name));
        part(BitsPerDimension.class);
        part(ActiveUnits.class);
        part(MutualInformation.class);
        part(AggregateKl.class);
        part(TotalCorrelation.class);
        part(ReconstructionError.class);
        part(StageDistortion.class);
        part(KnownEntropy.class);
        part(TopicCoherence.class);
        part(Pit.class);
        part(Memorisation.class);
        part(EnergyDistance.class);
        for (ImputationErrors.Method method : ImputationErrors.Method.values()) {
            metric("imputationError" + method.suffix(), new ImputationMetric(method, true));
            metric("imputationWrong" + method.suffix(), new ImputationMetric(method, false));
        }
        for (LogProbability source : LogProbability.values()) {
            String ofScore = source.suffix(Importance.LOG_LIKELIHOOD);
            metric("auroc" + ofScore, new Detection(source, Detection.Measure.AREA_UNDER_CURVE));
            metric(
                    "averagePrecision" + ofScore,
                    new Detection(source, Detection.Measure.AVERAGE_PRECISION));
            String ofNats = source.suffix("importanceWeighted");
            metric("perplexity" + ofNats, new Perplexity(source));
            metric("excessNats" + ofNats, new ExcessNats(source));
        }
        metric("codebookPerplexity", CodebookUse.PERPLEXITY);
        metric("codebookUsage", CodebookUse.USAGE);
        metric(ValidTexts.NAME, new ValidTexts(Sampling.OF_MODEL));
        metric(ValidTexts.NAME + ValidTexts.GREEDY, new ValidTexts(Sampling.GREEDY));
        for (Calibration.Measure measure : Calibration.Measure.values()) {
            metric(measure.metric(), new Calibration(measure));
        }
        for (TestQuantities quantity : TestQuantities.values()) {
            instance(TestQuantity.class, quantity.text(), quantity);
            reserve(Metric.class, PredictiveCheck.name(quantity.text()));
        }
    }

    private void metric(String name, Metric metric) {
        instance(Metric.class, name, metric);
    }
}
