// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.decoding.Sampling;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.TestQuantity;
import org.vaelab.framework.evaluation.annealing.AnnealedLogLikelihood;
import org.vaelab.framework.evaluation.bound.BitsPerDimension;
import org.vaelab.framework.evaluation.bound.BoundOrEstimate;
import org.vaelab.framework.evaluation.bound.EvidenceLowerBound;
import org.vaelab.framework.evaluation.bound.FurtherInference;
import org.vaelab.framework.evaluation.bound.ImportanceEstimate;
import org.vaelab.framework.evaluation.bound.LogLikelihood;
import org.vaelab.framework.evaluation.matching.MatchedLogLikelihood;
import org.vaelab.framework.evaluation.posterior.ActiveUnits;
import org.vaelab.framework.evaluation.posterior.AggregateKl;
import org.vaelab.framework.evaluation.posterior.CodebookUse;
import org.vaelab.framework.evaluation.posterior.MutualInformation;
import org.vaelab.framework.evaluation.posterior.ReconstructionError;
import org.vaelab.framework.evaluation.posterior.StageDistortion;
import org.vaelab.framework.evaluation.posterior.TotalCorrelation;
import org.vaelab.framework.evaluation.predictive.Calibration;
import org.vaelab.framework.evaluation.predictive.CalibrationDistance;
import org.vaelab.framework.evaluation.predictive.EnergyDistance;
import org.vaelab.framework.evaluation.predictive.Memorisation;
import org.vaelab.framework.evaluation.predictive.Pit;
import org.vaelab.framework.evaluation.predictive.PredictiveCheck;
import org.vaelab.framework.evaluation.predictive.TestQuantities;
import org.vaelab.framework.evaluation.scores.Detection;
import org.vaelab.framework.evaluation.scores.ExcessNats;
import org.vaelab.framework.evaluation.scores.ImputationByMeans;
import org.vaelab.framework.evaluation.scores.ImputationByNeighbours;
import org.vaelab.framework.evaluation.scores.ImputationError;
import org.vaelab.framework.evaluation.scores.KnownEntropy;
import org.vaelab.framework.evaluation.scores.Perplexity;
import org.vaelab.framework.evaluation.scores.TopicCoherence;
import org.vaelab.framework.evaluation.scores.ValidTexts;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.settings.StrictMapper;

/**
 * Announces the metrics of the framework and the quantities of predictive checks.
 */
@Internal
public final class EvaluationModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(EvidenceLowerBound.class);
        part(LogLikelihood.class);
        part(AnnealedLogLikelihood.class);
        part(MatchedLogLikelihood.class);
        measuredWith(new EvidenceLowerBound());
        measuredWith(new LogLikelihood());
        measuredWith(StrictMapper.defaults(AnnealedLogLikelihood.class));
        measuredWith(StrictMapper.defaults(MatchedLogLikelihood.class));
        FurtherInference.named().keySet().forEach(name -> reserve(Metric.class, name));
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
        for (boolean numbers : new boolean[] {true, false}) {
            String name = numbers ? "imputationError" : "imputationWrong";
            Map<String, Boolean> given = Map.of("numbers", numbers);
            metric(name, StrictMapper.defaults(ImputationError.class, given));
            metric(name + ".mean", StrictMapper.defaults(ImputationByMeans.class, given));
            metric(
                    name + ".neighbours",
                    StrictMapper.defaults(ImputationByNeighbours.class, given));
        }
        for (BoundOrEstimate source : BoundOrEstimate.values()) {
            String ofScore = source.suffix(ImportanceEstimate.LOG_LIKELIHOOD);
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
        part(Calibration.class);
        part(CalibrationDistance.class);
        for (TestQuantities quantity : TestQuantities.values()) {
            instance(TestQuantity.class, quantity.text(), quantity);
            reserve(Metric.class, PredictiveCheck.name(quantity.text()));
        }
    }

    /** Reserves the names of what is measured with a metric. */
    private void measuredWith(Metric metric) {
        metric.companions().keySet().forEach(name -> reserve(Metric.class, name));
    }

    private void metric(String name, Metric metric) {
        instance(Metric.class, name, metric);
    }
}
