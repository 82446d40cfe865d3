// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.progress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.vaelab.framework.record.RunRecord;

/**
 * How long the runs of a plan that are not done may take, one after another, those that failed left out.
 *
 * <p>A run takes as long as the runs of its model that are complete took in the mean, less what it has
 * done of training. Where none is complete, the rate of a run of the model that is begun tells how long
 * training takes, and nothing how long evaluation does. Seeds that compute together take the time of
 * one.
 *
 * @param seconds of the runs that are counted; 0 if none is
 * @param counted how many runs are counted
 * @param uncounted how many are not, as nothing is known of their models
 * @param withoutEvaluation the models of which training alone is counted
 */
public record TimeLeft(double seconds, int counted, int uncounted, List<String> withoutEvaluation) {

    private static final String SEEDS_TOGETHER = "/runtime/seedsTogether";

    /** Copies the list. */
    public TimeLeft {
        withoutEvaluation = List.copyOf(withoutEvaluation);
    }

    /** What is known of a model: how long a whole run trains, and is evaluated; NaN where unknown. */
    private record Pace(double train, double evaluate) {

        boolean isKnown() {
            return Double.isFinite(train);
        }

        /** Of a run that has done its training, evaluation is all that is left. */
        double of(RunProgress run) {
            return train * run.shareLeft() + (Double.isNaN(evaluate) ? 0 : evaluate);
        }
    }

    static TimeLeft of(PlanProgress progress) {
        Map<String, Double> groups = new LinkedHashMap<>();
        Set<String> withoutEvaluation = new LinkedHashSet<>();
        int counted = 0;
        int uncounted = 0;
        for (String model : progress.plan().models()) {
            List<RunProgress> runs = progress.of(model);
            Pace pace = pace(runs);
            for (RunProgress run : runs.stream().filter(r -> r.state().isOpen()).toList()) {
                if (!pace.isKnown()) {
                    uncounted++;
                    continue;
                }
                counted++;
                groups.merge(group(run), pace.of(run), Math::max);
                if (Double.isNaN(pace.evaluate())) {
                    withoutEvaluation.add(model);
                }
            }
        }
        double seconds = groups.values().stream().mapToDouble(Double::doubleValue).sum();
        return new TimeLeft(seconds, counted, uncounted, List.copyOf(withoutEvaluation));
    }

    private static String group(RunProgress run) {
        boolean together = run.planned().config().at(SEEDS_TOGETHER).asBoolean(false);
        return together ? run.planned().model() : run.planned().folderName();
    }

    private static Pace pace(List<RunProgress> runs) {
        List<RunRecord> complete = new ArrayList<>();
        for (RunProgress run : runs) {
            if (run.state() == RunState.DONE && run.record() != null) {
                complete.add(run.record());
            }
        }
        double train = mean(complete.stream().mapToDouble(r -> r.timing().trainSeconds()));
        double evaluate = mean(complete.stream().mapToDouble(r -> r.timing().evaluateSeconds()));
        return Double.isFinite(train)
                ? new Pace(train, evaluate)
                : new Pace(trainingOfBegun(runs), Double.NaN);
    }

    private static double mean(DoubleStream values) {
        return values.filter(Double::isFinite).average().orElse(Double.NaN);
    }

    private static double trainingOfBegun(List<RunProgress> runs) {
        OptionalDouble longest =
                runs.stream()
                        .filter(run -> run.state().isOpen() && run.timedStep() > 0)
                        .mapToDouble(run -> run.seconds() * run.steps() / run.timedStep())
                        .filter(Double::isFinite)
                        .max();
        return longest.orElse(Double.NaN);
    }
}
