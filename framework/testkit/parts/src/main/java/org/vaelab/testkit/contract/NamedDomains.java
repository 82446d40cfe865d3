// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.DoublePredicate;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.testkit.space.Integral;

/**
 * Every domain that a likelihood names, not the widest alone: p adds up to 1 over the values of a
 * discrete domain. Of a density on the line what lies in the unit interval is at most 1.
 */
record NamedDomains(TensorRuntime runtime, OptionalInt total) {

    private static final int HEADS = 2;

    /** Draws that are looked at where a domain may be too wide. */
    private static final int DRAWS = 1000;

    private static final double ROUNDING = 1e-7;

    /** A likelihood in a model of data of a domain. */
    @FunctionalInterface
    interface Made {
        Likelihood on(ValueDomain domain);
    }

    /** Asserts that p adds up to 1 over each domain beside the widest, which another check has. */
    void addUp(Likelihood named, Made made, double scale, RandomKey key) {
        ValueDomain widest = OutputRow.widest(named);
        for (ValueDomain domain : named.domains()) {
            if (domain != widest && domain != ValueDomain.COLUMNS) {
                Likelihood likelihood = made.on(domain);
                double[][] heads =
                        PartContract.heads(HEADS, likelihood.head(DataShape.flat(2)), scale, key);
                for (int h = 0; h < HEADS; h++) {
                    addsUp(likelihood, domain, heads[h], "head " + h, key.fold(h));
                }
            }
        }
    }

    private void addsUp(
            Likelihood likelihood, ValueDomain domain, double[] head, String name, RandomKey key) {
        boolean isCounting = likelihood.measure(DataShape.flat(2)).isCounting();
        if (!isCounting && domain == ValueDomain.GREY_LEVELS) {
            // A density at the levels, as on the interval.
            return;
        }
        OutputRow row = new OutputRow(runtime, likelihood, domain, head, total, name, key);
        Integral sum = row.total();
        double allowed = ROUNDING + 5 * sum.error();
        boolean isPart = !isCounting && domain == ValueDomain.UNIT_INTERVAL;
        boolean isOne = isPart || sum.value() >= 1 - allowed;
        if (!(isOne && sum.value() <= 1 + allowed)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s: p adds up to %.6g over %s data, which domains() names, and not to 1;"
                                    + " leave this domain out, or divide by the sum over it",
                            name,
                            sum.value(),
                            domain.label()));
        }
    }

    /** Returns what is wrong with a widest domain whose draws all lie in one without intervals. */
    static String tooWide(OutputRow row) {
        if (row.domain().isDiscrete() || row.domain() == ValueDomain.MODALITIES) {
            return "";
        }
        double[] draws = row.sample(row.key().split("domain"), DRAWS);
        for (ValueDomain narrow :
                List.of(ValueDomain.BINARY, ValueDomain.GREY_LEVELS, ValueDomain.COUNTS)) {
            DoublePredicate isIn = x -> narrow.contains(x) || narrow.contains((float) x);
            if (Arrays.stream(draws).allMatch(isIn)
                    && Arrays.stream(draws).distinct().count() < DRAWS) {
                return "domains() is too wide: it names %s, and each of %s draws is %s; name %s instead"
                        .formatted(row.domain().label(), DRAWS, narrow.expected(), narrow.label());
            }
        }
        return "";
    }
}
