// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.UnreadNumber;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * What a step says of itself, not yet read.
 *
 * @param step which counts from 0
 * @param names of the values, the loss first
 * @param onDevice the values, [names]: the loss, in a step of the history means over the batch and
 *     the weight of the KL, and in the end the gradient's norm, where nobody has read them
 * @param template of the report, without values; null if this is no step of the history
 */
record StepValues(long step, List<String> names, Tensor onDevice, @Nullable StepReport template) {

    /** The name of the norm among the values. */
    private static final String NORM = "gradientNorm";

    /** The name of the weight of the KL among the values. */
    private static final String KL_WEIGHT = "klWeight";

    /** Returns the loss of a step that the history does not hear of. */
    static StepValues ofLoss(Objective objective, long step, DoubleSupplier norm) {
        Tensor loss = objective.loss().stopGradient().reshape(Shape.of(1));
        return new StepValues(step, List.of(StepReport.LOSS), loss, null).with(NORM, norm);
    }

    /** Returns what the history hears of a step. */
    static StepValues of(
            Objective objective,
            long step,
            double epoch,
            double learningRate,
            DoubleSupplier norm) {
        List<String> names = new ArrayList<>();
        Tensor values = means(objective, names);
        StepReport template =
                new StepReport(
                        step + 1,
                        epoch,
                        Map.of(),
                        learningRate,
                        known(objective.klWeight()),
                        known(norm));
        return new StepValues(step, names, values, template)
                .with(KL_WEIGHT, objective.klWeight())
                .with(NORM, norm);
    }

    /** Returns the number, or NaN for one that is read with the values. */
    private static double known(DoubleSupplier number) {
        return number instanceof UnreadNumber ? Double.NaN : number.getAsDouble();
    }

    /** Returns these, and a number that is to be read with them if nobody has. */
    private StepValues with(String name, DoubleSupplier number) {
        if (!(number instanceof UnreadNumber unread)) {
            return this;
        }
        List<String> all = new ArrayList<>(names);
        all.add(name);
        Tensor value = unread.tensor().reshape(Shape.of(1));
        Tensor joined = Tensor.concatenate(List.of(onDevice, value), 0);
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
        Double klWeight = values.remove(KL_WEIGHT);
        return new StepReport(
                template.step(),
                template.epoch(),
                values,
                template.learningRate(),
                klWeight == null ? template.klWeight() : klWeight,
                norm == null ? template.gradientNorm() : norm);
    }
}
