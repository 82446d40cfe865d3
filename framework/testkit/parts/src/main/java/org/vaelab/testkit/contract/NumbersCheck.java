// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.space.IntegrationRule;

/**
 * The parameters of a distribution by their usual names, which an export tells: a mean, a location
 * or a mean direction is the location or the integral of z. A log-variance on R^d, a log-rate, and
 * logits of categories are those of the density. Of other names only finite values are asked.
 *
 * @param location of a posterior
 */
record NumbersCheck(
        TestedDistribution tested,
        Distribution of,
        LatentSpace space,
        Optional<double[]> location) {

    private static final double ROUNDING = 1e-6;

    void check() {
        Map<String, double[]> numbers = new TreeMap<>();
        try (TensorScope scope = tested.runtime().scope()) {
            of.numbers().forEach((name, value) -> numbers.put(name, value.readDoubles()));
        }
        IntegrationRule rule = tested.rule();
        boolean isMixed = rule.hasEqualDraws() && rule.dimension() > 0;
        numbers.forEach(
                (name, values) -> {
                    PartContract.assertFinite(what(name, 0), values);
                    if (!isMixed && values.length == tested.width()) {
                        check(name, values);
                    }
                });
    }

    private void check(String name, double[] values) {
        DensityCheck density = tested.density();
        switch (name) {
            case "mean", "location", "meanDirection" -> checkMean(name, values);
            case "logVariance" -> {
                if (space instanceof Euclidean) {
                    all(name, values, Math::exp, density::squares);
                }
            }
            case "logRate" -> all(name, values, Math::exp, density::coordinate);
            case "logits", "probabilities" -> {
                if (space instanceof OneHot) {
                    checkCategories(name, values);
                }
            }
            default -> {}
        }
    }

    private void checkMean(String name, double[] values) {
        if (location.isEmpty()) {
            if (name.equals("mean") && !tested.rule().hasAngles()) {
                all(name, values, mean -> mean, tested.density()::coordinate);
            }
            return;
        }
        for (int j = 0; j < values.length; j++) {
            double expected = location.get()[j];
            if (!(Math.abs(values[j] - expected) <= ROUNDING * (1 + Math.abs(expected)))) {
                all(name, values, mean -> mean, tested.density()::coordinate);
                return;
            }
        }
    }

    /** Probabilities of the variables, whose logits are any that softmax makes into them. */
    private void checkCategories(String name, double[] values) {
        int k = ((OneHot) space).categories();
        double[] shares = values.clone();
        for (int from = 0; name.equals("logits") && from < values.length; from += k) {
            double sum = 0;
            for (int i = from; i < from + k; i++) {
                sum += Math.exp(values[i]);
            }
            for (int i = from; i < from + k; i++) {
                shares[i] = Math.exp(values[i]) / sum;
            }
        }
        all(name, shares, share -> share, tested.density()::coordinate);
    }

    private void all(
            String name,
            double[] values,
            DoubleUnaryOperator meaning,
            IntFunction<double[]> integrand) {
        for (int j = 0; j < values.length; j++) {
            tested.density()
                    .agrees(what(name, j), meaning.applyAsDouble(values[j]), integrand.apply(j));
        }
    }

    private String what(String name, int j) {
        return "'%s' of numbers() at %s, coordinate %s".formatted(name, tested.name(), j);
    }
}
