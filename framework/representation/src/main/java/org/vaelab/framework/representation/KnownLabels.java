// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.MetricContext;

/**
 * The examples whose label is known, with their labels. No metric of labels uses the others.
 *
 * @param examples in their order
 * @param labels of these examples, at least two different values, none unknown
 */
record KnownLabels(Examples examples, Factor labels) {

    /** Returns those of the test examples, which are found once. */
    static KnownLabels ofTest(MetricContext subject) {
        return subject.shared(
                "representation.knownTest",
                KnownLabels.class,
                context -> of(context.test(), "test"));
    }

    /**
     * Returns those of the training examples, which are found once.
     *
     * @throws UndefinedMetricException if there are no training examples
     */
    static KnownLabels ofTraining(MetricContext subject) {
        return subject.shared(
                "representation.knownTraining",
                KnownLabels.class,
                context -> of(FactoredCodes.trainingExamples(context), "training"));
    }

    /**
     * Returns those of some examples.
     *
     * @param part what the examples are, for messages
     * @throws UndefinedMetricException if there is no label column, or fewer than two values are known
     */
    static KnownLabels of(Examples all, String part) {
        Factor labels = ClassLabels.of(all);
        requireTwo(labels, part);
        int[] known = labels.known();
        if (known.length == all.size()) {
            return new KnownLabels(all, labels);
        }
        Examples examples = all.select(known);
        return new KnownLabels(examples, ClassLabels.of(examples));
    }

    /**
     * Checks that at least two values are known.
     *
     * @throws UndefinedMetricException if not
     */
    static void requireTwo(Factor labels, String part) {
        int known = labels.knownValues();
        if (known < 2) {
            throw new UndefinedMetricException(
                    known == 0
                            ? "label '" + labels.name() + "' of no " + part + " example is known"
                            : "label '"
                                    + labels.name()
                                    + "' has one known value among the "
                                    + part
                                    + " examples, and at least two are needed");
        }
    }
}
