// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.List;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.evaluation.MetricContext;

/**
 * The codes of examples, at the expectation of each posterior, and the factors by which the examples are
 * known: what disentanglement is measured of.
 *
 * <p>At most {@value #EXAMPLES} examples, those that evaluation takes where it does not take all; the
 * same for all metrics, and inferred once.
 *
 * @param codes [N, L]
 * @param factors at least two, each of which varies
 */
record FactoredCodes(Codes codes, List<Factor> factors) {

    /** The most examples. */
    static final int EXAMPLES = 10_000;

    FactoredCodes {
        factors = List.copyOf(factors);
    }

    /**
     * Returns those of test examples. Factors that do not vary are left out.
     *
     * @throws UndefinedMetricException if fewer than two factors vary, or there are no codes
     */
    static FactoredCodes ofTest(MetricContext subject) {
        return subject.shared(
                "representation.test",
                FactoredCodes.class,
                context -> {
                    Examples test = context.subset().of(context.test(), EXAMPLES);
                    List<Factor> factors =
                            test.labels().map(Labels::columns).orElse(List.of()).stream()
                                    .map(Factor::of)
                                    .filter(Factor::varies)
                                    .toList();
                    if (factors.size() < 2) {
                        throw new UndefinedMetricException(
                                "at least two label columns must vary among the test examples, "
                                        + (factors.isEmpty()
                                                ? "none does"
                                                : "only '" + factors.get(0).name() + "' does"));
                    }
                    return new FactoredCodes(
                            Codes.of(context, test, Codes.Point.EXPECTATION), factors);
                });
    }

    /**
     * Returns those of training examples, with the factors of the test examples.
     *
     * @throws UndefinedMetricException if there are none, or one of the factors does not vary among them
     */
    static FactoredCodes ofTraining(MetricContext subject) {
        return subject.shared(
                "representation.training",
                FactoredCodes.class,
                context -> {
                    // First, as without factors no training examples need to be made.
                    List<Factor> ofTest = ofTest(context).factors();
                    Examples training = context.subset().of(trainingExamples(context), EXAMPLES);
                    List<Factor> factors =
                            ofTest.stream()
                                    .map(factor -> trainingFactor(training, factor.name()))
                                    .toList();
                    return new FactoredCodes(
                            Codes.of(context, training, Codes.Point.EXPECTATION), factors);
                });
    }

    private static Factor trainingFactor(Examples training, String name) {
        Labels labels =
                training.labels().orElseThrow(() -> new DataException("no training labels"));
        Factor factor = Factor.of(labels.column(name));
        if (!factor.varies()) {
            throw new UndefinedMetricException(
                    "label column '" + name + "' does not vary among the training examples");
        }
        return factor;
    }

    /**
     * Returns all training examples.
     *
     * @throws UndefinedMetricException if there are none
     */
    static Examples trainingExamples(MetricContext subject) {
        return subject.training()
                .orElseThrow(
                        () ->
                                new UndefinedMetricException(
                                        "no training examples are at hand to fit it to"));
    }

    /** Returns N. */
    int size() {
        return codes.size();
    }
}
