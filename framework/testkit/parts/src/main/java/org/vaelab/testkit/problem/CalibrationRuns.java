// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;

/** The metric calibration under many keys. */
public final class CalibrationRuns {

    /** The level of each run, for all units together. */
    public static final double LEVEL = 0.05;

    private CalibrationRuns() {}

    /**
     * Returns in how many runs some unit fails. Of an exact q that is binomial, with probability at
     * most {@link #LEVEL}.
     *
     * @param test a few examples of the width of the model
     * @param examples simulated examples of each run
     */
    public static int failing(
            LatentVariableModel model, Examples test, RandomKey key, int runs, int examples) {
        int failing = 0;
        for (int run = 0; run < runs; run++) {
            failing += share(model, test, key.fold(run), examples) > 0 ? 1 : 0;
        }
        return failing;
    }

    private static double share(
            LatentVariableModel model, Examples test, RandomKey key, int examples) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                1,
                                "metrics",
                                List.of(
                                        Map.of(
                                                "type",
                                                "calibration",
                                                "examples",
                                                examples,
                                                "draws",
                                                19,
                                                "level",
                                                LEVEL))));
        EvaluationResult result =
                new Evaluator(settings, Metrics.standard())
                        .evaluate(model, test, key, EvaluationProgress.SILENT);
        if (!result.metrics().containsKey("calibration")) {
            throw new AssertionError("calibration is absent: " + result.absent());
        }
        return result.metrics().get("calibration").value();
    }
}
