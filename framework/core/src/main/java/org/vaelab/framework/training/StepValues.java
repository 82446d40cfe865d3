// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * What a step says of itself, not yet read.
 *
 * @param step which counts from 0
 * @param names of the values, the loss first
 * @param onDevice the values, [names]: the loss, and in a step of the history means over the batch
 * @param template of the report, without values; null if this is no step of the history
 */
record StepValues(long step, List<String> names, Tensor onDevice, @Nullable StepReport template) {

    /** Returns the loss of a step that the history does not hear of. */
    static StepValues ofLoss(Objective objective, long step) {
        return new StepValues(
                step,
                List.of(StepReport.LOSS),
                objective.loss().stopGradient().reshape(Shape.of(1)),
                null);
    }

    /** Returns what the history hears of a step; the weight of the KL is read here. */
    static StepValues of(
            Objective objective, long step, double epoch, double learningRate, double norm) {
        List<String> names = new ArrayList<>();
        Tensor values = means(objective, names);
        double klWeight = objective.klWeight().getAsDouble();
        return new StepValues(
                step,
                names,
                values,
                new StepReport(step + 1, epoch, Map.of(), learningRate, klWeight, norm));
    }

    /** Reads the means of all that an objective names. */
    static Map<String, Double> means(Objective objective) {
        List<String> names = new ArrayList<>();
        return named(names, means(objective, names).readDoubles());
    }

    private static Tensor means(Objective objective, List<String> names) {
        names.addAll(List.of(StepReport.LOSS, StepReport.BOUND));
        List<Tensor> values = new ArrayList<>();
        values.add(objective.loss().reshape(Shape.of(1)));
        values.add(objective.bound().mean().reshape(Shape.of(1)));
        for (List<Objective.Term> terms : List.of(objective.terms(), objective.penalties())) {
            for (Objective.Term term : terms) {
                names.add(term.name());
                values.add(term.value().mean().reshape(Shape.of(1)));
            }
        }
        return Tensor.concatenate(values, 0);
    }

    private static Map<String, Double> named(List<String> names, double[] read) {
        Map<String, Double> named = new LinkedHashMap<>();
        for (int i = 0; i < read.length; i++) {
            named.put(names.get(i), read[i]);
        }
        return named;
    }

    /** Returns the same values in another tensor. */
    StepValues in(Tensor other) {
        return new StepValues(step, names, other, template);
    }

    boolean isReported() {
        return template != null;
    }

    /**
     * Returns the report of a step of the history.
     *
     * @param read the values
     */
    StepReport report(double[] read) {
        if (template == null) {
            throw new IllegalStateException("step " + step + " is no step of the history");
        }
        return new StepReport(
                template.step(),
                template.epoch(),
                named(names, read),
                template.learningRate(),
                template.klWeight(),
                template.gradientNorm());
    }
}
