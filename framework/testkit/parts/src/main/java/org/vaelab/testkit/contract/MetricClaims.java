// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;

/**
 * What a metric says of itself, and what it may depend on: its description, the model and the data,
 * and nothing that it remembers.
 */
record MetricClaims(MetricTrial trial, List<String> names) {

    /**
     * Asserts that the unit and the kind are those of the description, if it has one of its own.
     */
    static void isAsDescribed(String name, Estimate estimate, Optional<MetricDescription> told) {
        if (told.isEmpty() || told.get().sentence().isEmpty()) {
            return;
        }
        String unit = told.get().unit();
        if (unit != null && !unit.equals(estimate.unit())) {
            throw differs(name, "unit", estimate.unit(), unit);
        }
        if (told.get().kind() != null && told.get().kind() != estimate.kind()) {
            throw differs(
                    name,
                    "kind",
                    String.valueOf(estimate.kind()),
                    String.valueOf(told.get().kind()));
        }
    }

    private static AssertionError differs(String name, String what, String got, String told) {
        return new AssertionError(
                "the %s of %s is '%s', and description() says '%s': a report shows the latter; describe it with in(unit, kind)"
                        .formatted(what, name, got, told));
    }

    /**
     * Asserts that another model and other data between two measurements change nothing, and that
     * they have a number of their own somewhere: what is remembered is the same for all.
     */
    void remembersNothing(List<MetricTrial> others) {
        Map<String, Estimate> first = trial.measure(trial.few(), names).metrics();
        List<Map<String, Estimate>> between =
                others.stream().map(other -> other.measure(other.few(), names).metrics()).toList();
        Map<String, Estimate> again = trial.measure(trial.few(), names).metrics();
        for (String name : names) {
            Estimate own = first.get(name);
            if (own == null) {
                continue;
            }
            Estimate later = again.get(name);
            if (later == null || later.value() != own.value()) {
                throw new AssertionError(
                        "%s is %s of a model, and %s of the same after others were measured: it remembers, as in a static field; keep results in context.shared()"
                                .formatted(
                                        name,
                                        number(own),
                                        later == null ? "absent" : number(later)));
            }
            // A share may be at its end: of all models it is all, or nothing.
            boolean isEnd = own.value() == 0 || own.value() == 1;
            boolean isEqual =
                    between.stream()
                            .allMatch(
                                    other ->
                                            other.containsKey(name)
                                                    && other.get(name).value() == own.value());
            if (isEqual && !isEnd) {
                throw new AssertionError(
                        "%s is %s of each of %s models with data of their own: it ignores the subject, or remembers the first, as in a static field"
                                .formatted(name, number(own), others.size() + 1));
            }
        }
    }

    private static String number(Estimate estimate) {
        return String.format(Locale.ROOT, "%.8g", estimate.value());
    }

    /**
     * Asserts that what changes with the training examples says so, or is absent where there are
     * none.
     */
    void declaresTraining(Map<String, String> sentences, MetricTrial otherTraining) {
        Map<String, Estimate> usual = trial.measure(trial.few(), names).metrics();
        Map<String, Estimate> other = otherTraining.measure(otherTraining.few(), names).metrics();
        Map<String, Estimate> none =
                trial.measure(EvaluationData.ofTest(trial.test()), names).metrics();
        for (String name : names) {
            Estimate one = usual.get(name);
            Estimate two = other.get(name);
            boolean changes = one != null && two != null && one.value() != two.value();
            boolean isTold = sentences.getOrDefault(name, "").contains("train");
            if (changes && none.containsKey(name) && !isTold) {
                throw new AssertionError(
                        "%s is %s, and %s with other training examples, but is a number without any and its description does not name them: throw an UndefinedMetricException where training() is empty, or say 'training examples' in the sentence"
                                .formatted(name, number(one), number(two)));
            }
        }
    }
}
