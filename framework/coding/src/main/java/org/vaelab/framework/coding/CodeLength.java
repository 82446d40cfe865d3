// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * Bits per dimension of a file of all test examples, coded by bits-back. Its parts are what the
 * file takes beyond the bound at the draws of the coder: {@code excess}, which is the sum of {@code
 * discretisation}, {@code rounding}, {@code startBits} and {@code header}. Dimensions are observed
 * values.
 *
 * <p>The model codes in the precision of the evaluation. {@code vaelab compress} codes in double
 * precision and guards roundings, so that other machines decode the file. In single precision there
 * is no guard: it costs 0.006 bits for 1,024 parameters. The header names no run, which is some
 * hundred bytes. Otherwise the two lengths differ by the draws of z.
 */
@Cites({"townsend2019", "kingma2019"})
@Part("codeLength")
public final class CodeLength implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "code length",
                        Direction.LOWER,
                        "Bits for each observed value that a file of the test data takes, coded by"
                                + " bits-back. What says which values are missing is a part that is not"
                                + " counted.")
                .in("bits/dim", EstimateKind.UPPER_BOUND);
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        LatentVariableModel model = subject.model();
        if (!model.generative().isProbability()) {
            throw new UndefinedMetricException("the likelihood is a density, which counts no bits");
        }
        Examples test = subject.test();
        CodeFile.Encoded encoded;
        try {
            encoded =
                    CodeFile.encode(
                            model,
                            test,
                            subject.data().columns(),
                            new CodeFile.CodingModel("", "", ""),
                            new byte[0],
                            done -> {});
        } catch (IllegalArgumentException e) {
            throw new UndefinedMetricException(String.valueOf(e.getMessage()));
        }
        double values = IntStream.range(0, test.size()).mapToDouble(test::observed).sum();
        Costs costs = encoded.costs();
        Map<String, Estimate> parts = new LinkedHashMap<>();
        parts.put("excess", bits(costs.excess() / values));
        parts.put("discretisation", bits(costs.discretisation() / values));
        parts.put("rounding", bits(costs.rounding() / values));
        parts.put("startBits", bits(costs.startBits() / values));
        parts.put("header", bits(costs.header() / values));
        if (costs.missing() > 0) {
            parts.put("missing", bits(costs.missing() / values));
        }
        return new Measurement.Measured(
                Estimate.withoutError(
                        costs.ofValues() / values, "bits/dim", EstimateKind.UPPER_BOUND, 1),
                test.size(),
                parts);
    }

    private static Estimate bits(double value) {
        return Estimate.withoutError(value, "bits/dim", EstimateKind.NOT_A_LIKELIHOOD, 1);
    }
}
