// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.space.Moments;
import org.vaelab.testkit.space.Nodes;
import org.vaelab.testkit.space.Spoilt;

/** p(x given z) of data of two values, for one output of a decoder. */
final class OutputRow implements TestedDistribution {

    private static final int LEVELS = 256;

    /** Numbers of a decoder's output at once, which bounds the memory of a check. */
    private static final int CHUNK = 2_000_000;

    private final TensorRuntime runtime;
    private final Likelihood likelihood;
    private final double[] head;

    OutputRow(TensorRuntime runtime, Likelihood likelihood, double[] head) {
        this.runtime = runtime;
        this.likelihood = likelihood;
        this.head = head.clone();
    }

    /** Returns the domain over which the density of a likelihood integrates to 1. */
    static ValueDomain widest(Likelihood likelihood) {
        Set<ValueDomain> domains = likelihood.domains();
        for (ValueDomain domain : new ValueDomain[] {ValueDomain.REAL, ValueDomain.UNIT_INTERVAL}) {
            if (domains.contains(domain)) {
                return domain;
            }
        }
        return domains.contains(ValueDomain.GREY_LEVELS)
                ? ValueDomain.GREY_LEVELS
                : ValueDomain.BINARY;
    }

    ValueDomain domain() {
        return widest(likelihood);
    }

    private Tensor rows(int n) {
        return runtime.vector(head).broadcastTo(Shape.of(n, head.length));
    }

    Optional<double[]> mean() {
        try (TensorScope scope = runtime.scope()) {
            return likelihood.of(rows(1)).mean().map(Tensor::readDoubles);
        }
    }

    @Override
    public boolean neverRepeats() {
        return !domain().isDiscrete();
    }

    @Override
    public int width() {
        return 2;
    }

    @Override
    public double[] logDensity(double[] points) {
        return inLots(
                runtime,
                points,
                Math.max(1, CHUNK / head.length),
                lot -> {
                    int n = lot.length / width();
                    Tensor x = runtime.tensor(lot, Shape.of(n, width()));
                    return likelihood.of(rows(n)).logProbability(x).readDoubles();
                });
    }

    @Override
    public double[] sample(RandomKey key, int n) {
        try (TensorScope scope = runtime.scope()) {
            return likelihood.of(rows(n)).sample(key).readDoubles();
        }
    }

    @Override
    public Nodes nodes(double[] draws, RandomKey key) {
        return axis(draws, 0).times(axis(draws, 1));
    }

    private Nodes axis(double[] draws, int coordinate) {
        return switch (domain()) {
            case BINARY -> Nodes.all(1, new double[] {0, 1});
            case GREY_LEVELS -> {
                double[] levels = new double[LEVELS];
                Arrays.setAll(levels, k -> k / (LEVELS - 1.0));
                yield Nodes.all(1, levels);
            }
            case UNIT_INTERVAL -> Nodes.unitInterval(true);
            case REAL -> {
                Moments moments = Moments.of(draws, 2);
                yield Nodes.line(moments.mean(coordinate), moments.deviation(coordinate), true);
            }
        };
    }

    @Override
    public double[] spoilt(double[] draws) {
        return domain() == ValueDomain.REAL ? Spoilt.stretched(draws, 2) : Spoilt.stuck(draws, 2);
    }
}
