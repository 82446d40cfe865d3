// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.vaelab.framework.record.Timing;

/**
 * An estimate of the time until all runs are done. Failed runs are left out.
 *
 * <p>A run takes the mean time of the complete runs of its model, minus its training time so far.
 * If no run of the model is complete, the slowest started one gives the time of training, and
 * complete runs of other models that of evaluation. If no run of the model is started, its steps
 * take as long as those of other models. Runs at work at the same time share the sum.
 *
 * @param seconds the estimate; 0 if nothing is known
 * @param counted the number of runs it covers: all open runs, or none if nothing is known
 * @param atOnce the number of runs at work at the same time, at least 1
 * @param unknown the models without any known time, which count like others
 * @param withoutEvaluation the models for which only training is counted
 */
public record TimeLeft(
        double seconds,
        int counted,
        int atOnce,
        List<String> unknown,
        List<String> withoutEvaluation) {

    public TimeLeft {
        unknown = List.copyOf(unknown);
        withoutEvaluation = List.copyOf(withoutEvaluation);
    }

    /** Seconds that a training step and an evaluation of a model take; NaN if unknown. */
    private record Pace(double step, double evaluate) {

        boolean isKnown() {
            return Double.isFinite(step);
        }

        Pace orElse(Pace other) {
            return new Pace(
                    isKnown() ? step : other.step,
                    Double.isFinite(evaluate) ? evaluate : other.evaluate);
        }

        double of(RunProgress run) {
            return step * run.stepsLeft() + (Double.isNaN(evaluate) ? 0 : evaluate);
        }
    }

    static TimeLeft of(List<RunProgress> runs) {
        Map<String, Pace> paces = paces(runs);
        Pace mean =
                new Pace(
                        mean(paces.values().stream().mapToDouble(Pace::step)),
                        mean(paces.values().stream().mapToDouble(Pace::evaluate)));
        if (!mean.isKnown()) {
            return new TimeLeft(0, 0, 1, List.of(), List.of());
        }
        List<RunProgress> open = runs.stream().filter(run -> run.state().isOpen()).toList();
        double[] seconds =
                open.stream()
                        .mapToDouble(run -> paces.get(run.planned().model()).orElse(mean).of(run))
                        .toArray();
        double longest = DoubleStream.of(seconds).max().orElse(0);
        int working = (int) open.stream().filter(run -> run.state() == RunState.RUNNING).count();
        int atOnce = Math.max(1, working);
        return new TimeLeft(
                Math.max(longest, DoubleStream.of(seconds).sum() / atOnce),
                open.size(),
                atOnce,
                models(open, model -> !paces.get(model).isKnown()),
                models(open, model -> Double.isNaN(paces.get(model).orElse(mean).evaluate())));
    }

    private static List<String> models(List<RunProgress> runs, Predicate<String> which) {
        return runs.stream().map(run -> run.planned().model()).distinct().filter(which).toList();
    }

    private static Map<String, Pace> paces(List<RunProgress> runs) {
        Map<String, List<RunProgress>> models =
                runs.stream().collect(Collectors.groupingBy(run -> run.planned().model()));
        Map<String, Pace> paces = new LinkedHashMap<>();
        models.forEach((model, its) -> paces.put(model, pace(its)));
        return paces;
    }

    private static Pace pace(List<RunProgress> runs) {
        List<RunProgress> complete =
                runs.stream()
                        .filter(run -> run.state() == RunState.DONE && run.record() != null)
                        .toList();
        double evaluate = mean(complete.stream().mapToDouble(run -> timing(run).evaluateSeconds()));
        double step =
                mean(complete.stream().mapToDouble(r -> timing(r).trainSeconds() / r.steps()));
        return new Pace(Double.isFinite(step) ? step : stepOfBegun(runs), evaluate);
    }

    private static Timing timing(RunProgress run) {
        return Objects.requireNonNull(run.record(), "record").timing();
    }

    private static double mean(DoubleStream values) {
        return values.filter(Double::isFinite).average().orElse(Double.NaN);
    }

    private static double stepOfBegun(List<RunProgress> runs) {
        return runs.stream()
                .filter(run -> run.state().isOpen() && run.timedStep() > 0)
                .mapToDouble(run -> run.seconds() / run.timedStep())
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }
}
