// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.tensor.TensorScope;

/**
 * A known number of each datum that multiplies its mean counts: the size factor of a cell, the time
 * for which events were counted.
 *
 * @param name {@link Likelihood#TOTAL}, or that of a given value
 * @param mean of a given value over training data, from which a decoder starts
 */
public record Exposure(String name, double mean) {

    static final String NONE = "none";

    static final String SETTING =
            "what multiplies the mean counts of a datum: total (the sum of its counts, as the size factor of a cell), or"
                    + " the name of one count in data.given; log p(x) is then given it. none: nothing";

    /** Of how many training data the mean of a given value is taken. */
    private static final int SEEN = 1000;

    /**
     * Returns the exposure of this name.
     *
     * @throws SettingException if the data have no such value, or no total
     */
    static Optional<Exposure> named(String name, PartContext context) {
        if (name.equals(NONE)) {
            return Optional.empty();
        }
        DataSummary data = context.data();
        if (name.equals(Likelihood.TOTAL)) {
            if (data.hasMissing()) {
                throw new SettingException(
                        "exposure",
                        "total is the sum of all counts of a datum, and some are missing");
            }
            return Optional.of(new Exposure(name, 1));
        }
        List<ValueSplit.Part> parts = data.split().map(ValueSplit::given).orElse(List.of());
        ValueSplit.Part part =
                parts.stream()
                        .filter(given -> given.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> unknown(name, parts));
        if (part.width() != 1) {
            throw new SettingException(
                    "exposure",
                    "'%s' has %s values, and one is needed".formatted(name, part.width()));
        }
        return Optional.of(new Exposure(name, meanOfGiven(name, context)));
    }

    boolean isTotal() {
        return name.equals(Likelihood.TOTAL);
    }

    /** Returns the exposure of the mean training datum. */
    double usual(double[] meanCounts) {
        return atLeast(isTotal() ? Arrays.stream(meanCounts).sum() : mean);
    }

    private static double atLeast(double mean) {
        return mean > 0 ? mean : 1;
    }

    /** Returns 1 where the training data are not there: what was learned replaces the start. */
    private static double meanOfGiven(String name, PartContext context) {
        int count = Math.min(SEEN, context.data().trainingSize());
        Examples seen = context.data().trainingSample(count, RandomKey.of(0));
        if (seen.split().isEmpty()) {
            return 1;
        }
        try (TensorScope scope = context.runtime().scope()) {
            MiniBatch batch = new Chunks(seen, count).at(0);
            double[] given = ExampleTensors.of(batch, context.runtime()).given(name).readDoubles();
            return Arrays.stream(given).average().orElse(1);
        }
    }

    private static SettingException unknown(String name, List<ValueSplit.Part> parts) {
        List<String> known = new ArrayList<>(List.of(NONE, Likelihood.TOTAL));
        parts.forEach(part -> known.add(part.name()));
        return new SettingException(
                "exposure",
                "the data give no value '%s'\n%s".formatted(name, Spelling.hint(name, known)));
    }
}
