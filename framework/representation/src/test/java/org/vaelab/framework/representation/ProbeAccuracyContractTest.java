// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.testkit.contract.KnownAnswer;
import org.vaelab.testkit.contract.MetricContract;

final class ProbeAccuracyContractTest extends MetricContract {

    private static final String[] NAMES = {
        "accuracy.knn100",
        "accuracy.logistic100",
        "accuracy.x.knn100",
        "accuracy.x.logistic100",
        "accuracy.knn600",
        "accuracy.logistic600",
        "accuracy.x.knn600",
        "accuracy.x.logistic600",
        "accuracy.knn1000",
        "accuracy.logistic1000",
        "accuracy.x.knn1000",
        "accuracy.x.logistic1000",
        "accuracy.knn3000",
        "accuracy.logistic3000",
        "accuracy.x.knn3000",
        "accuracy.x.logistic3000"
    };

    ProbeAccuracyContractTest() {
        super(NAMES);
    }

    @Override
    protected List<KnownAnswer> knownAnswers() {
        // Codes are the labels, so that the nearest neighbours and a linear model are right.
        return List.of(
                KnownAnswer.ofPoints("accuracy.knn100", FactorCodes.of(0, 0), 1, 1e-9),
                KnownAnswer.ofPoints("accuracy.logistic100", FactorCodes.of(1, 2, 0), 1, 1e-9));
    }

    /** Probes of all numbers of labels, and those of x, are the same code. */
    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return Arrays.stream(NAMES).collect(Collectors.toMap(name -> name, name -> "ProbesTest"));
    }
}
