// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.KlRegularizer.UnreadNumber;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The values of a step, not yet read.
 *
 * @param names of the values, the loss first
 * @param onDevice the values, [names]: the loss; at a step of the history also means over the
 *     batch; then the weight of the KL and the gradient's norm, if they are still on the device
 * @param template the report without values; null if the history leaves this step out
 */
record StepValues(List<String> names, Tensor onDevice, @Nullable StepReport template) {

    private static final String NORM = "gradientNorm";
    private static final String KL_WEIGHT = "klWeight";

    /** Returns the loss of a step that the history leaves out. */
    static StepValues ofLoss(Objective objective, DoubleSupplier norm) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        values.put(StepReport.LOSS, objective.loss().stopGradient());
        return of(values, norm, null);
    }

    /** Returns the values of a step of the history; steps count from 0. */
    static StepValues of(
            Objective objective,
            long step,
            double epoch,
            double learningRate,
            DoubleSupplier norm,
            @Nullable Long skipped) {
        double klWeight = known(objective.klWeight());
        Map<String, Tensor> values = meansOf(objective);
        putUnread(KL_WEIGHT, objective.klWeight(), values);
        return of(
                values,
                norm,
                new StepReport(
                        step + 1, epoch, Map.of(), learningRate, klWeight, known(norm), skipped));
    }

    private static StepValues of(
            Map<String, Tensor> values, DoubleSupplier norm, @Nullable StepReport template) {
        putUnread(NORM, norm, values);
        return new StepValues(List.copyOf(values.keySet()), joined(values), template);
    }

    /** Reads the means of all named quantities of an objective. */
    static Map<String, Double> means(Objective objective) {
        Map<String, Tensor> values = meansOf(objective);
        return named(List.copyOf(values.keySet()), joined(values).readDoubles());
    }

    private static Map<String, Tensor> meansOf(Objective objective) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        values.put(StepReport.LOSS, objective.loss());
        Tensor bound = objective.bound();
        if (bound != null) {
            values.put(StepReport.BOUND, bound.mean());
        }
        objective.terms().forEach(term -> values.put(term.name(), term.value().mean()));
        objective.penalties().forEach(term -> values.put(term.name(), term.value().mean()));
        return values;
    }

    private static double known(DoubleSupplier number) {
        return number instanceof UnreadNumber ? Double.NaN : number.getAsDouble();
    }

    private static void putUnread(String name, DoubleSupplier number, Map<String, Tensor> values) {
        if (number instanceof UnreadNumber unread) {
            values.put(name, unread.tensor());
        }
    }

    private static Tensor joined(Map<String, Tensor> values) {
        Shape one = Shape.of(1);
        return Tensor.concatenate(values.values().stream().map(v -> v.reshape(one)).toList(), 0);
    }

    private static Map<String, Double> named(List<String> names, double[] read) {
        Map<String, Double> named = new LinkedHashMap<>();
        for (int i = 0; i < read.length; i++) {
            named.put(names.get(i), read[i]);
        }
        return named;
    }

    /** Returns a copy that outlives the scope of the step, until it is released. */
    StepValues kept() {
        return new StepValues(names, onDevice.runtime().keep(onDevice, false), template);
    }

    /** Reads the report; empty if the history leaves this step out. */
    Optional<StepReport> read() {
        return template == null ? Optional.empty() : report(onDevice.readDoubles());
    }

    /** Returns whether the loss is finite, and the gradient's norm if it was on the device. */
    boolean isFinite(double[] read) {
        int norm = names.indexOf(NORM);
        return Double.isFinite(read[0]) && (norm < 0 || Double.isFinite(read[norm]));
    }

    /** Returns the report with the values read; empty if the history leaves this step out. */
    Optional<StepReport> report(double[] read) {
        if (template == null) {
            return Optional.empty();
        }
        Map<String, Double> values = named(names, read);
        Double norm = values.remove(NORM);
        Double klWeight = values.remove(KL_WEIGHT);
        return Optional.of(
                new StepReport(
                        template.step(),
                        template.epoch(),
                        values,
                        template.learningRate(),
                        klWeight == null ? template.klWeight() : klWeight,
                        norm == null ? template.gradientNorm() : norm,
                        template.skipped()));
    }
}
