// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.evaluation.UndefinedMetricException;

/**
 * The codes of examples, at the expectation of each posterior, and the factors by which the
 * examples are known: what disentanglement is measured of.
 *
 * <p>At most {@value #EXAMPLES} examples, those that evaluation takes where it does not take all;
 * the same for all metrics, and inferred once.
 *
 * @param codes [N, L]
 * @param factors at least two, each of which varies
 */
record FactoredCodes(CodeMatrix codes, List<Factor> factors) {

    static final int EXAMPLES = 10_000;

    FactoredCodes {
        factors = List.copyOf(factors);
    }

    /**
     * Returns those of test examples of which all factors are known. Factors that do not vary are
     * left out.
     *
     * @throws UndefinedMetricException if fewer than two factors vary, or there are no codes
     */
    static FactoredCodes ofTest(MetricContext subject) {
        return subject.get(
                new Shared<>(
                        "representation.test",
                        context -> {
                            List<String> names = varying(context.test());
                            Examples test =
                                    context.subset()
                                            .of(complete(context.test(), names, "test"), EXAMPLES);
                            names = varying(test);
                            return new FactoredCodes(
                                    CodeMatrix.of(context, test, CodeMatrix.Point.EXPECTATION),
                                    factors(test, names));
                        }));
    }

    /**
     * Returns those of training examples, with the factors of the test examples, all of which are
     * known.
     *
     * @throws UndefinedMetricException if there are none, or one of the factors does not vary among
     *     them
     */
    static FactoredCodes ofTraining(MetricContext subject) {
        return subject.get(
                new Shared<>(
                        "representation.training",
                        context -> {
                            // First, as without factors no training examples need to be made.
                            List<String> names =
                                    ofTest(context).factors().stream().map(Factor::name).toList();
                            Examples training =
                                    context.subset()
                                            .of(
                                                    complete(
                                                            trainingExamples(context),
                                                            names,
                                                            "training"),
                                                    EXAMPLES);
                            List<Factor> factors = factors(training, names);
                            factors.forEach(FactoredCodes::requireVaries);
                            return new FactoredCodes(
                                    CodeMatrix.of(context, training, CodeMatrix.Point.EXPECTATION),
                                    factors);
                        }));
    }

    private static List<String> varying(Examples test) {
        List<String> names =
                test.labels().map(Labels::columns).orElse(List.of()).stream()
                        .map(Factor::of)
                        .filter(Factor::varies)
                        .map(Factor::name)
                        .toList();
        if (names.size() < 2) {
            throw new UndefinedMetricException(
                    "at least two label columns must vary among the test examples, "
                            + (names.isEmpty() ? "none does" : "only '" + names.get(0) + "' does"));
        }
        return names;
    }

    /** Returns why data of whatever model have no two factors; empty if they may have. */
    static Optional<String> obstacle(DataSummary data) {
        return data.labels().size() > 1
                ? Optional.empty()
                : Optional.of("at least two label columns are needed");
    }

    /** Returns the examples of which all of these factors are known. */
    private static Examples complete(Examples all, List<String> names, String part) {
        List<Factor> factors = factors(all, names);
        int[] rows =
                IntStream.range(0, all.size())
                        .filter(
                                i ->
                                        factors.stream()
                                                .allMatch(f -> f.values()[i] != Labels.UNKNOWN))
                        .toArray();
        if (rows.length == 0) {
            throw new UndefinedMetricException(
                    "of no " + part + " example all of " + String.join(", ", names) + " are known");
        }
        return rows.length == all.size() ? all : all.select(rows);
    }

    private static List<Factor> factors(Examples examples, List<String> names) {
        Labels labels =
                examples.labels()
                        .orElseThrow(() -> new UndefinedMetricException("the data have no labels"));
        return names.stream().map(name -> Factor.of(labels.column(name))).toList();
    }

    private static void requireVaries(Factor factor) {
        if (!factor.varies()) {
            throw new UndefinedMetricException(
                    "label column '"
                            + factor.name()
                            + "' does not vary among the training examples");
        }
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

    /**
     * Returns these codes with the continuous factors of others, and these, in the bins of the
     * others.
     */
    FactoredCodes binnedAs(FactoredCodes others) {
        return new FactoredCodes(
                codes,
                IntStream.range(0, factors.size())
                        .mapToObj(
                                k ->
                                        others.factors.get(k).isContinuous()
                                                ? factors.get(k)
                                                        .binned(others.factors.get(k).quantiles())
                                                : factors.get(k))
                        .toList());
    }

    /**
     * Says which factors are continuous, and in how many bins a metric reads them; empty if none
     * is.
     */
    Optional<String> binningCaveat() {
        List<String> clauses =
                factors.stream()
                        .filter(Factor::isContinuous)
                        .map(f -> "'" + f.name() + "' in " + (f.quantiles().length + 1) + " bins")
                        .toList();
        return clauses.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "real numbers of factors are cut at their quantiles: "
                                + String.join(", ", clauses));
    }

    int size() {
        return codes.size();
    }
}
