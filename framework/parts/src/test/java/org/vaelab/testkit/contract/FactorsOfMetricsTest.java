// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/** A metric of the first factor of a product alone is found here, where there is a product. */
final class FactorsOfMetricsTest {

    /** The mean square of the first coordinates of where posteriors are. */
    private static Metric ofCoordinates(int count) {
        return subject -> {
            double[] sum = new double[1];
            subject.forEachPosterior(
                    subject.test(),
                    (q, first, size) -> {
                        for (var z : q.location().byName().values()) {
                            Tensor read =
                                    z.z().slice(-1, 0, Math.min(count, z.z().shape().extent(-1)));
                            sum[0] += read.square().sum().readScalar();
                        }
                    });
            return new Measurement.Measured(
                    Estimate.withoutError(sum[0], "1", EstimateKind.NOT_A_LIKELIHOOD, 0),
                    subject.test().size());
        };
    }

    private static void check(Metric metric) {
        MetricContract contract =
                new MetricContract("faulty") {
                    @Override
                    Metrics metrics() {
                        return Metrics.standard().with("faulty", metric);
                    }
                };
        contract.openRuntime();
        try (TensorScope scope = contract.runtime().scope()) {
            contract.everyFactorMatters(contract.key("all factors"));
        } finally {
            contract.closeRuntime();
        }
    }

    @Test
    void aMetricOfTheFirstFactorAloneIsFound() {
        assertThatCode(() -> check(ofCoordinates(2))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(ofCoordinates(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "metrics [faulty] change with the first factor of a product of two, and do not"
                                + " change with the second");
    }
}
