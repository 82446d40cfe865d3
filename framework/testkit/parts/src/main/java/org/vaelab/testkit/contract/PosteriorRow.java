// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import org.vaelab.framework.component.Phase;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.space.IntegrationRule;
import org.vaelab.testkit.space.Nodes;

/** The posterior of one head output. */
final class PosteriorRow implements TestedDistribution {

    /** Points whose density is computed at once, which bounds the memory of a check. */
    private static final int CHUNK = 20_000;

    private static final int EQUAL_ROWS = 50;
    private static final int DRAWS_OF_A_ROW = 40;

    private final TensorRuntime runtime;
    private final PosteriorFamily family;
    private final double[] head;
    private final Phase phase;
    private final IntegrationRule rule;

    PosteriorRow(
            TensorRuntime runtime,
            PosteriorFamily family,
            double[] head,
            Phase phase,
            IntegrationRule rule) {
        this.runtime = runtime;
        this.family = family;
        this.rule = rule;
        this.head = head.clone();
        this.phase = phase;
    }

    PosteriorRow at(double[] other) {
        return new PosteriorRow(runtime, family, other, phase, rule);
    }

    double[] head() {
        return head.clone();
    }

    Posterior posterior() {
        return family.of(runtime.tensor(head, Shape.of(1, head.length)), phase);
    }

    /** Returns n equal distributions, and the head output that they share as n rows. */
    Posterior copies(Tensor heads) {
        return family.of(heads, phase);
    }

    /** Returns n rows of this head output. */
    Tensor rows(int n) {
        return runtime.vector(head).broadcastTo(Shape.of(n, head.length));
    }

    TensorRuntime runtime() {
        return runtime;
    }

    PosteriorFamily family() {
        return family;
    }

    /** Returns the rule that integrates over the space. */
    IntegrationRule rule() {
        return rule;
    }

    /** Asserts that draws of equal rows do not repeat, over K or over rows. */
    void rejectRepeatedDraws(String name, RandomKey key) {
        try (TensorScope scope = runtime.scope()) {
            Posterior q = copies(rows(EQUAL_ROWS));
            if (!q.isPointMass()) {
                double[] draws = q.draw(key.split("repeats"), DRAWS_OF_A_ROW).z().readDoubles();
                RepeatedDraws.reject(name, draws, EQUAL_ROWS, width(), rule.dimension() > 0);
            }
        }
    }

    @Override
    public int width() {
        return family.space().eventShape().size();
    }

    @Override
    public double[] logDensity(double[] points) {
        return inLots(
                runtime,
                points,
                CHUNK,
                lot -> {
                    int n = lot.length / width();
                    Tensor z = runtime.tensor(lot, family.space().eventShape().prepend(n, 1));
                    return posterior().logProbability(z).readDoubles();
                });
    }

    @Override
    public double[] sample(RandomKey key, int n) {
        try (TensorScope scope = runtime.scope()) {
            return posterior().draw(key, n).z().readDoubles();
        }
    }

    @Override
    public Nodes nodes(double[] draws, RandomKey key) {
        return rule.nodes(draws, key);
    }

    @Override
    public double[] spoilt(double[] draws) {
        return rule.spoilt(draws);
    }
}
