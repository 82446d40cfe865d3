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
 * @param onDevice the values, [names]: the loss, in a step of the history means over the batch, and
 *     in the end the gradient's norm if nobody has read it
 * @param template of the report, without values; null if this is no step of the history
 */
record StepValues(long step, List<String> names, Tensor onDevice, @Nullable StepReport template) {

    /** The name of the norm among the values. */
    private static final String NORM = "gradientNorm";

    /** Returns the loss of a step that the history does not hear of. */
    static StepValues ofLoss(Objective objective, long step, GradientClip.Norm norm) {
        Tensor loss = objective.loss().stopGradient().reshape(Shape.of(1));
        return with(norm, step, List.of(StepReport.LOSS), loss, null);
    }

    private static StepValues with(
            GradientClip.Norm norm,
            long step,
            List<String> names,
            Tensor values,
            @Nullable StepReport template) {
        Tensor unread = norm.unread();
        if (unread == null) {
            return new StepValues(step, names, values, template);
        }
        List<String> all = new ArrayList<>(names);
        all.add(NORM);
        Tensor joined = Tensor.concatenate(List.of(values, unread.reshape(Shape.of(1))), 0);
        return new StepValues(step, all, joined, template);
    }

    /**
     * Returns whether the loss is finite, and the norm of the gradient where nobody has read it.
     *
     * @param read the values
     */
    boolean isFinite(double[] read) {
        int last = names.size() - 1;
        return Double.isFinite(read[0])
                && (!names.get(last).equals(NORM) || Double.isFinite(read[last]));
    }

    /** Returns what the history hears of a step; the weight of the KL is read here. */
    static StepValues of(
            Objective objective,
            long step,
            double epoch,
            double learningRate,
            GradientClip.Norm norm) {
        List<String> names = new ArrayList<>();
        Tensor values = means(objective, names);
        double klWeight = objective.klWeight().getAsDouble();
        return with(
                norm,
                step,
                names,
                values,
                new StepReport(step + 1, epoch, Map.of(), learningRate, klWeight, norm.known()));
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
        Map<String, Double> values = named(names, read);
        Double norm = values.remove(NORM);
        return new StepReport(
                template.step(),
                template.epoch(),
                values,
                template.learningRate(),
                template.klWeight(),
                norm == null ? template.gradientNorm() : norm);
    }
}
