// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.testkit.contract.KnownMeasurement;
import org.vaelab.testkit.contract.MetricContract;
import org.vaelab.testkit.family.ToyNormal;

/**
 * Metrics of texts, documents, tables and generated data: of other data they give a reason, and few
 * draws leave nothing to repair.
 */
final class MetricsOfOtherDataContractTest extends MetricContract {

    /** Other settings than the usual ones, by metric. */
    private static final Map<String, String> SETTINGS =
            Map.ofEntries(
                    Map.entry(
                            "imputationError",
                            "{type: 'imputationError', hidden: 0.5, draws: 9, examples: 110}"),
                    Map.entry(
                            "imputationError.mean",
                            "{type: 'imputationError.mean', hidden: 0.5, examples: 110}"),
                    Map.entry(
                            "imputationError.neighbours",
                            "{type: 'imputationError.neighbours', hidden: 0.5, neighbours: 2, examples: 110}"),
                    Map.entry(
                            "imputationWrong",
                            "{type: 'imputationWrong', hidden: 0.5, draws: 9, examples: 110}"),
                    Map.entry(
                            "imputationWrong.mean",
                            "{type: 'imputationWrong.mean', hidden: 0.5, examples: 110}"),
                    Map.entry(
                            "imputationWrong.neighbours",
                            "{type: 'imputationWrong.neighbours', hidden: 0.5, neighbours: 2, examples: 110}"),
                    Map.entry(
                            "predictive.neighbours",
                            "{type: 'predictive.neighbours', examples: 110, level: 0.5}"),
                    Map.entry(
                            "predictive.spectrum",
                            "{type: 'predictive.spectrum', examples: 110, level: 0.5}"),
                    Map.entry(
                            "predictive.length",
                            "{type: 'predictive.length', examples: 110, level: 0.5}"),
                    Map.entry("pit", "{type: 'pit', examples: 110, level: 0.5}"),
                    Map.entry(
                            "logLikelihood.matched",
                            "{type: 'logLikelihood.matched', draws: 30, examples: 9, steps: 2}"));

    /** The least number of words whose topics are told. */
    private static final int WORDS = 20;

    static final List<String> NAMES =
            List.of(
                    "imputationError",
                    "imputationWrong",
                    "imputationError.mean",
                    "imputationWrong.mean",
                    "imputationError.neighbours",
                    "imputationWrong.neighbours",
                    "perplexity",
                    "perplexity.importanceWeighted",
                    "entropy",
                    "excessNats",
                    "excessNats.importanceWeighted",
                    "validTexts",
                    "validTexts.greedy",
                    "topicCoherence",
                    "predictive.neighbours",
                    "predictive.spectrum",
                    "predictive.length",
                    "pit",
                    "logLikelihood.matched");

    MetricsOfOtherDataContractTest() {
        super(NAMES.stream().map(name -> SETTINGS.getOrDefault(name, name)).toArray(String[]::new));
    }

    @Override
    protected boolean isDefined() {
        return false;
    }

    /**
     * The topics are the words 10 to 19 and 0 to 9. Words 0 to 9 occur in one document of three, so
     * that each pair has 1. Of the others five are in each of the other documents: 20 of 45 pairs
     * have 1, and 25 that never occur together -1.
     */
    @Override
    protected List<KnownMeasurement> knownMeasurements(TensorRuntime runtime) {
        double[] counts = new double[3 * WORDS];
        for (int word = 0; word < WORDS; word++) {
            int document = Math.max(0, word / 5 - 1);
            counts[document * WORDS + word] = 1 + word % 3;
        }
        Examples documents = Examples.of(WORDS, counts, ValueDomain.COUNTS);
        PreparedData data =
                Preparation.NONE.apply(
                        Dataset.of(
                                "documents",
                                DataShape.flat(WORDS),
                                documents,
                                documents,
                                "made up"),
                        0);
        return List.of(
                new KnownMeasurement(
                        "topicCoherence",
                        ofTopics(runtime, data),
                        EvaluationData.of(data),
                        (1 + (20 - 25) / 45.0) / 2,
                        1e-9));
    }

    /** Word d is more probable the more z is above 0 and d above the middle. */
    private static LatentVariableModel ofTopics(TensorRuntime runtime, PreparedData data) {
        Plugins plugins = Plugins.load(MetricsOfOtherDataContractTest.class.getClassLoader());
        LatentVariableModel model =
                ModelBlueprint.of(
                                new ToyNormal.Family(1),
                                plugins.of(LikelihoodPart.class).create("multinomial"),
                                NetworkSettings.of(plugins, "mlp", Map.of("hidden", List.of())))
                        .assemble(runtime, plugins, data, RandomKey.of(0))
                        .model();
        for (Parameter own : model.generative().parameters()) {
            if (own.value().shape().rank() == 2) {
                double[] slopes = new double[WORDS];
                Arrays.setAll(slopes, word -> word - 9.5);
                own.assign(runtime.tensor(slopes, own.value().shape()));
            }
        }
        return model;
    }

    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return NAMES.stream()
                .filter(name -> !name.equals("topicCoherence"))
                .collect(Collectors.toMap(name -> name, MetricsOfOtherDataContractTest::test));
    }

    private static String test(String name) {
        return switch (name.replaceAll("\\..*", "")) {
            case "imputationError", "imputationWrong" -> "ImputationMetricTest, MissingValuesTest";
            case "perplexity" -> "RatioOfMeansTest";
            case "entropy", "excessNats" -> "KnownTruthTest";
            case "validTexts" -> "ValidTextsTest";
            case "predictive", "pit" -> "PredictiveChecksTest, PredictiveUniformityTest";
            case "logLikelihood" -> "MomentMatchingTest";
            default -> throw new IllegalArgumentException("nothing checks " + name);
        };
    }
}
