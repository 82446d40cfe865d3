// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The variances of the coordinates of latent variables under p(z): in closed form, or those of some
 * {@value #DRAWS} draws given the conditions of the test examples. Where the tails are so heavy
 * that the variance of draws says little, the variance is that of a Normal distribution with the
 * same quartiles.
 */
final class PriorVariances {

    private static final int DRAWS = 2000;

    /** A tail index at most 4 leaves the variance of draws without a standard error. */
    private static final double HEAVY = 4;

    private static final double QUARTILES_OF_NORMAL = 1.3489795003921634;

    private final MetricContext subject;
    private final GenerativeModel generative;
    private final Map<String, double[]> found = new HashMap<>();

    PriorVariances(MetricContext subject) {
        this.subject = subject;
        this.generative = subject.model().generative();
        for (LatentVariable latent : generative.latents()) {
            generative
                    .priorVariances(latent)
                    .ifPresent(variances -> found.put(latent.name(), variances));
        }
        if (found.size() < generative.latents().size()) {
            draw();
        }
    }

    /** Returns the variances of the coordinates of a variable, row by row. */
    double[] of(LatentVariable latent) {
        return Objects.requireNonNull(found.get(latent.name()), latent.name());
    }

    private void draw() {
        int each = (DRAWS + subject.test().size() - 1) / subject.test().size();
        RandomKey key = subject.key().split("prior");
        Map<String, ActiveUnits.Variances> drawn = new HashMap<>();
        Map<String, List<double[]>> heavy = new HashMap<>();
        subject.forEachBatch(
                subject.subset().of(subject.test(), DRAWS),
                (batch, first, size) -> {
                    int n = size * each;
                    Map<String, Tensor> given = batch.givenToEach(each);
                    Latents values = generative.sample(key.fold(first), n, given);
                    for (LatentVariable latent : unknown()) {
                        String name = latent.name();
                        double[] z = values.z(name).readDoubles();
                        drawn.computeIfAbsent(name, v -> new ActiveUnits.Variances(z.length / n))
                                .addMeans(z, 1, n);
                        if (generative.prior(name, values, given).tailIndex() <= HEAVY) {
                            heavy.computeIfAbsent(name, v -> new ArrayList<>()).add(z);
                        }
                    }
                });
        for (LatentVariable latent : unknown()) {
            double[] variances =
                    Objects.requireNonNull(drawn.get(latent.name()), "at least one block").values();
            List<double[]> values = heavy.get(latent.name());
            found.put(latent.name(), values == null ? variances : byQuartiles(values, variances));
        }
    }

    private List<LatentVariable> unknown() {
        return generative.latents().stream().filter(v -> !found.containsKey(v.name())).toList();
    }

    private static double[] byQuartiles(List<double[]> values, double[] variances) {
        int width = variances.length;
        double[] all = values.stream().flatMapToDouble(Arrays::stream).toArray();
        double[] found = new double[width];
        for (int j = 0; j < width; j++) {
            int column = j;
            double[] sorted =
                    IntStream.range(0, all.length / width)
                            .mapToDouble(i -> all[i * width + column])
                            .sorted()
                            .toArray();
            double range = sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4];
            // A discrete coordinate has a variance, and no quartiles to speak of.
            boolean isDiscrete =
                    Arrays.stream(sorted).distinct().count() < Math.sqrt(sorted.length);
            found[j] =
                    range > 0 && !isDiscrete
                            ? Math.pow(range / QUARTILES_OF_NORMAL, 2)
                            : variances[j];
        }
        return found;
    }
}
